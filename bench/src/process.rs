//! A server in a process of its own, and what the operating system knows of it.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Result;

/// Ticks of the processor times in `/proc`, a second: fixed in the kernel's interface (`USER_HZ`).
const TICKS: f64 = 100.0;

/// How long a server may take until it listens, and until it has ended.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that listens. Stopped when dropped.
pub(crate) struct Process {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What it printed until then.
    pub(crate) said: Vec<String>,
    started: Instant,
}

impl Process {
    /// Starts a server and waits until it says where it listens.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ROLECALL_") {
                command.env_remove(name);
            }
        }
        let started = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let mut said = Vec::new();
        while let Some(line) = lines.next().transpose()? {
            if let Some((_, address)) = line.strip_prefix("listening on ").and_then(|url| url.split_once("://")) {
                let address = address.parse()?;
                // A server that finds its output closed may stop.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, address, said, started });
            }
            said.push(line);
        }
        Err(format!("the server did not start ({})", child.wait()?).into())
    }

    /// Starts a server that says nothing and is to listen there.
    pub(crate) fn listening(mut command: Command, address: SocketAddr) -> Result<Self> {
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut process = Self { child, address, said: Vec::new(), started };
        while TcpStream::connect(address).is_err() {
            if process.child.try_wait()?.is_some() || started.elapsed() > PATIENCE {
                return Err(format!("{command:?} does not listen").into());
            }
            sleep(Duration::from_millis(5));
        }
        Ok(process)
    }

    /// Asks for its health until it is good; the time since the start.
    pub(crate) fn ready(&self) -> Result<Duration> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(b"GET /_rolecall/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let took = self.started.elapsed();
        if answer.starts_with("HTTP/1.1 200 ") { Ok(took) } else { Err(format!("not healthy: {answer}").into()) }
    }

    /// The processor time that it has used.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field, the program's name in parentheses, may hold spaces; user and system time are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').ok_or("no process times")?;
        let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        Ok(Duration::from_secs_f64(ticks / TICKS))
    }

    /// The memory that it has resident, in bytes.
    pub(crate) fn resident(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most that it had resident since [`Process::forget_peak`], in bytes.
    pub(crate) fn peak(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    /// Lets the peak be what is resident now: `5` resets it (`clear_refs` in `proc(5)`).
    pub(crate) fn forget_peak(&self) -> Result<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?)
    }

    fn memory(&self, name: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no sizes of memory")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
    }

    /// Stops it as an operator does, and waits for its end.
    pub(crate) fn stop(mut self) -> Result<()> {
        let ended = self.terminate()?;
        if ended.success() { Ok(()) } else { Err(format!("it ended badly ({ended})").into()) }
    }

    /// Tells it to end, and kills it if it does not within the patience.
    fn terminate(&mut self) -> io::Result<ExitStatus> {
        // It has ended already if this fails.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).stderr(Stdio::null()).status()?;
        let told = Instant::now();
        while told.elapsed() < PATIENCE {
            if let Some(ended) = self.child.try_wait()? {
                return Ok(ended);
            }
            sleep(Duration::from_millis(5));
        }
        self.child.kill()?;
        self.child.wait()
    }

    /// Stops it as a crash does, and waits for its end.
    pub(crate) fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // What ends badly now has no part in what was measured.
        drop(self.terminate());
    }
}
