//! Ten thousand connections that have asked once and stay open: what they take of the server's memory.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::super::Bench;
use super::{gateway, upstream};
use crate::Result;
use crate::figures::mebibytes;
use crate::load::{Framing, ObjectRequest};

const CONNECTIONS: usize = 10_000;

/// The files that a process may open for all of them.
const FILES: u64 = 12_000;

pub(in super::super) fn run(bench: &mut Bench) -> Result<()> {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    if files.maximum.is_some_and(|most| most < FILES) {
        return Err(format!("needs {FILES} open files for a process: raise the hard limit (ulimit -Hn)").into());
    }
    let wanted = rustix::process::Rlimit { current: files.maximum, ..files };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, wanted)?;
    let upstream = upstream()?;
    let subject = gateway(bench, "idle", &upstream)?;
    let request = ObjectRequest { method: "GET", path: "/bench/1024/0", framing: Framing::Plain, object_bytes: 0 };
    let request = request.bytes(&subject.worker);
    let before = subject.process.resident()?;
    let mut open = Vec::with_capacity(CONNECTIONS);
    bench.runtime.block_on(async {
        for _ in 0..CONNECTIONS {
            let mut stream = TcpStream::connect(subject.process.address).await?;
            ask(&mut stream, &request).await?;
            open.push(stream);
        }
        Ok::<_, crate::Error>(())
    })?;
    let all = subject.process.resident()?;
    // They are open still: each of these would fail otherwise.
    for stream in open.iter_mut().step_by(CONNECTIONS / 100) {
        bench.runtime.block_on(ask(stream, &request))?;
    }
    let figures = &mut bench.figures;
    figures.measure("resident before there are connections", mebibytes(before));
    figures.measure("memory of an idle connection", format!("{:.1} KiB", (all - before) / 10_240_000.0));
    figures.aim("10,000 idle connections in under 300 MiB", mebibytes(all), all < 300.0 * 1024.0 * 1024.0);
    Ok(())
}

/// Asks, and reads the whole answer.
async fn ask(stream: &mut TcpStream, request: &[u8]) -> Result<()> {
    stream.write_all(request).await?;
    let mut answer = [0; 4096];
    let mut filled = 0;
    loop {
        match stream.read(answer.get_mut(filled..).unwrap_or_default()).await? {
            0 => return Err("the server closed a connection".into()),
            count => filled += count,
        }
        let got = answer.get(..filled).unwrap_or_default();
        if !got.starts_with(b"HTTP/1.1 200 ".get(..filled.min(13)).unwrap_or_default()) {
            return Err(String::from_utf8_lossy(got).into());
        }
        let head = got.windows(4).position(|end| end == b"\r\n\r\n");
        if head.is_some_and(|head| filled >= head + 4 + 1024) {
            return Ok(());
        }
    }
}
