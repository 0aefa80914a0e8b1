//! `aws-chunked` bodies: chunks with a size line each, with or without signatures, and trailing headers.
//!
//! See <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html> and
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>.

mod chain;
mod decoder;
mod error;
mod size_line;
#[cfg(test)]
mod tests;
mod trailer;

pub use decoder::{ChunkDecoder, Step};
pub use error::ChunkError;

use chain::Chain;

use crate::error::SignatureError;
use crate::payload::PayloadHash;
use crate::verify::Verified;

/// How a verified request says that its body is chunked.
pub struct Chunked {
    /// The signatures, if there are any; the first one builds on that of the request.
    chain: Option<Chain>,
    /// The lower-case names of the trailing headers that were announced; `None` where there is no trailer.
    announced: Option<Vec<String>>,
    decoded_length: u64,
}

impl Chunked {
    pub(crate) fn of(verified: &Verified<'_>) -> Result<Self, SignatureError> {
        let facts = &verified.claim.facts;
        let trailer = verified.payload != PayloadHash::SignedChunks;
        let signed = verified.payload != PayloadHash::UnsignedChunksAndTrailer;
        let mut lengths = Vec::new();
        facts.parts.headers.each_value("x-amz-decoded-content-length", &mut |value| lengths.push(decimal(value)));
        let [Some(decoded_length)] = *lengths else { return Err(SignatureError::DecodedLength) };
        let chain = || Chain::new(&verified.key, facts.stamp.text(), &verified.claim.scope(), &facts.signature);
        Ok(Self {
            chain: signed.then(chain),
            announced: trailer.then(|| trailer::announced(facts.parts.headers)),
            decoded_length,
        })
    }

    /// How many bytes the body has without its chunks' frames.
    pub fn decoded_length(&self) -> u64 {
        self.decoded_length
    }

    /// The lower-case names of the trailing headers that the request announces, such as `x-amz-checksum-crc32`.
    pub fn announced_trailers(&self) -> &[String] {
        self.announced.as_deref().unwrap_or_default()
    }

    /// The decoder of this body.
    pub fn decoder(self) -> ChunkDecoder {
        ChunkDecoder::new(self)
    }
}

/// A number of at most 19 digits, without sign.
fn decimal(value: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(value.trim_ascii()).ok()?;
    let digits = (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
