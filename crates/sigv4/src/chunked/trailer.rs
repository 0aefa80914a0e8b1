//! The headers after the last chunk.

use super::chain::Chain;
use super::error::ChunkError;
use crate::{Headers, split};

/// The most bytes of all lines of a trailer.
pub(super) const MAX_LENGTH: usize = 4096;

const SIGNATURE: &str = "x-amz-trailer-signature";

/// The lower-case names in `x-amz-trailer`.
pub(super) fn announced(headers: &dyn Headers) -> Vec<String> {
    let mut names = Vec::new();
    headers.each_value("x-amz-trailer", &mut |value| {
        let value = String::from_utf8_lossy(value).to_ascii_lowercase();
        names.extend(value.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    });
    names
}

/// The lines that came so far.
#[derive(Default)]
pub(super) struct Trailer {
    lines: Vec<(String, String)>,
    signature: Option<String>,
}

impl Trailer {
    /// Takes a line without its CR LF. AWS's own text ends the value with a line feed before them, and some clients send it.
    pub(super) fn push(&mut self, line: &[u8]) -> Result<(), ChunkError> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = std::str::from_utf8(line).map_err(|_| ChunkError::Trailer)?;
        let (name, value) = split::once(line, b':').ok_or(ChunkError::Trailer)?;
        let (name, value) = (name.to_ascii_lowercase(), value.trim_matches([' ', '\t']));
        // The signature ends the trailer: what came after it would not be covered.
        if self.signature.is_some() || name.is_empty() || line.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(ChunkError::Trailer);
        }
        if name == SIGNATURE {
            self.signature = Some(value.to_owned());
        } else {
            self.lines.push((name, value.to_owned()));
        }
        Ok(())
    }

    /// The trailing headers, if they are those that were announced and their signature is right.
    pub(super) fn close(
        self,
        announced: Option<&[String]>,
        chain: Option<&mut Chain>,
    ) -> Result<Vec<(String, String)>, ChunkError> {
        let mut expected: Vec<&str> = announced.unwrap_or_default().iter().map(String::as_str).collect();
        let mut came: Vec<&str> = self.lines.iter().map(|(name, _)| name.as_str()).collect();
        expected.sort_unstable();
        came.sort_unstable();
        if expected != came {
            return Err(ChunkError::Trailer);
        }
        let accepted = match (announced.and(chain), &self.signature) {
            (None, None) => true,
            (Some(chain), Some(signature)) => chain.accepts_trailer(&self.text(), signature),
            (Some(_), None) | (None, Some(_)) => return Err(ChunkError::Trailer),
        };
        if !accepted {
            return Err(ChunkError::Signature);
        }
        Ok(self.lines)
    }

    /// What the signature covers.
    fn text(&self) -> Vec<u8> {
        self.lines.iter().flat_map(|(name, value)| [name.as_str(), ":", value, "\n"]).collect::<String>().into_bytes()
    }
}
