//! The AWS Query wire: parameters of a URL or a form body, as a tree of values.
//!
//! Keys are paths: `Tags.member.1.Key` is the member `Key` of the first item of the list `Tags`, and `Map.entry.1.key` and
//! `Map.entry.1.value` make an entry of a map. Indexes only order the items, so that gaps cost nothing. A collection with an
//! index that is not a number stays a structure, which no list accepts: it must not shrink silently.

use std::borrow::Cow;

use rolecall_model::shape::Value;
use rolecall_sigv4::split;

use super::percent::{MalformedEscape, decode_form};

/// The most parameters that a request may have.
pub const MAX_PARAMETERS: usize = 10_000;

/// The most steps that a parameter's key may have; the deepest of IAM and STS has six.
pub const MAX_DEPTH: usize = 16;

/// Why a form was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormError {
    /// An escape is not complete, or the text is not UTF-8.
    Malformed,
    /// There are more than [`MAX_PARAMETERS`] parameters.
    TooMany,
    /// A key has more than [`MAX_DEPTH`] steps.
    TooDeep,
}

impl From<MalformedEscape> for FormError {
    fn from(_: MalformedEscape) -> Self {
        Self::Malformed
    }
}

type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The parameters of a request in their order: those of the URL, then those of the body.
#[derive(Debug)]
pub struct Form<'a>(Vec<Pair<'a>>);

impl<'a> Form<'a> {
    /// Reads the query of the URL and a form body; either may be empty.
    pub fn read(query: &'a str, body: &'a [u8]) -> Result<Self, FormError> {
        let body = std::str::from_utf8(body).map_err(|_| FormError::Malformed)?;
        let mut pairs = Vec::with_capacity(8);
        for text in split::all(query, b'&').chain(split::all(body, b'&')).filter(|text| !text.is_empty()) {
            if pairs.len() == MAX_PARAMETERS {
                return Err(FormError::TooMany);
            }
            let (key, value) = split::once(text, b'=').unwrap_or((text, ""));
            pairs.push((decode_form(key)?, decode_form(value)?));
        }
        Ok(Self(pairs))
    }

    /// The first value of this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_ref())
    }

    /// All parameters as one structure. Of a key that comes twice, the first counts. A name that is both a
    /// plain value and a collection becomes a structure without members, which neither a list nor a text accepts.
    pub fn into_parameters(mut self) -> Result<Value<'a>, FormError> {
        if self.0.iter().any(|(key, _)| key.bytes().filter(|byte| *byte == b'.').count() >= MAX_DEPTH) {
            return Err(FormError::TooDeep);
        }
        // The sort is stable and brings together what has a prefix in common, so that the tree is built in one pass.
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Value::Structure(members(&mut self.0, 0)))
    }
}

/// The members that sorted pairs make, looking at their keys from the byte `from` on.
fn members<'a>(pairs: &mut [Pair<'a>], from: usize) -> Vec<(Cow<'a, str>, Value<'a>)> {
    let mut found: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(pairs.len());
    let mut rest = pairs;
    while let Some((key, value)) = rest.first_mut() {
        let dot = key.get(from..).and_then(|tail| tail.find('.')).map(|dot| from + dot);
        let name = part(key, from, dot.unwrap_or(key.len()));
        let Some(dot) = dot else {
            if found.last().is_none_or(|(last, _)| *last != name) {
                found.push((name, Value::Text(std::mem::take(value))));
            }
            rest = rest.split_first_mut().map(|(_, rest)| rest).unwrap_or_default();
            continue;
        };
        let prefix = part(key, 0, dot + 1);
        let count = rest.iter().take_while(|(key, _)| key.starts_with(prefix.as_ref())).count();
        let (group, after) = rest.split_at_mut_checked(count).unwrap_or_default();
        let value = collection(members(group, dot + 1));
        match found.iter_mut().find(|(other, _)| *other == name) {
            // An empty `PolicyArns` beside its items must not leave a session without its limits.
            Some((_, ambiguous)) => *ambiguous = Value::Structure(Vec::new()),
            None => found.push((name, value)),
        }
        rest = after;
    }
    found
}

