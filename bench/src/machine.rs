//! The machine in general words, and how busy it was.

use std::fs;
use std::time::SystemTime;

use rolecall_model::Time;

use crate::cores::Cores;

/// The present moment.
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Time::from_epoch(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// How many processes ran or wanted to, averaged over the last minute.
pub(crate) fn load() -> String {
    let averages = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split(' ').next().unwrap_or_default().to_owned()
}

/// When and where: nothing by which the machine could be known.
pub(crate) fn description(cores: Option<Cores>, load_before: &str) -> String {
    let now = now().iso8601();
    let (date, _) = now.split_once('T').unwrap_or_default();
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = processor.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name));
        line.and_then(|line| line.split_once(": ")).map_or("unknown", |(_, value)| value.trim()).to_owned()
    };
    let count = processor.lines().filter(|line| line.starts_with("processor")).count();
    let pinned = if cores.is_some() { "generator and server on a core each" } else { "processes not bound to cores" };
    format!(
        "{date}; {count} cores, {}, family {} model {}; {pinned}; load average {load_before} before, {} after",
        field("model name"),
        field("cpu family"),
        field("model"),
        load(),
    )
}
