//! What one connection, and all of them together, may take.

use std::time::Duration;

/// How many connections are open at once; further ones wait in the kernel's queue. An idle one takes about 22 KiB.
pub(super) const CONNECTIONS: usize = 16_384;

/// How long a connection may take until its first bytes, its TLS handshake, and the whole head of each request. It is also how
/// long a connection may be idle.
pub(super) const HEAD_PATIENCE: Duration = Duration::from_mins(1);

/// The largest head of a request in bytes; a presigned URL with a session token takes about 4 KiB. HTTP/1.1 requests have at
/// most 100 header lines, which is hyper's own limit.
pub(super) const HEAD_BYTES: u32 = 64 * 1024;

/// How many requests of one HTTP/2 connection are under way at once.
pub(super) const STREAMS: u32 = 64;

/// How often a silent HTTP/2 connection is asked whether it is still there, and how long it may take to answer.
pub(super) const PING: Duration = Duration::from_secs(30);

/// How long requests may take to finish once the server stops.
pub(super) const DRAIN: Duration = Duration::from_secs(10);

/// How long to wait after a connection could not be accepted.
pub(super) const PAUSE: Duration = Duration::from_millis(20);
