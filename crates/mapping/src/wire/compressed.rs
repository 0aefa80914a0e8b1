//! Compressed bodies: some SDKs compress large requests, and what is decided must be what the upstream will read.
//!
//! <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::GzDecoder;

use crate::{Seen, Unmapped};

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
}

impl Compression {
    /// Reads the `content-encoding`; one that is not known is refused.
    pub(super) fn of(seen: &Seen<'_>) -> Result<Self, Unmapped> {
        let mut found = Vec::new();
        seen.headers.each_value("content-encoding", &mut |value| found.push(value.trim_ascii()));
        match found.as_slice() {
            [] | [b"" | b"identity" | b"aws-chunked"] => Ok(Self::None),
            [value] if value.eq_ignore_ascii_case(b"gzip") => Ok(Self::Gzip),
            _ => Err(Unmapped::new("the body is encoded in a way that is not read to decide")),
        }
    }

    /// The body without its compression, if it then has at most `limit` bytes.
    pub(super) fn undo(self, body: &[u8], limit: usize) -> Result<Cow<'_, [u8]>, Unmapped> {
        if self == Self::None {
            return Ok(Cow::Borrowed(body));
        }
        let mut decoder = GzDecoder::new(body);
        let mut plain = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let read = (&mut decoder).take(most).read_to_end(&mut plain);
        let read = read.map_err(|_| Unmapped::new("the body is not whole gzip"))?;
        if read > limit {
            return Err(Unmapped::new(format!("the body is longer than the {limit} bytes that are read to decide")));
        }
        // Some readers go on with a second member, others stop.
        if decoder.into_inner().is_empty() {
            Ok(Cow::Owned(plain))
        } else {
            Err(Unmapped::new("something follows the body's gzip"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn one_whole_member_within_the_limit_is_read() {
        let body = gzip(b"Action=x");
        assert_eq!(Compression::Gzip.undo(&body, 8).unwrap().as_ref(), b"Action=x");
        assert!(Compression::Gzip.undo(&body, 7).unwrap_err().message.contains("longer than"));
        assert!(
            Compression::Gzip.undo(&[body.clone(), body.clone()].concat(), 64).unwrap_err().message.contains("follows")
        );
        assert!(
            Compression::Gzip.undo(body.get(..body.len() - 1).unwrap(), 64).unwrap_err().message.contains("not whole")
        );
        assert!(Compression::Gzip.undo(b"Action=x", 64).unwrap_err().message.contains("not whole"));
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(Compression::Gzip.undo(&bomb, 1 << 20).unwrap_err().message.contains("longer than"));
    }
}
