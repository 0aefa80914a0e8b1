//! One HTTP/1.1 connection: requests are written as they are, answers read with as little work as possible.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Result;

/// More than any answer that is measured has, head included.
const BUFFER_BYTES: usize = 64 * 1024;

/// Where connections go.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// How to speak TLS, if so.
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// An open connection.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(target: &Target) -> Result<Self> {
        let stream = TcpStream::connect(target.address).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Stream> = match &target.tls {
            None => Box::new(stream),
            Some(config) => {
                let name = ServerName::from(target.address.ip());
                Box::new(TlsConnector::from(config.clone()).connect(name, stream).await?)
            }
        };
        Ok(Self { stream, buffer: vec![0; BUFFER_BYTES] })
    }

    /// The body of the answer, which must be 200.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.stream.flush().await?;
        let mut filled = 0;
        loop {
            let free = self.buffer.get_mut(filled..).filter(|free| !free.is_empty()).ok_or("the answer is too long")?;
            let count = self.stream.read(free).await?;
            if count == 0 {
                return Err("the server closed the connection".into());
            }
            filled += count;
            let Some(answer) = Answer::read(self.buffer.get(..filled).unwrap_or_default())? else { continue };
            let end = answer.body_start + answer.body_bytes;
            if filled >= end {
                let whole = self.buffer.get(answer.body_start..end).unwrap_or_default();
                return if answer.is_ok { Ok(whole) } else { Err(String::from_utf8_lossy(whole).into()) };
            }
        }
    }
}

/// What the head of an answer says.
#[derive(Debug, PartialEq)]
struct Answer {
    is_ok: bool,
    body_start: usize,
    body_bytes: usize,
}

impl Answer {
    /// `None` as long as the head is not whole.
    fn read(bytes: &[u8]) -> Result<Option<Self>> {
        let Some(head_bytes) = bytes.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(bytes.get(..head_bytes).unwrap_or_default())?;
        let length = field(head, "content-length");
        let body_bytes = length.ok_or("the answer does not say how long it is")?.parse()?;
        Ok(Some(Self { is_ok: head.starts_with("HTTP/1.1 200 "), body_start: head_bytes + 4, body_bytes }))
    }
}

/// The value of the first field of a head that has this name.
pub(crate) fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn heads() {
        let answer = |is_ok, body_start, body_bytes| Some(Answer { is_ok, body_start, body_bytes });
        for (head, expected) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n", None),
            ("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", answer(true, 38, 7)),
            ("HTTP/1.1 403 Forbidden\r\na: b\r\ncontent-length: 0\r\n\r\nx", answer(false, 51, 0)),
        ] {
            assert_eq!(Answer::read(head.as_bytes()).unwrap(), expected, "{head}");
        }
        assert!(Answer::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
