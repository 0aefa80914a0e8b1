//! The upstream of the gateway's measurements: it answers as S3 does, stores nothing, and costs as little as it can.
//!
//! `GET` of any path that ends in `/SIZE/NUMBER` gives an object of so many bytes; the body of a `PUT` is read to its end and thrown
//! away. Only what this benchmark sends is understood.

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

use crate::Result;
use crate::load::field;

/// What objects are made of, over and over.
static CONTENT: [u8; 256 * 1024] = [b'x'; 256 * 1024];

/// Bytes that are read at once.
const READ_BYTES: usize = 256 * 1024;

/// Serves until it is killed. The address is told as `rolecall serve` tells its own.
pub(crate) fn serve() -> Result<()> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            // How a connection ends concerns only its client.
            tokio::spawn(async move { drop(connection(stream).await) });
        }
    })
}

async fn connection(mut stream: TcpStream) -> Result<()> {
    let mut input = BytesMut::with_capacity(4096);
    let mut answer = Vec::new();
    while let Some(request) = Request::read(&mut stream, &mut input).await? {
        skip(&mut stream, &mut input, request.body_bytes).await?;
        answer.clear();
        answer.extend_from_slice(head(&request).as_bytes());
        let mut left = request.object_bytes;
        loop {
            let piece = CONTENT.get(..left.min(CONTENT.len())).unwrap_or_default();
            left -= piece.len();
            if answer.is_empty() {
                stream.write_all(piece).await?;
            } else {
                answer.extend_from_slice(piece);
                stream.write_all(&answer).await?;
                answer.clear();
            }
            if left == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// What matters of the head of a request.
#[derive(Debug, PartialEq)]
struct Request {
    /// How many bytes are asked for.
    object_bytes: usize,
    body_bytes: usize,
}

impl Request {
    /// The next request; `None` if the client has gone.
    async fn read(stream: &mut TcpStream, input: &mut BytesMut) -> Result<Option<Self>> {
        loop {
            if let Some(end) = input.windows(4).position(|end| end == b"\r\n\r\n") {
                let head = input.split_to(end + 4);
                return Self::of(std::str::from_utf8(&head)?).map(Some);
            }
            if stream.read_buf(input).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn of(head: &str) -> Result<Self> {
        let mut line = head.split(' ');
        let (Some(method), Some(path)) = (line.next(), line.next()) else { return Err("not a request".into()) };
        let body_bytes = field(head, "content-length").map_or(Ok(0), str::parse)?;
        let object_bytes = match method {
            "GET" => path.rsplit('/').nth(1).unwrap_or_default().parse()?,
            _ => 0,
        };
        Ok(Self { object_bytes, body_bytes })
    }
}

/// Throws a body away.
async fn skip(stream: &mut TcpStream, input: &mut BytesMut, body_bytes: usize) -> Result<()> {
    let here = body_bytes.min(input.len());
    input.advance(here);
    let mut left = body_bytes - here;
    if left == 0 {
        return Ok(());
    }
    let mut read = vec![0; READ_BYTES.min(left)];
    while left > 0 {
        let most = left.min(read.len());
        match stream.read(read.get_mut(..most).unwrap_or_default()).await? {
            0 => return Err("the body ends early".into()),
            count => left -= count,
        }
    }
    Ok(())
}

fn head(request: &Request) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nDate: Wed, 01 Jul 2026 00:00:00 GMT\r\nServer: upstream\r\nx-amz-request-id: 4442587FB7D0A2F9\r\n\
         x-amz-id-2: eftixk72aD6Ap51TnqcoF8eFidJG9Z/2mkiDFu8yU9AS1ed4OpIszj7UDNEHGran\r\n\
         Last-Modified: Wed, 01 Jul 2026 00:00:00 GMT\r\nETag: \"b10a8db164e0754105b7a99be72e3fe5\"\r\n\
         Accept-Ranges: bytes\r\nContent-Type: binary/octet-stream\r\nContent-Length: {}\r\n\r\n",
        request.object_bytes
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        for (head, object_bytes, body_bytes) in [
            ("GET /bench/1024/7 HTTP/1.1\r\nHost: h\r\n\r\n", 1024, 0),
            ("PUT /bench/1024/7 HTTP/1.1\r\ncontent-length: 3\r\n\r\n", 0, 3),
        ] {
            assert_eq!(Request::of(head).unwrap(), Request { object_bytes, body_bytes }, "{head}");
        }
        assert!(Request::of("GET / HTTP/1.1\r\n\r\n").is_err());
    }
}
