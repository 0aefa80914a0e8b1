//! The canonical URI.

use crate::encode;

/// How the path of a request becomes the canonical URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathStyle {
    /// Every service but S3: `.`, `..` and empty segments are resolved in the path as sent, and every segment is
    /// encoded once more, so that `%20` becomes `%2520`.
    ///
    /// Two paths with the same resolution carry the same signature: authorise what the path resolves to.
    Normalized,
    /// S3: the path as sent, encoded once.
    AsSent,
}

impl PathStyle {
    pub(crate) fn write(self, out: &mut Vec<u8>, path: &str) {
        match self {
            _ if path == "/" => out.push(b'/'),
            Self::Normalized => write_normalized(out, path),
            Self::AsSent => write_as_sent(out, path),
        }
    }
}

/// RFC 3986 section 5.2.4, and empty segments are dropped as well.
fn write_normalized(out: &mut Vec<u8>, path: &str) {
    let mut segments: Vec<&str> = Vec::new();
    let mut open = false;
    for segment in path.split('/') {
        open = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." => _ = segments.pop(),
            name => segments.push(name),
        }
    }
    for segment in &segments {
        out.push(b'/');
        encode::push_all(out, segment.as_bytes());
    }
    if open || segments.is_empty() {
        out.push(b'/');
    }
}

fn write_as_sent(out: &mut Vec<u8>, path: &str) {
    if !path.starts_with('/') {
        out.push(b'/');
    }
    for octet in encode::octets(path) {
        match octet.byte {
            b'/' if !octet.escaped => out.push(b'/'),
            byte => encode::push(out, byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(style: PathStyle, cases: &[(&str, &str)]) {
        for (path, canonical) in cases {
            let mut out = Vec::new();
            style.write(&mut out, path);
            assert_eq!(String::from_utf8(out).unwrap(), *canonical, "{path}");
        }
    }

    #[test]
    fn normalized() {
        check(
            PathStyle::Normalized,
            &[
                ("", "/"),
                ("/", "/"),
                ("//", "/"),
                ("/../..", "/"),
                ("/a/..", "/"),
                ("/a/b/..", "/a/"),
                ("/a/.", "/a/"),
                ("/./a", "/a"),
                ("//a//b//", "/a/b/"),
                ("*", "/%2A"),
                ("/a%20b", "/a%2520b"),
                ("/@x/%3D", "/%40x/%253D"),
                ("/...", "/..."),
            ],
        );
    }

    #[test]
    fn as_sent() {
        check(
            PathStyle::AsSent,
            &[
                ("", "/"),
                ("/a/../b//", "/a/../b//"),
                ("/a%20b c", "/a%20b%20c"),
                ("/a%2fb%7E", "/a%2Fb~"),
                ("/a+b", "/a%2Bb"),
            ],
        );
    }
}
