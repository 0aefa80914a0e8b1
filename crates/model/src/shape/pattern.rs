//! The regular expressions of the public service models, each with a matcher of its own.
//!
//! There are few of them and most are one character class repeated, so that a function is faster, smaller and easier to trust
//! than a regular expression engine on the path of every request. The tests hold each function against a real engine.

/// A pattern that a whole text must match.
pub struct Pattern {
    /// The pattern as the service model writes it; it appears in error messages.
    pub text: &'static str,
    /// Whether a text matches.
    pub matches: fn(&str) -> bool,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text)
    }
}

/// The patterns.
pub mod patterns {
    use super::Pattern;

    macro_rules! patterns {
        ($($(#[$doc:meta])* $name:ident = $text:literal, $matches:expr;)*) => {
            $($(#[$doc])* pub static $name: Pattern = Pattern { text: $text, matches: $matches };)*

            #[cfg(test)]
            pub(super) const ALL: &[&Pattern] = &[$(&$name),*];
        };
    }

    patterns! {
        /// Names of users, roles, groups and policies.
        NAME = r"[\w+=,.@-]+", |text| some(text, name_char);
        /// Session names and source identities.
        NAME_OR_EMPTY = r"[\w+=,.@-]*", |text| text.chars().all(name_char);
        /// Access key ids in IAM.
        WORD = r"[\w]+", |text| some(text, word_char);
        /// Access key ids in STS.
        WORD_OR_EMPTY = r"[\w]*", |text| text.chars().all(word_char);
        /// One-time passwords.
        DIGITS_OR_EMPTY = r"[\d]*", |text| text.chars().all(|c| c.is_ascii_digit());
        /// External ids.
        EXTERNAL_ID = r"[\w+=,.@:\/-]*", |text| text.chars().all(|c| name_char(c) || c == ':' || c == '/');
        /// MFA serial numbers.
        SERIAL_NUMBER = r"[\w+=/:,.@-]*", |text| text.chars().all(|c| name_char(c) || c == ':' || c == '/');
        /// Paths of users, roles and groups.
        PATH = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)", path;
        /// Path prefixes in list calls.
        PATH_PREFIX = r"\u002F[\u0021-\u007F]*", |text| text.strip_prefix('/').is_some_and(|rest| rest.chars().all(|c| ('\u{21}'..='\u{7f}').contains(&c)));
        /// Paths of managed policies.
        POLICY_PATH = r"((/[A-Za-z0-9\.,\+@=_-]+)*)/", policy_path;
        /// Policy documents.
        DOCUMENT = r"[\u0009\u000A\u000D\u0020-\u00FF]+", |text| some(text, document_char);
        /// Markers of paged lists.
        MARKER = r"[\u0020-\u00FF]+", |text| some(text, |c| ('\u{20}'..='\u{ff}').contains(&c));
        /// Descriptions of roles.
        DESCRIPTION = r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*", |text| text.chars().all(|c| document_char(c) && !('\u{7f}'..='\u{a0}').contains(&c));
        /// ARNs in STS.
        STS_ARN = r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", sts_arn;
        /// Tag keys.
        TAG_KEY = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", |text| some(text, tag_char);
        /// Tag values.
        TAG_VALUE = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", |text| text.chars().all(tag_char);
        /// Version ids of managed policies.
        POLICY_VERSION_ID = r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?", policy_version_id;
        /// Account ids in Organizations.
        ACCOUNT_ID = r"^\d{12}$", |text| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        /// Names of accounts in Organizations.
        PRINTABLE_ASCII = r"[\u0020-\u007E]+", |text| some(text, |c| ('\u{20}'..='\u{7e}').contains(&c));
        /// E-mail addresses in Organizations.
        EMAIL = r"[^\s@]+@[^\s@]+\.[^\s@]+", email;
        /// Role names in Organizations.
        ROLE_NAME_64 = r"[\w+=,.@-]{1,64}", |text| some(text, name_char) && text.len() <= 64;
        /// Ids of account creations in Organizations.
        CREATE_ACCOUNT_REQUEST_ID = r"^car-[a-z0-9]{8,32}$", create_account_request_id;
        /// Tag keys and values in Organizations.
        ORGANIZATIONS_TAG = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", |text| text.chars().all(tag_char);
        /// ARNs of workloads in Rolecall's own interface.
        WORKLOAD_ARN = r"arn:aws:(ec2:[a-z0-9-]{1,64}:[0-9]{12}:instance/i-[a-z0-9]{1,62}|ecs:[a-z0-9-]{1,64}:[0-9]{12}:task/[A-Za-z0-9_-]{1,255}/[A-Za-z0-9_-]{2,64}|lambda:[a-z0-9-]{1,64}:[0-9]{12}:function:[A-Za-z0-9_-]{2,64}|cloudformation:[a-z0-9-]{1,64}:[0-9]{12}:stack/[A-Za-z0-9-]{2,128}/[A-Za-z0-9-]{1,36})", |text| text.parse::<crate::WorkloadArn>().is_ok();
        /// Ed25519 public keys in Rolecall's own interface: 32 bytes in base64 (RFC 4648 section 4).
        PUBLIC_KEY = r"[A-Za-z0-9+/]{43}=", |text| text.len() == 44 && text.strip_suffix('=').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')));
        /// Anything, also across lines.
        ANYTHING = r"[\s\S]*", |_| true;
    }

    fn some(text: &str, class: impl Fn(char) -> bool) -> bool {
        !text.is_empty() && text.chars().all(class)
    }

    /// `\w`: ASCII only, as in the service's own engine.
    fn word_char(c: char) -> bool {
        c.is_ascii_alphanumeric() || c == '_'
    }

    fn name_char(c: char) -> bool {
        word_char(c) || matches!(c, '+' | '=' | ',' | '.' | '@' | '-')
    }

    fn document_char(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}')
    }

    /// Nearly all are of visible ASCII characters, for which a look at each byte is enough.
    fn sts_arn(text: &str) -> bool {
        !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || some(text, arn_char)
    }

    /// `\u10000-\u10FFFF` in the model's 16-bit notation is U+1000, the characters `0` to U+10FF, and `F`: no character beyond U+FFFF.
    fn arn_char(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{7e}' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
            || ('0'..='\u{10ff}').contains(&c)
    }

    fn tag_char(c: char) -> bool {
        use unicode_properties::{GeneralCategoryGroup as Group, UnicodeGeneralCategory};
        if c.is_ascii() {
            return name_char(c) && c != ',' || matches!(c, ':' | '/' | ' ');
        }
        matches!(c.general_category_group(), Group::Letter | Group::Number | Group::Separator)
    }

    fn path(text: &str) -> bool {
        match text.strip_prefix('/') {
            Some("") => true,
            Some(rest) => {
                rest.strip_suffix('/').is_some_and(|inner| some(inner, |c| ('\u{21}'..='\u{7e}').contains(&c)))
            }
            None => false,
        }
    }

    fn policy_path(text: &str) -> bool {
        let segment = |c: char| word_char(c) || matches!(c, '.' | ',' | '+' | '@' | '=' | '-');
        text.strip_suffix('/').is_some_and(|head| {
            head.is_empty()
                || head.strip_prefix('/').is_some_and(|rest| rest.split('/').all(|part| some(part, segment)))
        })
    }

    fn policy_version_id(text: &str) -> bool {
        let Some(rest) = text.strip_prefix('v') else { return false };
        let (number, suffix) = rest.split_once('.').unwrap_or((rest, ""));
        !number.starts_with('0')
            && some(number, |c| c.is_ascii_digit())
            && suffix.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    }

    fn email(text: &str) -> bool {
        let allowed = |c: char| c != '@' && !matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r');
        let Some((local, domain)) = text.split_once('@') else { return false };
        let Some((host, top)) = domain.rsplit_once('.') else { return false };
        // A last dot at the very end leaves an earlier one to stand between two non-empty parts.
        let (host, top) =
            if top.is_empty() { host.rsplit_once('.').map_or(("", ""), |(h, _)| (h, ".")) } else { (host, top) };
        some(local, allowed) && some(host, allowed) && some(top, allowed)
    }

    fn create_account_request_id(text: &str) -> bool {
        text.strip_prefix("car-").is_some_and(|id| {
            (8..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::patterns::ALL;

    /// The model's notation in the notation of the `regex` crate.
    fn engine(text: &str) -> regex::Regex {
        let unicode_escapes = regex::Regex::new(r"\\u([0-9A-F]{4})").unwrap();
        let text = text
            .replace(
                r"\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF",
                r"\x{A0}-\x{D7FF}\x{E000}-\x{FFFD}\x{1000}0-\x{10FF}FF",
            )
            .replace(r"[^\s@]", r"[^ \t\n\x0B\f\r@]")
            .replace(r"[\s\S]*", r"(?s:.*)")
            .replace(r"\w", "A-Za-z0-9_")
            .replace(r"\d{12}", "[0-9]{12}")
            .replace(r"\d", "0-9");
        regex::Regex::new(&format!("^(?:{})$", unicode_escapes.replace_all(&text, r"\x{$1}"))).unwrap()
    }

    #[test]
    fn each_basic_character_is_judged_as_by_an_engine() {
        // The two libraries may know different versions of Unicode.
        let unassigned = regex::Regex::new(r"^\p{Cn}$").unwrap();
        for pattern in ALL {
            let engine = engine(pattern.text);
            for c in (0..=0xffff_u32).filter_map(char::from_u32).filter(|c| !unassigned.is_match(&c.to_string())) {
                let within = [
                    format!("/{c}/"),
                    format!("a{c}@b.c"),
                    format!("v1.{c}"),
                    format!("car-1234567{c}"),
                    format!("{}{c}=", "A".repeat(42)),
                    format!("arn:aws:ec2:us-{c}:123456789012:instance/i-1"),
                    format!("arn:aws:ec2:us:12345678901{c}:instance/i-1"),
                    format!("arn:aws:ec2:us:123456789012:instance/i-1{c}"),
                    format!("arn:aws:ecs:us:123456789012:task/a{c}/12"),
                    format!("arn:aws:lambda:us:123456789012:function:a{c}"),
                    format!("arn:aws:cloudformation:us:123456789012:stack/a{c}/1"),
                ];
                let within = within.into_iter().filter(|_| c < '\u{300}');
                for text in within.chain([c.to_string()]) {
                    assert_eq!(
                        (pattern.matches)(&text),
                        engine.is_match(&text),
                        "{} {text:?} {:x}",
                        pattern.text,
                        c as u32
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn random_texts_are_judged_as_by_an_engine(text in r"[a-z0-9A-Zéß/\.,+@=_:\- \t\n\u{7f}-\u{110}v]{0,12}") {
            for pattern in ALL {
                prop_assert_eq!((pattern.matches)(&text), engine(pattern.text).is_match(&text), "{} {:?}", pattern.text, text);
            }
        }
    }
}
