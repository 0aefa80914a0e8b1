//! From the bytes of an `aws-chunked` body to the bytes that it carries, piece by piece.

use ring::digest::{Context, SHA256};

use super::Chunked;
use super::chain::Chain;
use super::error::ChunkError;
use super::size_line::{self, SizeLine};
use super::trailer::{self, Trailer};

/// Decodes one body. Data is handed out before its chunk's signature was seen, because chunks are not kept: only
/// [`finish`](Self::finish) says that the body is good, and until then its last byte must be held back.
pub struct ChunkDecoder {
    chain: Option<Chain>,
    announced: Option<Vec<String>>,
    /// How many bytes `x-amz-decoded-content-length` still allows.
    allowed: u64,
    state: State,
    /// The line that is being read.
    line: Vec<u8>,
    trailer: Trailer,
    trailer_length: usize,
    trailers: Vec<(String, String)>,
}

/// What the next bytes are.
enum State {
    SizeLine,
    Data(Chunk),
    /// The CR LF after the data.
    DataEnd(Chunk),
    Trailer,
    Done,
    Failed,
}

/// The chunk that is being read.
struct Chunk {
    left: u64,
    /// Where chunks are signed: what was hashed so far, and the signature to come up to.
    signed: Option<(Context, String)>,
}

/// What the first bytes of the input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many bytes of data.
    Data(usize),
    /// So many bytes of the chunks' frames; 0 if there was no input.
    Frame(usize),
}

impl ChunkDecoder {
    pub(super) fn new(chunked: Chunked) -> Self {
        Self {
            chain: chunked.chain,
            announced: chunked.announced,
            allowed: chunked.decoded_length,
            state: State::SizeLine,
            line: Vec::new(),
            trailer: Trailer::default(),
            trailer_length: 0,
            trailers: Vec::new(),
        }
    }

    /// Says what the first bytes of `input` are; call it again with what follows them.
    ///
    /// # Errors
    /// The body is not what was signed or announced. It then stays refused.
    pub fn step(&mut self, input: &[u8]) -> Result<Step, ChunkError> {
        if input.is_empty() {
            return Ok(Step::Frame(0));
        }
        match std::mem::replace(&mut self.state, State::Failed) {
            State::SizeLine => self.size_line(input),
            State::Data(chunk) => Ok(self.data(chunk, input)),
            State::DataEnd(chunk) => self.data_end(chunk, input),
            State::Trailer => self.trailer(input),
            State::Done | State::Failed => Err(ChunkError::Malformed),
        }
    }

    /// The trailing headers of a body that ended where it should: lower-case names and values, in wire order.
    ///
    /// # Errors
    /// [`ChunkError::Length`] if the body ended early; [`ChunkError::Malformed`] if it was refused before.
    pub fn finish(self) -> Result<Vec<(String, String)>, ChunkError> {
        match self.state {
            State::Done => Ok(self.trailers),
            State::Failed => Err(ChunkError::Malformed),
            _ => Err(ChunkError::Length),
        }
    }

    fn size_line(&mut self, input: &[u8]) -> Result<Step, ChunkError> {
        let (used, ended) = self.read_line(input, size_line::MAX_LENGTH).ok_or(ChunkError::Malformed)?;
        self.state = if ended { self.begin_chunk()? } else { State::SizeLine };
        Ok(Step::Frame(used))
    }

    fn begin_chunk(&mut self) -> Result<State, ChunkError> {
        let SizeLine { size, signature } = SizeLine::parse(&self.line).ok_or(ChunkError::Malformed)?;
        self.line.clear();
        self.allowed = self.allowed.checked_sub(size).ok_or(ChunkError::Length)?;
        let signed = match (&self.chain, signature) {
            (Some(_), Some(signature)) => Some((Context::new(&SHA256), signature)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(ChunkError::Malformed),
        };
        if size > 0 {
            return Ok(State::Data(Chunk { left: size, signed }));
        }
        if self.allowed > 0 {
            return Err(ChunkError::Length);
        }
        self.verify(signed)?;
        Ok(State::Trailer)
    }

    fn data(&mut self, mut chunk: Chunk, input: &[u8]) -> Step {
        let length = usize::try_from(chunk.left).map_or(input.len(), |left| left.min(input.len()));
        if let (Some((hash, _)), Some(data)) = (&mut chunk.signed, input.get(..length)) {
            hash.update(data);
        }
        chunk.left = chunk.left.saturating_sub(length as u64);
        self.state = if chunk.left == 0 { State::DataEnd(chunk) } else { State::Data(chunk) };
        Step::Data(length)
    }

    fn data_end(&mut self, chunk: Chunk, input: &[u8]) -> Result<Step, ChunkError> {
        let (used, ended) = self.read_line(input, 0).ok_or(ChunkError::Malformed)?;
        self.state = if ended {
            self.verify(chunk.signed)?;
            State::SizeLine
        } else {
            State::DataEnd(chunk)
        };
        Ok(Step::Frame(used))
    }

    fn verify(&mut self, signed: Option<(Context, String)>) -> Result<(), ChunkError> {
        let accepted = match (&mut self.chain, signed) {
            (None, None) => true,
            (Some(chain), Some((hash, signature))) => chain.accepts_chunk(hash.finish().as_ref(), &signature),
            (None, Some(_)) | (Some(_), None) => false,
        };
        if accepted { Ok(()) } else { Err(ChunkError::Signature) }
    }

    fn trailer(&mut self, input: &[u8]) -> Result<Step, ChunkError> {
        let most = trailer::MAX_LENGTH.saturating_sub(self.trailer_length);
        let (used, ended) = self.read_line(input, most).ok_or(ChunkError::Trailer)?;
        self.state = match (ended, self.line.is_empty()) {
            (false, _) => State::Trailer,
            (true, false) => {
                self.trailer_length += self.line.len();
                self.trailer.push(&self.line)?;
                self.line.clear();
                State::Trailer
            }
            (true, true) => {
                let trailer = std::mem::take(&mut self.trailer);
                self.trailers = trailer.close(self.announced.as_deref(), self.chain.as_mut())?;
                State::Done
            }
        };
        Ok(Step::Frame(used))
    }

    /// Reads up to a CR LF: how many bytes that took, and whether the line is whole. `None` if the line is longer than `most`.
    fn read_line(&mut self, input: &[u8], most: usize) -> Option<(usize, bool)> {
        for (index, byte) in input.iter().enumerate() {
            if *byte == b'\n' && self.line.last() == Some(&b'\r') {
                self.line.pop();
                return Some((index + 1, true));
            }
            // The carriage return of the line's end is not part of its length.
            if self.line.len() > most || (self.line.len() == most && *byte != b'\r') {
                return None;
            }
            self.line.push(*byte);
        }
        Some((input.len(), false))
    }
}
