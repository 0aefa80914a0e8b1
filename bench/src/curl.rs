//! curl as the client of large objects: one connection, one object.

use std::ffi::OsStr;
use std::process::Command;

use crate::Result;
use crate::process::Process;
use crate::tools::Program;
use crate::way::Round;

/// Runs one transfer; its rate is in bytes.
pub(crate) fn transfer<S: AsRef<OsStr>>(
    curl: &Program,
    url: &str,
    headers: &[(String, String)],
    more: &[S],
    server: Option<&Process>,
) -> Result<Round> {
    let cpu = server.map(Process::cpu).transpose()?;
    let mut command = Command::new(&curl.path);
    // `-q`: without the caller's own settings. Waiting for `100 Continue` would be measured too.
    curl.prepare(&mut command).args(["-q", "--silent", "--show-error", "--noproxy", "*", "--output", "/dev/null"]);
    command.args(["--write-out", "%{http_code} %{size_download} %{size_upload} %{time_total}", "--header", "Expect:"]);
    for (name, value) in headers {
        command.arg("--header").arg(format!("{name}: {value}"));
    }
    let output = command.args(more).arg(url).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers = said.split(' ').map(str::parse).collect::<std::result::Result<Vec<f64>, _>>();
    let [status, down, up, seconds] = *numbers.unwrap_or_default() else {
        return Err(format!("curl: {said}{}", String::from_utf8_lossy(&output.stderr)).into());
    };
    if status.total_cmp(&200.0).is_ne() || !output.status.success() {
        return Err(format!("curl: answered {status}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let spent = server.map(Process::cpu).transpose()?.zip(cpu).map(|(after, before)| after.saturating_sub(before));
    let cpu_seconds = spent.map_or(0.0, |spent| spent.as_secs_f64());
    Ok(Round { count: down.max(up), seconds, p50: 0.0, p99: 0.0, cpu_seconds })
}
