//! wrk as the load generator: prepared requests, sent in turn over connections that are kept.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::process::Process;
use crate::tools::Program;
use crate::way::Round;

/// Prints what came of a run so that it can be read without knowing wrk's units.
const REPORT: &str = "
local at = 0
request = function()
  at = at % #requests + 1
  return requests[at]
end
done = function(summary, latency, _)
  local errors = summary.errors
  local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('RESULT %d %d %d %d %d', summary.requests, summary.duration, bad,
    latency:percentile(50), latency:percentile(99)))
end
";

/// Requests that wrk sends in turn.
pub(crate) struct Script<'a> {
    path: &'a Path,
}

impl<'a> Script<'a> {
    /// Written to `path`.
    pub(crate) fn write(path: &'a Path, requests: &[Vec<u8>]) -> Result<Self> {
        let mut text = String::from("local requests = {\n");
        for request in requests {
            text.push('"');
            for byte in request {
                match byte {
                    b'"' | b'\\' => text.extend(['\\', char::from(*byte)]),
                    b' '..=b'~' => text.push(char::from(*byte)),
                    _ => write!(text, "\\{byte:03}")?,
                }
            }
            text.push_str("\",\n");
        }
        fs::write(path, text + "}\n" + REPORT)?;
        Ok(Self { path })
    }

    /// Sends them to `address`. Any answer but a good one ends the run. `server` is whose processor time counts, if anybody's does.
    pub(crate) fn run(
        &self,
        wrk: &Program,
        address: SocketAddr,
        connections: usize,
        duration: Duration,
        server: Option<&Process>,
    ) -> Result<Round> {
        let cpu = server.map(Process::cpu).transpose()?;
        let mut command = Command::new(&wrk.path);
        wrk.prepare(&mut command).args(["-t", "1", "-c", &connections.to_string()]);
        command.args(["-d", &format!("{}s", duration.as_secs().max(1)), "--timeout", "30s", "-s"]).arg(self.path);
        let output = command.arg(format!("http://{address}/")).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let result = said.lines().find_map(|line| line.strip_prefix("RESULT "));
        let result = result.ok_or_else(|| format!("wrk: {said}{}", String::from_utf8_lossy(&output.stderr)))?;
        let numbers = result.split(' ').map(str::parse).collect::<std::result::Result<Vec<f64>, _>>()?;
        let [requests, micros, bad, p50, p99] = *numbers else { return Err(format!("wrk: {result}").into()) };
        if bad > 0.0 {
            return Err(format!("{bad} of {requests} requests were not answered well").into());
        }
        let spent = server.map(Process::cpu).transpose()?.zip(cpu).map(|(after, before)| after.saturating_sub(before));
        Ok(Round {
            count: requests,
            seconds: micros / 1e6,
            p50: p50 / 1e3,
            p99: p99 / 1e3,
            cpu_seconds: spent.map_or(0.0, |spent| spent.as_secs_f64()),
        })
    }
}