/// A part of a key, borrowed if the key is.
fn part<'a>(key: &Cow<'a, str>, from: usize, to: usize) -> Cow<'a, str> {
    match key {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(from..to).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(from..to).unwrap_or_default().to_owned()),
    }
}

/// A list, a map, or a structure, by the only name in it.
fn collection<'a>(mut members: Vec<(Cow<'a, str>, Value<'a>)>) -> Value<'a> {
    match members.as_mut_slice() {
        [(name, Value::Structure(items))] if name == "member" && are_items(items) => Value::List(in_order(items)),
        [(name, Value::Structure(items))] if name == "entry" && are_items(items) => entries(in_order(items)),
        _ => Value::Structure(members),
    }
}

fn are_items(items: &[(Cow<'_, str>, Value<'_>)]) -> bool {
    items.iter().all(|(name, _)| index(name).is_some())
}

/// The number of an item; only its plain decimal form, so that no two names mean the same item.
fn index(name: &str) -> Option<u32> {
    let plain = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    name.parse().ok().filter(|_| plain)
}

fn in_order<'a>(items: &mut Vec<(Cow<'a, str>, Value<'a>)>) -> Vec<Value<'a>> {
    items.sort_by_key(|(name, _)| index(name));
    items.dedup_by(|(later, _), (earlier, _)| later == earlier);
    items.drain(..).map(|(_, value)| value).collect()
}

