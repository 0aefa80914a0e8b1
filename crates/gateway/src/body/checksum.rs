//! The checksums that S3 knows, computed while a body streams.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>.

use crc_fast::{CrcAlgorithm, Digest};
use data_encoding::BASE64;
use http::{HeaderMap, Method};
use md5::{Digest as _, Md5};
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

use crate::fault::Fault;

/// Header, name in messages, and beginning.
type Known = (&'static str, &'static str, fn() -> Running);

const KNOWN: [Known; 6] = [
    ("content-md5", "Content-MD5", || Running::Md5(Box::default())),
    ("x-amz-checksum-crc32", "CRC32", || Running::crc(CrcAlgorithm::Crc32IsoHdlc, 4)),
    ("x-amz-checksum-crc32c", "CRC32C", || Running::crc(CrcAlgorithm::Crc32Iscsi, 4)),
    ("x-amz-checksum-crc64nvme", "CRC64NVME", || Running::crc(CrcAlgorithm::Crc64Nvme, 8)),
    ("x-amz-checksum-sha1", "SHA1", || Running::Sha(Box::new(Context::new(&SHA1_FOR_LEGACY_USE_ONLY)))),
    ("x-amz-checksum-sha256", "SHA256", || Running::Sha(Box::new(Context::new(&SHA256)))),
];

/// A checksum over what has come so far.
pub(super) struct Checksum {
    header: &'static str,
    name: &'static str,
    running: Running,
}

enum Running {
    /// The digest, and how many bytes its result has.
    Crc(Box<Digest>, usize),
    Sha(Box<Context>),
    Md5(Box<Md5>),
}

impl Running {
    fn crc(algorithm: CrcAlgorithm, width: usize) -> Self {
        Self::Crc(Box::new(Digest::new(algorithm)), width)
    }
}

impl Checksum {
    /// The checksums in the headers of a request whose body is stored, and the values that they must come to. Other methods name
    /// checksums of something else than their body.
    pub(super) fn of_headers(method: &Method, headers: &HeaderMap) -> (Vec<Self>, Vec<(String, String)>) {
        let known = KNOWN.iter().filter(|_| *method == Method::PUT);
        let said =
            known.flat_map(|(name, _, _)| headers.get_all(*name).iter().map(|value| ((*name).to_owned(), value)));
        let said: Vec<(String, String)> =
            said.map(|(name, value)| (name, String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
        (said.iter().filter_map(|(name, _)| Self::of_header(name)).collect(), said)
    }

    /// The checksum in the header of this lower-case name.
    pub(super) fn of_header(name: &str) -> Option<Self> {
        let (header, name, start) = KNOWN.into_iter().find(|(known, _, _)| *known == name)?;
        Some(Self { header, name, running: start() })
    }

    /// How many characters its value has: base64 with padding.
    pub(super) fn characters(&self) -> u64 {
        let bytes = match &self.running {
            Running::Crc(_, width) => *width,
            Running::Md5(_) => 16,
            Running::Sha(context) => context.algorithm().output_len(),
        };
        bytes.div_ceil(3) as u64 * 4
    }

    pub(super) fn update(&mut self, data: &[u8]) {
        match &mut self.running {
            Running::Crc(digest, _) => digest.update(data),
            Running::Sha(context) => context.update(data),
            Running::Md5(digest) => digest.update(data),
        }
    }

    /// Holds the result against every value that was said of it, in headers or trailer. There must be one.
    pub(super) fn close(self, said: &[(String, String)]) -> Result<(), Fault> {
        let mut said = said.iter().filter(|(name, _)| name == self.header).peekable();
        let value = match self.running {
            Running::Crc(digest, width) => {
                let bytes = digest.finalize().to_be_bytes();
                BASE64.encode(bytes.get(bytes.len() - width..).unwrap_or_default())
            }
            Running::Sha(context) => BASE64.encode(context.finish().as_ref()),
            Running::Md5(digest) => BASE64.encode(&digest.finalize()),
        };
        if said.peek().is_some() && said.all(|(_, said)| *said == value) {
            Ok(())
        } else {
            Err(Fault::Checksum(self.name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogue of parametrised CRCs for `123456789`, and those of `sha1sum` and `sha256sum`.
    #[test]
    fn known_values() {
        for (header, value) in [
            ("x-amz-checksum-crc32", "y/Q5Jg=="),
            ("x-amz-checksum-crc32c", "4waSgw=="),
            ("x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
            ("content-md5", "JfnnlDI7RTiF9RgfG2JNCw=="),
            ("x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
            ("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
        ] {
            for (said, expected) in [(value, true), ("AAAAAA==", false)] {
                let mut checksum = Checksum::of_header(header).unwrap();
                checksum.update(b"1234");
                checksum.update(b"56789");
                let trailers = [("x-other".to_owned(), String::new()), (header.to_owned(), said.to_owned())];
                assert_eq!(checksum.close(&trailers).is_ok(), expected, "{header} {said}");
            }
            assert!(Checksum::of_header(header).unwrap().close(&[]).is_err());
        }
        assert!(Checksum::of_header("x-amz-checksum-md4").is_none());
    }
}
