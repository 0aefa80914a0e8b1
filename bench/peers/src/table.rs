//! The figures as Markdown.

use std::fmt::Write;

use crate::measure::Case;
use crate::peer::Peer;

/// A row for each workload, a column for each engine, the reasons of gaps, and what each engine lacks.
pub(crate) fn text(peers: &[Peer], workloads: &[&str], rows: &[Vec<Case>]) -> String {
    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    let mut text = format!("Nanoseconds of CPU a decision, median [best], and times the median of {}\n\n", names[0]);
    let _ = writeln!(text, "| | {} |\n|---|{}", names.join(" | "), "---:|".repeat(names.len()));
    let mut notes = Vec::new();
    for (workload, row) in workloads.iter().zip(rows) {
        let ours = row.first().and_then(median);
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, case)| cell(case, (at > 0).then_some(ours).flatten(), &mut notes))
            .collect();
        let _ = writeln!(text, "| {workload} | {} |", cells.join(" | "));
    }
    text.push('\n');
    for (number, note) in (1..).zip(&notes) {
        let _ = writeln!(text, "{number}. {note}");
    }
    text.push_str("\nMissing:\n\n");
    for peer in peers.iter().filter(|peer| !peer.lacks.is_empty()) {
        let _ = writeln!(text, "- {}: {}.", peer.name, peer.lacks.join("; "));
    }
    text
}

fn median(case: &Case) -> Option<f64> {
    let Case::Right(timed) = case else { return None };
    let [median, _] = timed.median_and_best();
    Some(median)
}

fn cell(case: &Case, ours: Option<f64>, notes: &mut Vec<String>) -> String {
    match case {
        Case::Right(timed) => {
            let [median, best] = timed.median_and_best();
            let times = ours.map(|ours| format!(", {}×", grouped(median / ours))).unwrap_or_default();
            format!("{} [{}]{times}", grouped(median), grouped(best))
        }
        Case::Wrong => "wrong".to_owned(),
        Case::Inexpressible(reason) => format!("n/a ({})", note(reason, notes)),
    }
}

/// The number of a note, which is added if it is new.
fn note(reason: &str, notes: &mut Vec<String>) -> usize {
    let at = notes.iter().position(|note| note == reason).unwrap_or_else(|| {
        notes.push(reason.to_owned());
        notes.len() - 1
    });
    at + 1
}

/// The whole number with commas between thousands.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}
