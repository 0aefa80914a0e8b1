//! The query of a forwarded request: that of the client without its authentication data.

use std::borrow::Cow;

/// The parameters of a presigned URL.
const AUTHENTICATION: [&str; 8] = [
    "X-Amz-Algorithm",
    "X-Amz-Content-Sha256",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
];

/// The query without the parameters of a presigned URL, every other byte as it came.
pub(crate) fn without_authentication(query: &str) -> Cow<'_, str> {
    if query.split('&').all(|pair| !is_authentication(pair)) {
        return Cow::Borrowed(query);
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_authentication(pair)).collect();
    Cow::Owned(kept.join("&"))
}

fn is_authentication(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    // A service may read names in any case, and decoded: what it could take for authentication must not reach it.
    AUTHENTICATION.iter().any(|known| decoded(name).eq(known.bytes().map(|byte| byte.to_ascii_lowercase())))
}

/// The bytes of a name, its escapes decoded, in lower case.
fn decoded(name: &str) -> impl Iterator<Item = u8> {
    let mut rest = name.as_bytes();
    std::iter::from_fn(move || {
        let (byte, after) = match rest {
            [b'%', high, low, after @ ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (b'%', rest.get(1..)?),
            },
            [byte, after @ ..] => (*byte, after),
            [] => return None,
        };
        rest = after;
        Some(byte.to_ascii_lowercase())
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_authentication_is_dropped() {
        for (query, expected) in [
            ("", ""),
            ("list-type=2&prefix=a%2Fb&&x", "list-type=2&prefix=a%2Fb&&x"),
            ("X-Amz-Algorithm=A&prefix=%41+b&X-Amz-Signature=0", "prefix=%41+b"),
            ("X%2DAmz-Credential=A&a=1", "a=1"),
            ("x-amz-security-token=A&a=1&X-AMZ-DATE", "a=1"),
            ("X-Amz-Other=1", "X-Amz-Other=1"),
            ("%zz=1&X-Amz-Expires=5", "%zz=1"),
        ] {
            assert_eq!(without_authentication(query), expected, "{query}");
        }
    }
}
