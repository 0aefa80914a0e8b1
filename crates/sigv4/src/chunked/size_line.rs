//! The line before a chunk's data: its size in hexadecimal, and its signature where chunks are signed.

use crate::split;

/// Sixteen digits, the name of the signature and the signature take 97 bytes.
pub(super) const MAX_LENGTH: usize = 97;

/// What a size line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SizeLine {
    pub(super) size: u64,
    pub(super) signature: Option<String>,
}

impl SizeLine {
    /// Reads a line without its end.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?;
        let (size, extension) = split::once(line, b';').map_or((line, None), |(size, rest)| (size, Some(rest)));
        let digits = (1..=16).contains(&size.len()) && size.bytes().all(|byte| byte.is_ascii_hexdigit());
        let size = u64::from_str_radix(size, 16).ok().filter(|_| digits)?;
        let signature = match extension {
            None => None,
            Some(extension) => Some(extension.strip_prefix("chunk-signature=")?.to_owned()),
        };
        Some(Self { size, signature })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, size, signature) in
            [("0", 0, None), ("1f", 31, None), ("10000;chunk-signature=ab", 65536, Some("ab")), ("00A", 10, None)]
        {
            let expected = SizeLine { size, signature: signature.map(str::to_owned) };
            assert_eq!(SizeLine::parse(line.as_bytes()), Some(expected), "{line}");
        }
        for line in ["", ";chunk-signature=ab", "+1", "-1", "0x1", " 1", "1 ", "10000000000000000", "1;x=y", "1;", "g"]
        {
            assert_eq!(SizeLine::parse(line.as_bytes()), None, "{line}");
        }
    }
}
