//! Requests to S3 as clients send and sign them.

use std::io::{self, Write};

use crc_fast::{CrcAlgorithm, Digest};
use data_encoding::BASE64;
use rolecall_sigv4::{PayloadHash, RequestParts};

use super::signed::{HOST, Identity};
use crate::machine;

/// Bytes of a chunk, as most SDKs cut them.
const CHUNK_BYTES: u64 = 64 * 1024;

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// As it is, and not signed.
    Plain,
    /// In unsigned chunks, and a checksum after them.
    Chunked,
}

/// A request for an object.
pub(crate) struct ObjectRequest<'a> {
    pub(crate) method: &'static str,
    pub(crate) path: &'a str,
    pub(crate) framing: Framing,
    /// Bytes of the object that is sent.
    pub(crate) object_bytes: u64,
}

impl ObjectRequest<'_> {
    /// Every header but those that frame the body for HTTP, signed now.
    pub(crate) fn headers(&self, identity: &Identity) -> Vec<(String, String)> {
        let mut headers = vec![
            ("host", HOST),
            ("accept-encoding", "identity"),
            ("amz-sdk-invocation-id", "5a7ab4a1-0c0e-4e5b-a1f5-2f5a3f6a0c11"),
            ("amz-sdk-request", "attempt=1"),
        ];
        let length = self.object_bytes.to_string();
        let payload = match (self.method, self.framing) {
            ("GET", _) => {
                headers.push(("x-amz-checksum-mode", "ENABLED"));
                PayloadHash::of(b"")
            }
            (_, Framing::Plain) => PayloadHash::Unsigned,
            (_, Framing::Chunked) => {
                headers.extend([
                    ("content-encoding", "aws-chunked"),
                    ("x-amz-decoded-content-length", &length),
                    ("x-amz-sdk-checksum-algorithm", "CRC64NVME"),
                    ("x-amz-trailer", TRAILER),
                ]);
                PayloadHash::UnsignedChunksAndTrailer
            }
        };
        let parts =
            RequestParts { method: self.method, path: self.path, query: "", authority: None, headers: &headers };
        let added = identity.signer("s3").headers(&parts, payload, machine::now());
        let own = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let agent = ("user-agent".to_owned(), AGENT.to_owned());
        own.chain([agent]).chain(added.into_iter().map(|(name, value)| (name.to_owned(), value))).collect()
    }

    /// The request with its body.
    pub(crate) fn bytes(&self, identity: &Identity) -> Vec<u8> {
        let mut body = Vec::new();
        if self.method != "GET" {
            // Nothing can go wrong with what is written into memory.
            drop(framed(&mut body, self.object_bytes, self.framing));
        }
        let mut request = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in self.headers(identity) {
            request.extend([&*name, ": ", &value, "\r\n"]);
        }
        if self.method != "GET" {
            request.extend(["content-length: ", &body.len().to_string(), "\r\n"]);
        }
        request.push_str("\r\n");
        [request.into_bytes(), body].concat()
    }
}

const TRAILER: &str = "x-amz-checksum-crc64nvme";

/// As the AWS CLI calls itself.
const AGENT: &str = "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1.0 md/arch#x86_64 lang/python#3.13.7 \
                     md/pyimpl#CPython m/b,E,Z,n cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#s3.cp";

/// Writes the body of an object.
pub(crate) fn framed(out: &mut impl Write, object_bytes: u64, framing: Framing) -> io::Result<()> {
    let mut checksum = Digest::new(CrcAlgorithm::Crc64Nvme);
    let mut left = object_bytes;
    while left > 0 {
        let chunk = vec![b'x'; usize::try_from(left.min(CHUNK_BYTES)).unwrap_or_default()];
        left -= chunk.len() as u64;
        if framing == Framing::Chunked {
            checksum.update(&chunk);
            write!(out, "{:x}\r\n", chunk.len())?;
        }
        out.write_all(&chunk)?;
        if framing == Framing::Chunked {
            out.write_all(b"\r\n")?;
        }
    }
    if framing == Framing::Chunked {
        let checksum = BASE64.encode(&checksum.finalize().to_be_bytes());
        write!(out, "0\r\n{TRAILER}:{checksum}\r\n\r\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        for (framing, expected) in
            [(Framing::Plain, "xx"), (Framing::Chunked, "2\r\nxx\r\n0\r\nx-amz-checksum-crc64nvme:")]
        {
            let mut body = Vec::new();
            framed(&mut body, 2, framing).unwrap();
            assert!(body.starts_with(expected.as_bytes()), "{framing:?}");
        }
    }
}
