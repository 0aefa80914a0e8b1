//! An upstream that reads raw requests, keeps them, and does as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the upstream does with the requests of one connection.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// Reads each request whole and answers it so.
    Answer(&'static str),
    /// Answers when it has the head.
    AnswerEarly(&'static str),
    /// Reads the head, and closes.
    Close,
    /// Reads a request, answers so, and closes.
    AnswerAndClose(&'static str),
    /// Reads the head, and then nothing more.
    Stall,
}

/// One request as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Which connection it came over, in the order in which they were made.
    pub(crate) connection: usize,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) complete: bool,
}

impl Seen {
    /// The values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }

    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }
}

#[derive(Clone)]
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Told when a connection has ended.
    ended: Arc<Notify>,
}

impl Upstream {
    /// An upstream whose connections do one act each; the last act is repeated.
    pub(crate) async fn start(acts: &'static [Act]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = Self { address: listener.local_addr().unwrap(), seen: Arc::default(), ended: Arc::default() };
        let own = upstream.clone();
        tokio::spawn(async move {
            for index in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let (own, act) = (own.clone(), acts[index.min(acts.len() - 1)]);
                tokio::spawn(async move {
                    _ = own.serve(stream, act, index).await;
                    own.ended.notify_one();
                });
            }
        });
        upstream
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Waits until a connection has ended.
    pub(crate) async fn ended(&self) {
        self.ended.notified().await;
    }

    async fn serve(&self, mut stream: TcpStream, act: Act, connection: usize) -> std::io::Result<()> {
        loop {
            let Some(head) = read_head(&mut stream).await? else { return Ok(()) };
            let index = self.keep(Seen { connection, head, ..Seen::default() });
            match act {
                Act::Answer(answer) => {
                    self.read_body(&mut stream, index).await?;
                    stream.write_all(answer.as_bytes()).await?;
                }
                Act::AnswerEarly(answer) => {
                    stream.write_all(answer.as_bytes()).await?;
                    return self.read_body(&mut stream, index).await;
                }
                Act::Close => return Ok(()),
                Act::AnswerAndClose(answer) => {
                    self.read_body(&mut stream, index).await?;
                    stream.write_all(answer.as_bytes()).await?;
                    return stream.shutdown().await;
                }
                Act::Stall => std::future::pending().await,
            }
        }
    }

    fn keep(&self, seen: Seen) -> usize {
        let mut all = self.seen.lock().unwrap();
        all.push(seen);
        all.len() - 1
    }

    async fn read_body(&self, stream: &mut TcpStream, index: usize) -> std::io::Result<()> {
        let length = self.seen()[index].one("content-length").map_or(0, |length| length.parse().unwrap());
        let mut piece = vec![0; 65536];
        let mut got = 0;
        while got < length {
            let count = stream.read(&mut piece).await?;
            if count == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            got += count;
            let mut all = self.seen.lock().unwrap();
            // Of large bodies only the length is kept.
            if got <= 1 << 20 {
                all[index].body.extend(&piece[..count]);
            }
        }
        self.seen.lock().unwrap()[index].complete = got == length;
        Ok(())
    }
}

async fn read_head(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte).await? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}
