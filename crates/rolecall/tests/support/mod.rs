//! The built binary as a child process, and plain requests to it.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use rolecall_model::{SecretKey, Time};
use rolecall_service::Service;
use rolecall_testkit::{Credentials, Request, send};

/// The program with these arguments and none of the caller's settings.
pub(crate) fn rolecall<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ROLECALL_") {
            command.env_remove(name);
        }
    }
    command
}

/// `rolecall serve` on a free port, with the data in `directory`.
pub(crate) fn serve_in(directory: &Path) -> Command {
    let mut command = rolecall(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(directory);
    command
}

/// The exit code and standard error of a program that is expected to end by itself.
pub(crate) fn failure(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = command.output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

/// A server that is ready; killed when dropped.
pub(crate) struct Server {
    child: Child,
    /// What it said until it was ready.
    pub(crate) said: String,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        while !said.lines().last().is_some_and(|line| line.starts_with("listening on ")) {
            assert_ne!(lines.read_line(&mut said).unwrap(), 0, "it ended: {said}");
        }
        let address = said.trim_end().rsplit('/').next().unwrap().parse().unwrap();
        Self { child, said, address }
    }

    /// What the shell line `export NAME=value` says.
    pub(crate) fn exported(&self, name: &str) -> Option<&str> {
        let prefix = format!("export {name}=");
        self.said.lines().find_map(|line| line.strip_prefix(&prefix))
    }

    /// The status and the whole answer to a request without a body.
    pub(crate) fn request(&self, method: &str, path: &str) -> (u16, String) {
        exchange(TcpStream::connect(self.address).unwrap(), method, path)
    }

    /// The key that the server has shown.
    pub(crate) fn key(&self) -> Credentials {
        let part = |name| self.exported(name).unwrap().to_owned();
        let secret = SecretKey::new(part("AWS_SECRET_ACCESS_KEY"));
        Credentials { id: part("AWS_ACCESS_KEY_ID"), secret, session_token: None }
    }

    /// The ARN that `GetCallerIdentity` answers, or the code of its error, when it is signed so many seconds from now.
    pub(crate) fn identity(&self, key: &Credentials, ahead: i64) -> String {
        let request = Request::query(Service::Sts, "GetCallerIdentity", &[]);
        let answer = send(self.address, request.signed(key, "sts", &self.address.to_string(), now().plus(ahead)));
        answer.element("Arn").or_else(|| answer.element("Code")).unwrap().to_owned()
    }

    /// Sends the signal and waits for the exit code.
    pub(crate) fn signal(mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One request over this connection, which is then closed.
pub(crate) fn exchange(mut stream: impl Read + Write, method: &str, path: &str) -> (u16, String) {
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: rolecall\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    // A TLS peer may close without saying so.
    drop(stream.read_to_string(&mut answer));
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("no status: {answer:?}")), answer)
}

/// The present moment.
pub(crate) fn now() -> Time {
    #[expect(clippy::disallowed_methods, reason = "the server reads the machine's clock")]
    let epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Time::from_epoch(i64::try_from(epoch).unwrap())
}
