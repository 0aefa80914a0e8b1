//! An explanation as text: the verdict, the ladder of gates, and at the gate that decided the statement with its elements.

mod element;
mod line;

use std::fmt;

use super::reason::Reason;
use super::report::{Explanation, GateKind, GateReport, GateState, Outcome, StatementPlace, StatementReport};
use crate::fixes::Fix;
use element::Rows;
use line::{WIDTH, write_line, write_whole_line};

/// The width of the gates' names.
const GATE: usize = 18;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.headline(f)?;
        for gates in self.gates.chunk_by(|one, next| !is_asked(one) && !is_asked(next) && said(one) == said(next)) {
            match gates {
                [gate] => self.gate(gate, f)?,
                [] => {}
                several => self.not_asked(several, f)?,
            }
            let failed = gates.first().filter(|gate| gate.state == GateState::Failed);
            if let Some((title, statement)) = failed.and_then(telling) {
                statement_rows(&title, statement, f)?;
            }
        }
        if self.out_of_steps {
            write_line(f, "! the policies take too long to compare with this request; what is not compared denies")?;
        }
        fixes(&self.fixes, f)
    }
}

/// Fixes are there to be copied: no line of them is cut.
fn fixes(fixes: &[Fix], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !fixes.is_empty() {
        write_line(f, "Fixes, each tried on this request:")?;
    }
    for (number, fix) in (1..).zip(fixes) {
        let text = fix.to_string();
        let mut lines = text.lines();
        write_whole_line(f, &format!("  {number}. {}", lines.next().unwrap_or_default()))?;
        lines.try_for_each(|line| write_whole_line(f, &format!("     {line}")))?;
    }
    Ok(())
}

impl Explanation {
    fn headline(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.outcome {
            Outcome::Allowed => "ALLOWED",
            Outcome::ImplicitDeny | Outcome::ExplicitDeny => "DENIED",
        };
        let one_line = format!("{verdict}  {} on {}  by {}", self.action, self.resource, self.caller);
        if one_line.chars().count() <= WIDTH {
            write_line(f, &one_line)?;
        } else {
            write_line(f, &format!("{verdict}  {}", self.action))?;
            write_line(f, &format!("  on  {}", self.resource))?;
            write_line(f, &format!("  by  {}", self.caller))?;
        }
        if let Some((caller, owner)) = self.two_sides() {
            write_line(f, &format!("  two accounts, and both must allow: {caller} (caller) and {owner} (resource)"))?;
        }
        Ok(())
    }

    /// The caller's account and the resource's, where they differ.
    fn two_sides(&self) -> Option<(&str, &str)> {
        let sides = self.caller_account.as_deref().zip(self.resource_account.as_deref());
        sides.filter(|(caller, owner)| caller != owner)
    }

    fn gate(&self, gate: &GateReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match gate.state {
            GateState::Passed => '✓',
            GateState::Failed => '✗',
            GateState::NotReached | GateState::Absent | GateState::Exempt => '–',
        };
        let name = name(gate);
        let account = match (&gate.account, self.two_sides()) {
            (Some(account), Some(_)) => format!("{account}  "),
            (None, Some(_)) => " ".repeat(14),
            (_, None) => String::new(),
        };
        write_line(f, &format!("  {mark} {name:GATE$}  {account}{}", said(gate)))
    }

    /// Gates of which the same is said.
    fn not_asked(&self, gates: &[GateReport], f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = if gates.len() == self.gates.len() {
            "every gate".to_owned()
        } else {
            gates.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        write_line(f, &format!("  – {names}: {}", gates.first().map_or(String::new(), said)))
    }
}

/// Whether the policies of a gate had a say.
fn is_asked(gate: &GateReport) -> bool {
    matches!(gate.state, GateState::Passed | GateState::Failed)
}

fn name(gate: &GateReport) -> String {
    gate.level.map_or_else(|| gate.gate.to_string(), |level| format!("{} level {level}", gate.gate))
}

/// What is said of a gate in its line.
fn said(gate: &GateReport) -> String {
    match (gate.deciding(), gate.reason) {
        (Some(statement), Reason::AllowHolds) => format!("allowed by {}", statement.at),
        (Some(statement), Reason::DenyHolds) => format!("denied by {}", statement.at),
        (Some(statement), _) => format!("{}: {}", statement.at, gate.because),
        (None, Reason::NoAllowHolds) if gate.statements.is_empty() => "there is no Allow statement".to_owned(),
        (None, _) => gate.because.clone(),
    }
}

/// The statement to show below the gate that decided, and what to say of it.
fn telling(gate: &GateReport) -> Option<(String, &StatementReport)> {
    if let Some(statement) = gate.deciding() {
        return Some(("it holds because".to_owned(), statement));
    }
    if let Some(statement) = gate.nearest_miss() {
        let (failing, all) = (statement.blocking().count(), statement.elements.len() + statement.more_elements);
        let (fail, elements) =
            (if failing == 1 { "fails" } else { "fail" }, if all == 1 { "element" } else { "elements" });
        let never = if statement.never_holds { "; it can never hold" } else { "" };
        return Some((format!("nearest: {}: {failing} of {all} {elements} {fail}{never}", statement.at), statement));
    }
    let holding = gate.statements.iter().find(|statement| statement.holds)?;
    Some((format!("it is {}", holding.at), holding))
}

fn statement_rows(title: &str, statement: &StatementReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write_line(f, &format!("      {title}"))?;
    let rows = Rows::of(statement);
    for element in &statement.elements {
        rows.write(element, f)?;
    }
    match statement.more_elements {
        0 => Ok(()),
        more => write_line(f, &format!("      and {more} more")),
    }
}

impl fmt::Display for StatementPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sid) = &self.sid {
            write!(f, "\"{sid}\", ")?;
        }
        write!(f, "Statement[{}] of \"{}\"", self.index, self.policy)?;
        if let Some(version) = &self.version {
            write!(f, " {version}")?;
        }
        match self.place {
            Some(place) => write!(f, " ({}:{})", place.line, place.column),
            None => Ok(()),
        }
    }
}

impl fmt::Display for GateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ExplicitDeny => "explicit deny",
            Self::ResourceControl => "RCP",
            Self::ServiceControl => "SCP",
            Self::VpcEndpoint => "VPC endpoint",
            Self::ResourceBased => "resource policy",
            Self::RoleTrust => "trust policy",
            Self::IdentityBased => "identity policies",
            Self::PermissionsBoundary => "boundary",
            Self::SessionPolicy => "session policies",
        })
    }
}
