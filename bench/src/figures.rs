//! The figures of a run: loads, other measures, and how the aims were met.

use crate::load::{Rounds, Sample};
use crate::way::Round;

/// Everything that a run found out.
#[derive(Default)]
pub(crate) struct Figures {
    /// Loads: what, connections, and then what was measured.
    pub(crate) loads: Vec<[String; 9]>,
    /// The same for loads that go several ways, or to something beside the server.
    pub(crate) ways: Vec<[String; 8]>,
    /// What is neither a load nor an aim.
    pub(crate) measures: Vec<[String; 2]>,
    /// Aims, what was measured, and whether that is enough.
    pub(crate) aims: Vec<[String; 3]>,
}

/// The heads of the columns of [`Figures::loads`].
pub(crate) const LOAD_COLUMNS: [&str; 9] = [
    "load",
    "connections",
    "per second",
    "p50 ms",
    "p99 ms",
    "p99.9 ms",
    "server CPU µs each",
    "server core busy",
    "of the bare rate",
];

/// The heads of the columns of [`Figures::ways`].
pub(crate) const WAY_COLUMNS: [&str; 8] =
    ["load", "connections", "per second", "p50 ms", "p99 ms", "CPU µs each", "core busy", "of nginx's rate"];

impl Figures {
    /// Adds a load by the medians of its rounds, and beside them the ratio to the bare server's, if that was measured.
    pub(crate) fn load(&mut self, name: &str, connections: usize, rounds: &Rounds, bare: Option<&Rounds>) {
        let ratio = bare.map(|bare| rounds.ratio(bare, Sample::rate));
        self.loads.push([
            name.to_owned(),
            connections.to_string(),
            whole(rounds.median(Sample::rate)),
            format!("{:.2}", rounds.median(|sample| sample.within(0.5))),
            format!("{:.2}", rounds.median(|sample| sample.within(0.99))),
            format!("{:.2}", rounds.median(|sample| sample.within(0.999))),
            format!("{:.1}", rounds.median(Sample::cpu)),
            percent(rounds.median(Sample::busy)),
            ratio.map(percent).unwrap_or_default(),
        ]);
    }

    /// Adds one way of a load by the medians of its rounds, and beside them the ratio to nginx's. Rates are shown in `unit`s.
    pub(crate) fn way(
        &mut self,
        name: &str,
        connections: usize,
        unit: f64,
        rounds: &Rounds<Round>,
        nginx: Option<&Rounds<Round>>,
    ) {
        // What was not measured is zero.
        let shown = |value: f64, text: fn(f64) -> String| if value > 0.0 { text(value) } else { String::new() };
        let milliseconds = |value| format!("{value:.2}");
        self.ways.push([
            name.to_owned(),
            connections.to_string(),
            whole(rounds.median(Round::rate) / unit),
            shown(rounds.median(|round| round.p50), milliseconds),
            shown(rounds.median(|round| round.p99), milliseconds),
            shown(rounds.median(Round::cpu) * unit, |value| format!("{value:.1}")),
            shown(rounds.median(Round::busy), percent),
            nginx.map(|nginx| percent(rounds.ratio(nginx, Round::rate))).unwrap_or_default(),
        ]);
    }

    /// Adds something that was measured.
    pub(crate) fn measure(&mut self, name: &str, value: impl Into<String>) {
        self.measures.push([name.to_owned(), value.into()]);
    }

    /// Adds an aim.
    pub(crate) fn aim(&mut self, aim: &str, measured: impl Into<String>, is_met: bool) {
        self.aims.push([aim.to_owned(), measured.into(), if is_met { "yes" } else { "**no**" }.to_owned()]);
    }
}

/// A number without fraction, in groups of three digits.
pub(crate) fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len() - at;
        if at > 0 && left.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `0.456` as `46 %`.
pub(crate) fn percent(ratio: f64) -> String {
    format!("{:.0} %", ratio * 100.0)
}

/// Bytes as `12.3 MiB`.
pub(crate) fn mebibytes(bytes: f64) -> String {
    format!("{:.1} MiB", bytes / 1024.0 / 1024.0)
}

/// A time as `12.3 ms`.
pub(crate) fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1e3)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn digits_are_grouped() {
        for (number, expected) in [
            (0.4, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1_234_567.0, "1,234,567"),
            (-1000.0, "-1,000"),
            (-100.0, "-100"),
        ] {
            assert_eq!(whole(number), expected);
        }
    }
}
