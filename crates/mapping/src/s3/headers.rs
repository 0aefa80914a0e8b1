//! The headers of an S3 request that have a meaning, each known once.

use std::borrow::Cow;

use rolecall_sigv4::Headers;

use super::values;
use crate::{Unmapped, forward};

/// Headers without `x-amz-` that are condition keys.
const CONDITIONAL: &[&str] = &["if-match", "if-none-match"];

/// Headers whose lines can be many, and that no decision needs.
const LISTS: &[&str] = &["x-amz-object-attributes", "x-amz-optional-object-attributes"];

/// Headers that belong to the transfer and the signature, not to an operation.
const TRANSFER: &[&str] = &[
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-decoded-content-length",
    "x-amz-security-token",
    "x-amz-trailer",
    "x-amz-user-agent",
];

/// Room for the lines of nearly every request.
const USUAL_LINES: usize = 8;

/// The headers that have a meaning.
#[derive(Debug, Default)]
pub(super) struct Meaning<'a> {
    /// Names in lower case, and values without outer white space.
    lines: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// How many of the last lines came in the query string.
    hoisted: usize,
    encoding: Option<&'a str>,
}

impl<'a> Meaning<'a> {
    /// Reads the headers, and those that the query carries in their place.
    pub(super) fn read(headers: &'a dyn Headers, hoisted: &[(String, String)]) -> Result<Self, Unmapped> {
        forward::check(headers)?;
        let mut read = Self { lines: Vec::with_capacity(USUAL_LINES), ..Self::default() };
        let mut outcome = Ok(());
        headers.each(&mut |name, value| {
            if outcome.is_ok() {
                outcome = read.add_header(name, value);
            }
        });
        outcome?;
        for (name, value) in hoisted {
            read.add(name.clone().into(), value.trim().to_owned().into())?;
            read.hoisted += 1;
        }
        read.check_trailer()?;
        Ok(read)
    }

    fn add_header(&mut self, name: &'a str, value: &'a [u8]) -> Result<(), Unmapped> {
        if name == "content-encoding" {
            self.encoding = Some(text(name, value)?);
        } else if name.starts_with("x-amz-") || CONDITIONAL.contains(&name) {
            self.add(name.into(), text(name, value)?.into())?;
        }
        Ok(())
    }

    fn add(&mut self, line: Cow<'a, str>, value: Cow<'a, str>) -> Result<(), Unmapped> {
        let name = &*line;
        if !is_known(name) {
            let name: String = name.chars().take(64).collect();
            return Err(Unmapped::new(format!("the header `{name}` is not one of S3's")));
        }
        if name.starts_with("x-amz-meta-") || LISTS.contains(&name) {
            // Servers that unpack archives into other keys are told so by metadata (MinIO's `Snowball-Auto-Extract`).
            if name.contains("snowball") {
                return Err(Unmapped::new("archives that the server unpacks are not mapped"));
            }
        } else if self.get(name).is_some() {
            return Err(Unmapped::new(format!("the header `{name}` comes twice")));
        } else if value.is_empty() {
            return Err(Unmapped::new(format!("the header `{name}` is empty, which servers read differently")));
        } else if !values::is_one(name, &value) {
            return Err(Unmapped::new(format!("the header `{name}` has a value that is not one of S3's")));
        }
        self.lines.push((line, value));
        Ok(())
    }

    /// Checksums may follow the body, nothing else.
    fn check_trailer(&self) -> Result<(), Unmapped> {
        match self.get("x-amz-trailer") {
            Some(trailer) if !trailer.split(',').all(|name| name.trim().starts_with("x-amz-checksum-")) => {
                Err(Unmapped::new("headers other than checksums follow the body"))
            }
            _ => Ok(()),
        }
    }

