//! What a body is held against while it streams.

use bytes::{Buf, Bytes};
use ring::digest::{Context, SHA256};
use rolecall_sigv4::{ChunkDecoder, SignedBody, Step};

use super::checksum::Checksum;
use crate::fault::Fault;

/// What a body is held against, and what came of it so far.
pub(crate) enum Check {
    /// Nothing but its length.
    Length,
    /// The hash that was signed.
    Sha256 { running: Box<Context>, signed: [u8; 32] },
    /// The signatures and the announced checksum of an `aws-chunked` body.
    Chunked { decoder: Box<ChunkDecoder>, checksum: Option<Checksum> },
}

impl Check {
    /// The check that goes with what was signed, and the length of the body where its signature says it.
    ///
    /// # Errors
    /// [`Fault::TrailerUnsupported`]
    pub(crate) fn of(signed: SignedBody) -> Result<(Self, Option<u64>), Fault> {
        Ok(match signed {
            SignedBody::Whole | SignedBody::Unsigned => (Self::Length, None),
            SignedBody::Sha256(signed) => (Self::Sha256 { running: Box::new(Context::new(&SHA256)), signed }, None),
            SignedBody::Chunked(chunked) => {
                let checksum = match chunked.announced_trailers() {
                    [] => None,
                    [name] => Some(Checksum::of_header(name).ok_or(Fault::TrailerUnsupported)?),
                    _ => return Err(Fault::TrailerUnsupported),
                };
                let length = chunked.decoded_length();
                (Self::Chunked { decoder: Box::new(chunked.decoder()), checksum }, Some(length))
            }
        })
    }

    /// Takes the next data off the front of what came. `None` if there is none left.
    pub(super) fn take(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, Fault> {
        match self {
            Self::Length => Ok(whole(input)),
            Self::Sha256 { running, .. } => {
                running.update(input);
                Ok(whole(input))
            }
            Self::Chunked { decoder, checksum } => loop {
                match decoder.step(input)? {
                    Step::Frame(0) => return Ok(None),
                    Step::Frame(length) => input.advance(length),
                    Step::Data(length) => {
                        let data = input.split_to(length);
                        if let Some(checksum) = checksum {
                            checksum.update(&data);
                        }
                        return Ok(Some(data));
                    }
                }
            },
        }
    }

    /// Whether a body that has ended is the right one.
    pub(super) fn close(self) -> Result<(), Fault> {
        match self {
            Self::Length => Ok(()),
            Self::Sha256 { running, signed } if running.clone().finish().as_ref() == signed => Ok(()),
            Self::Sha256 { .. } => Err(Fault::HashMismatch),
            Self::Chunked { decoder, checksum } => {
                let trailers = decoder.finish()?;
                checksum.map_or(Ok(()), |checksum| checksum.close(&trailers))
            }
        }
    }
}

fn whole(input: &mut Bytes) -> Option<Bytes> {
    let data = std::mem::take(input);
    (!data.is_empty()).then_some(data)
}
