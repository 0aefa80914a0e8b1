//! Large bodies pass through without being kept.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::front::before;
use crate::upstream::{Act, Upstream};

const LENGTH: usize = 1 << 30;
/// How much the memory of this process may grow, in kB.
const GROWTH: usize = 32 * 1024;

/// The most memory that this process ever held, in kB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gibibyte_in_constant_memory() {
    let upstream = Upstream::start(&[Act::Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]).await;
    let front = before(upstream.address, Duration::from_mins(1)).await;
    let piece = vec![7; 1 << 20];
    let before = peak();
    let mut stream = TcpStream::connect(front.address).await.unwrap();
    let head = format!("PUT /b/k HTTP/1.1\r\nhost: h\r\ncontent-length: {LENGTH}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..LENGTH / piece.len() {
        stream.write_all(&piece).await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(upstream.seen()[0].complete);
    let growth = peak() - before;
    assert!(growth < GROWTH, "grew by {growth} kB");
}