    /// The value of a header.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.lines.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    /// Those of the headers that are names in a sorted table, with what the table has for them.
    pub(super) fn in_table<'t, T>(&self, table: &'t [(&str, T)]) -> impl Iterator<Item = (&'t T, &str)> {
        let entry = |name: &str| table.binary_search_by(|(own, _)| (*own).cmp(name)).ok().and_then(|at| table.get(at));
        self.lines.iter().filter_map(move |(name, value)| Some((&entry(name)?.1, &**value)))
    }

    /// Every header whose name has a prefix.
    pub(super) fn any(&self, prefix: &str) -> bool {
        self.lines.iter().any(|(name, _)| name.starts_with(prefix))
    }

    /// The headers that came in the query and are to be sent on as headers.
    pub(super) fn to_set(&self) -> Vec<(String, String)> {
        let own = self.lines.len().saturating_sub(self.hoisted);
        let hoisted = self.lines.get(own..).unwrap_or_default();
        hoisted.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    /// Refuses a body that is compressed: what is read to decide must be what the upstream reads.
    pub(super) fn check_plain_body(&self) -> Result<(), Unmapped> {
        match self.encoding {
            None | Some("" | "aws-chunked" | "identity") => Ok(()),
            Some(_) => Err(Unmapped::new("the body is encoded, and so cannot be read to decide")),
        }
    }
}

fn text<'a>(name: &str, value: &'a [u8]) -> Result<&'a str, Unmapped> {
    let text = str::from_utf8(value).map_err(|_| Unmapped::new(format!("the header `{name}` is not UTF-8")))?;
    // Nearly all are ASCII, of which a look at the bytes tells; session tokens are long, so that it is one without branches.
    let is_plain = value.iter().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~' | b'\t'));
    if !is_plain && text.chars().any(|character| character.is_control() && character != '\t') {
        return Err(Unmapped::new(format!("the header `{name}` has control characters")));
    }
    Ok(text.trim())
}

/// Whether a header is one that requests to general purpose buckets have: `spec/wire/s3.json` without what is in no request here.
fn is_known(name: &str) -> bool {
    TRANSFER.contains(&name)
        || CONDITIONAL.contains(&name)
        || name.starts_with("x-amz-meta-")
        || name.starts_with("x-amz-checksum-")
        || KNOWN.binary_search(&name).is_ok()
}

/// Sorted; a test compares it with the model.
const KNOWN: &[&str] = &[
    "x-amz-acl",
    "x-amz-bucket-namespace",
    "x-amz-bucket-object-lock-enabled",
    "x-amz-bucket-object-lock-token",
    "x-amz-bypass-governance-retention",
    "x-amz-client-token",
    "x-amz-confirm-remove-self-bucket-access",
    "x-amz-copy-source",
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-unmodified-since",
    "x-amz-copy-source-range",
    "x-amz-copy-source-server-side-encryption-customer-algorithm",
    "x-amz-copy-source-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key-md5",
    "x-amz-create-session-mode",
    "x-amz-expected-bucket-owner",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-if-match-initiated-time",
    "x-amz-if-match-last-modified-time",
    "x-amz-if-match-size",
    "x-amz-max-parts",
    "x-amz-metadata-directive",
    "x-amz-mfa",
    "x-amz-mp-object-size",
    "x-amz-object-annotation-directive",
    "x-amz-object-attributes",
    "x-amz-object-if-match",
    "x-amz-object-lock-event-hold",
    "x-amz-object-lock-event-hold-duration-days",
    "x-amz-object-lock-event-hold-duration-years",
    "x-amz-object-lock-legal-hold",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-object-ownership",
    "x-amz-optional-object-attributes",
    "x-amz-part-number-marker",
    "x-amz-rename-source",
    "x-amz-rename-source-if-match",
    "x-amz-rename-source-if-modified-since",
    "x-amz-rename-source-if-none-match",
    "x-amz-rename-source-if-unmodified-since",
    "x-amz-request-payer",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-server-side-encryption-context",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
    "x-amz-skip-destination-validation",
    "x-amz-source-expected-bucket-owner",
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-tagging-directive",
    "x-amz-transition-default-minimum-object-size",
    "x-amz-website-redirect-location",
    "x-amz-write-offset-bytes",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::KNOWN;

    #[test]
    fn known_headers_are_those_of_the_model() {
        let operations = &crate::models::model("s3").unwrap().operations;
        let headers = operations
            .iter()
            .filter(|(name, _)| *name != "WriteGetObjectResponse")
            .flat_map(|(_, facts)| facts.headers.clone())
            .filter(|name| name.starts_with("x-amz-") && name != "x-amz-meta-" && !name.starts_with("x-amz-checksum-"));
        assert_eq!(headers.collect::<BTreeSet<_>>(), KNOWN.iter().map(|name| (*name).to_owned()).collect());
        assert!(KNOWN.is_sorted());
    }
}
