//! A `rolecall serve` process on a free port of the loopback interface. It ends with the value.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::caller::{Caller, Session};

/// The account of every server.
pub const ACCOUNT: &str = "111122223333";

/// A running server.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Kept open, so that the server never writes to a closed pipe.
    _output: BufReader<ChildStdout>,
    endpoint: String,
    first: Option<Session>,
    /// The variables that each workload must be told, by the heading above them.
    told: Vec<(String, String, String)>,
}

impl Server {
    /// A server that keeps everything in memory.
    pub fn ephemeral() -> Self {
        Self::start(Command::new(binary()).args(["serve", "--ephemeral"]))
    }

    /// The same with endpoints of workloads: `--instance`, `--task` and their bindings.
    pub fn with_workloads(flags: &[&str]) -> Self {
        Self::start(Command::new(binary()).args(["serve", "--ephemeral"]).args(flags))
    }

    /// A server with its data in this directory, and its clock so many seconds off.
    pub fn with_data(directory: &Path, clock_offset: i64) -> Self {
        let offset = format!("--clock-offset={clock_offset}");
        Self::start(Command::new(binary()).args(["serve", "--data"]).arg(directory).arg(offset))
    }

    fn start(command: &mut Command) -> Self {
        command.args(["--listen", "127.0.0.1:0", "--account", ACCOUNT]).env_clear();
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the server starts");
        let mut output = BufReader::new(process.stdout.take().expect("the output is piped"));
        let (mut key, mut secret) = (None, None);
        let (mut heading, mut told) = (String::new(), Vec::new());
        let mut line = String::new();
        let endpoint = loop {
            line.clear();
            let length = output.read_line(&mut line).expect("the server's output is text");
            assert_ne!(length, 0, "the server ended before it listened: {:?}", process.wait());
            let line = line.trim();
            if line.starts_with("# For ") {
                line.clone_into(&mut heading);
            } else if let Some((name, value)) = line.strip_prefix("#   export ").and_then(|line| line.split_once('=')) {
                told.push((heading.clone(), name.to_owned(), value.to_owned()));
            } else if let Some(value) = line.strip_prefix("export AWS_ACCESS_KEY_ID=") {
                key = Some(value.to_owned());
            } else if let Some(value) = line.strip_prefix("export AWS_SECRET_ACCESS_KEY=") {
                secret = Some(value.to_owned());
            } else if let Some((_, endpoint)) = line.split_once("listening on ") {
                break endpoint.to_owned();
            }
        };
        let first = key.zip(secret).map(|(key, secret)| Session { key, secret, token: None });
        Self { process, _output: output, endpoint, first, told }
    }

    /// The key of the first user, which only the first start tells.
    pub fn first(&self) -> Session {
        self.first.clone().expect("the directory was empty")
    }

    /// The first user, who may do everything.
    pub fn admin(&self) -> Caller {
        self.caller(&self.first())
    }

    /// What the SDK's default chain finds in a process that knows nothing but what this workload is told: the ARN that it acts
    /// under. `whom` is a part of the workload's heading.
    pub fn whoami(&self, program: &str, whom: &str) -> String {
        let mut command = Command::new(program);
        command.env_clear().env("AWS_ENDPOINT_URL", &self.endpoint).env("AWS_REGION", "us-east-1");
        let told = self.told.iter().filter(|(heading, ..)| heading.contains(whom));
        let done = command.envs(told.map(|(_, name, value)| (name, value))).output().expect("the program runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    /// Whoever has these credentials.
    pub fn caller(&self, session: &Session) -> Caller {
        Caller::new(&self.endpoint, session)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The program under test.
fn binary() -> PathBuf {
    if let Some(named) = env::var_os("ROLECALL_BIN") {
        return named.into();
    }
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    let built = ["release", "debug"].map(|profile| target.join(profile).join("rolecall"));
    built.into_iter().find(|path| path.exists()).expect("ROLECALL_BIN, or a build of the package `rolecall`")
}
