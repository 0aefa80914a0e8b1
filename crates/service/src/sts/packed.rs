//! How much room the policies and tags of a session take in its token.
//!
//! AWS does not publish its formula; this one gives figures of the same size as the known ones: the DEFLATE-compressed size as a
//! percentage of 2048 bytes.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::error::StsError;
use crate::directory::PolicyDocument;
use crate::token::Session;

const BUDGET_BYTES: u64 = 2048;

/// The token carries the texts as they are, and must fit into a header.
const RAW_BYTES: u64 = 16 << 10;

/// The share of the room that is taken, in percent; `None` if there is nothing to pack. Fails above 100.
pub(super) fn size(session: &Session) -> Result<Option<i32>, StsError> {
    let mut parts: Vec<&str> = session.policy.iter().map(PolicyDocument::text).collect();
    parts.extend(session.policy_arns.iter().map(rolecall_model::Arn::as_str));
    for tag in &session.tags {
        parts.extend([tag.key.as_str(), tag.value.as_str()]);
    }
    if parts.is_empty() {
        return Ok(None);
    }
    let raw: usize = parts.iter().map(|part| part.len()).sum();
    let percent = (compressed(&parts) * 100).div_ceil(BUDGET_BYTES).max((raw as u64 * 100).div_ceil(RAW_BYTES));
    match i32::try_from(percent) {
        Ok(within @ 0..=100) => Ok(Some(within)),
        _ => Err(StsError::TooLarge { percent }),
    }
}

fn compressed(parts: &[&str]) -> u64 {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let written = parts.iter().try_for_each(|part| encoder.write_all(part.as_bytes()));
    match written.and_then(|()| encoder.finish()) {
        Ok(bytes) => bytes.len() as u64,
        // Writing into memory does not fail; if it ever did, nothing would fit.
        Err(_) => u64::MAX / 100,
    }
}