fn entries(items: Vec<Value<'_>>) -> Value<'_> {
    let mut found = Vec::with_capacity(items.len());
    for item in &items {
        match (item.member("key"), item.member("value")) {
            (Some(Value::Text(key)), Some(value)) => found.push((key.clone(), value.clone())),
            _ => return Value::List(items),
        }
    }
    Value::Structure(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The tree in a short notation.
    fn shown(value: &Value<'_>) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Value::Structure(members) => {
                let members: Vec<_> = members.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect();
                format!("{{{}}}", members.join(" "))
            }
            other => panic!("the wire has no types: {other:?}"),
        }
    }

    fn check(query: &str, body: &str, expected: &str) {
        let parameters = Form::read(query, body.as_bytes()).and_then(Form::into_parameters);
        let seen = parameters.as_ref().map_or_else(|error| format!("{error:?}"), shown);
        assert_eq!(seen, expected, "{query} | {body}");
    }

    #[test]
    fn trees() {
        for (body, expected) in [
            ("", "{}"),
            ("A=1&B=2", "{A=1 B=2}"),
            ("&&A&B=&=x&", "{=x A= B=}"),
            ("A=1&A=2", "{A=1}"),
            ("A=b%20c+d%3De=f", "{A=b c d=e=f}"),
            ("T.member.1=a&T.member.2=b", "{T=[a b]}"),
            ("T.member.10=c&T.member.2=b&T.member.1=a", "{T=[a b c]}"),
            ("T.member.4000000000=b&T.member.7=a", "{T=[a b]}"),
            ("T.member.1=a&T.member.1=b", "{T=[a]}"),
            ("T.member.1.Key=k&T.member.1.Value=v&T.member.2.Key=l", "{T=[{Key=k Value=v} {Key=l}]}"),
            ("T%2Emember%2E1%2EKey=k", "{T=[{Key=k}]}"),
            ("C.member.1.Values.member.1=x&C.member.1.Values.member.2=y", "{C=[{Values=[x y]}]}"),
            ("M.entry.1.key=a&M.entry.1.value=1&M.entry.2.key=b&M.entry.2.value=2", "{M={a=1 b=2}}"),
            ("M.entry.1.key=a", "{M=[{key=a}]}"),
            ("S.A=1&S.B.C=2", "{S={A=1 B={C=2}}}"),
            // `Tags=` is an empty list; beside items it is nothing that could be a list.
            ("T=", "{T=}"),
            ("T.member.1=a&T=&T-x=1", "{T={} T-x=1}"),
            ("T.member.1.Key=k&T.member.1=a", "{T=[{}]}"),
            // Not lists: the types refuse them, nothing is dropped.
            ("T.member.x=a&T.member.1=b", "{T={member={1=b x=a}}}"),
            ("T.member.01=a&T.member.1=b", "{T={member={01=a 1=b}}}"),
            ("T.member.%2B1=a", "{T={member={+1=a}}}"),
            ("T.member.4294967296=a", "{T={member={4294967296=a}}}"),
            ("T.member.1=a&T.other=b", "{T={member={1=a} other=b}}"),
            ("T.member=a", "{T={member=a}}"),
            ("T.1=a", "{T={1=a}}"),
            ("A..B=1&.C=2", "{={C=2} A={={B=1}}}"),
            ("A=%", "Malformed"),
            ("%zz=1", "Malformed"),
            ("A=%ff", "Malformed"),
        ] {
            check("", body, expected);
            check(body, "", expected);
        }
    }

    #[test]
    fn the_url_comes_before_the_body() {
        check("A=url&B=1", "A=body&C=2", "{A=url B=1 C=2}");
        let form = Form::read("Action=GetUser", b"Action=DeleteUser&Version=2010-05-08").unwrap();
        assert_eq!(
            (form.get("Action"), form.get("Version"), form.get("X")),
            (Some("GetUser"), Some("2010-05-08"), None)
        );
    }

    #[test]
    fn limits() {
        check("", &vec!["a"; MAX_PARAMETERS].join("."), "TooDeep");
        check("", &vec!["a"; MAX_DEPTH + 1].join("."), "TooDeep");
        assert!(Form::read("", vec!["a"; MAX_DEPTH].join(".").as_bytes()).unwrap().into_parameters().is_ok());
        check("", &"a&".repeat(MAX_PARAMETERS), "{a=}");
        check("", &"a&".repeat(MAX_PARAMETERS + 1), "TooMany");
        assert_eq!(Form::read("", b"A=\xff").unwrap_err(), FormError::Malformed);
    }

    #[test]
    fn plain_texts_are_borrowed() {
        let parameters = Form::read("", b"RoleName=r&Tags.member.1.Key=k").unwrap().into_parameters().unwrap();
        let Value::Structure(members) = parameters else { panic!("a structure") };
        assert!(members.iter().all(|(name, _)| matches!(name, Cow::Borrowed(_))));
        assert!(matches!(members.first(), Some((_, Value::Text(Cow::Borrowed("r"))))));
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(body in r"([AB.&=%+016-]|member|entry|key|value){0,60}") {
            let _ = Form::read("", body.as_bytes()).and_then(Form::into_parameters);
        }

        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Form::read("", &body).and_then(Form::into_parameters);
        }

        #[test]
        fn a_list_comes_back_whatever_its_order(items in proptest::collection::btree_map(any::<u32>(), "[a-z.&=%]{0,5}", 1..20), seed in any::<u64>()) {
            let mut written: Vec<(u32, String)> = items.clone().into_iter().collect();
            written.sort_by_key(|(index, _)| u64::from(*index).wrapping_mul(seed | 1));
            let body = written.iter().map(|(index, text)| {
                let mut value = String::new();
                super::super::percent::encode_into(&mut value, text);
                format!("L.member.{index}.N={value}")
            });
            let body = body.collect::<Vec<_>>().join("&");
            let parameters = Form::read("", body.as_bytes()).unwrap().into_parameters().unwrap();
            let Some(Value::List(read)) = parameters.member("L") else { panic!("a list") };
            let read: Vec<_> = read.iter().map(|item| item.member("N").map(shown).unwrap()).collect();
            prop_assert_eq!(read, items.into_values().collect::<Vec<_>>());
        }
    }
}
