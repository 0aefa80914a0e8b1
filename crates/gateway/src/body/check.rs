//! What a body is held against while it streams.

use bytes::{Buf, Bytes};
use http::{HeaderMap, Method};
use ring::digest::{Context, SHA256};
use rolecall_sigv4::{ChunkDecoder, SignedBody, Step};

use super::checksum::Checksum;
use crate::fault::Fault;

/// What a body is held against, and what came of it so far.
pub(crate) struct Check {
    form: Form,
    checksums: Vec<Checksum>,
    /// What the head said of the checksums.
    said: Lines,
    /// The names in the trailer, each with the length of its value.
    announced: Vec<(String, u64)>,
}

/// Headers: names in lower case, and values.
pub(super) type Lines = Vec<(String, String)>;

/// What the signature says.
enum Form {
    /// Nothing.
    Open,
    /// The hash of the whole.
    Sha256 { running: Box<Context>, signed: [u8; 32] },
    /// That it is `aws-chunked`.
    Chunked(Box<ChunkDecoder>),
}

impl Check {
    /// The check that goes with what was signed and with the checksums in the headers, and the length of the body where its
    /// signature says it.
    ///
    /// # Errors
    /// [`Fault::TrailerUnsupported`]
    pub(crate) fn of(signed: SignedBody, method: &Method, headers: &HeaderMap) -> Result<(Self, Option<u64>), Fault> {
        let (mut checksums, said) = Checksum::of_headers(method, headers);
        let mut announced = Vec::new();
        let (form, length) = match signed {
            SignedBody::Whole | SignedBody::Unsigned => (Form::Open, None),
            SignedBody::Sha256(signed) => (Form::Sha256 { running: Box::new(Context::new(&SHA256)), signed }, None),
            SignedBody::Chunked(chunked) => {
                for name in chunked.announced_trailers() {
                    let checksum = Checksum::of_header(name).ok_or(Fault::TrailerUnsupported)?;
                    announced.push((name.clone(), checksum.characters()));
                    checksums.push(checksum);
                }
                let length = chunked.decoded_length();
                (Form::Chunked(Box::new(chunked.decoder())), Some(length))
            }
        };
        // Each costs time for every byte, and no client has use for more than these.
        if checksums.len() > 3 {
            return Err(Fault::TrailerUnsupported);
        }
        Ok((Self { form, checksums, said, announced }, length))
    }

    /// The names of the headers that follow the body, each with the length of its value in bytes.
    pub(super) fn announced(&self) -> &[(String, u64)] {
        &self.announced
    }

    /// Takes the next data off the front of what came. `None` if there is none left.
    pub(super) fn take(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, Fault> {
        let data = match &mut self.form {
            Form::Open => whole(input),
            Form::Sha256 { running, .. } => {
                running.update(input);
                whole(input)
            }
            Form::Chunked(decoder) => next_data(decoder, input)?,
        };
        if let Some(data) = &data {
            self.checksums.iter_mut().for_each(|checksum| checksum.update(data));
        }
        Ok(data)
    }

    /// Whether a body that has ended is the right one; what its trailer said.
    pub(super) fn close(self) -> Result<Lines, Fault> {
        let trailer = match self.form {
            Form::Open => Lines::new(),
            Form::Sha256 { running, signed } => {
                if running.finish().as_ref() != signed {
                    return Err(Fault::HashMismatch);
                }
                Lines::new()
            }
            Form::Chunked(decoder) => decoder.finish()?,
        };
        let said: Lines = self.said.iter().chain(&trailer).cloned().collect();
        self.checksums.into_iter().try_for_each(|checksum| checksum.close(&said))?;
        Ok(trailer)
    }
}

fn whole(input: &mut Bytes) -> Option<Bytes> {
    let data = std::mem::take(input);
    (!data.is_empty()).then_some(data)
}

fn next_data(decoder: &mut ChunkDecoder, input: &mut Bytes) -> Result<Option<Bytes>, Fault> {
    loop {
        match decoder.step(input)? {
            Step::Frame(0) => return Ok(None),
            Step::Frame(length) => input.advance(length),
            Step::Data(length) => return Ok(Some(input.split_to(length))),
        }
    }
}
