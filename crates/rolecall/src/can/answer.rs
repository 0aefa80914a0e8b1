//! What a server says to `SimulatePrincipalPolicy` about one action on one resource.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>

use std::fmt::Write;

use serde_json::json;

use super::Arguments;
use crate::cli::harmless;
use crate::client::Element;
use crate::simulate::Format;

/// The decision with what the server says about it.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    principal: String,
    action: String,
    resource: String,
    decision: String,
    matched_statements: Vec<Matched>,
    missing_context_values: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_by_organizations: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_by_permissions_boundary: Option<bool>,
}

/// A statement that bears on the decision.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Matched {
    policy: String,
    policy_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl Answer {
    /// `None` if the server says nothing about a decision.
    pub(super) fn read(answer: &Element, principal: &str, arguments: &Arguments) -> Option<Self> {
        let result = answer.list(&["SimulatePrincipalPolicyResult", "EvaluationResults"]).next()?;
        let flag = |path: &[&str]| result.text_of(path).map(|text| text == "true");
        Some(Self {
            principal: principal.to_owned(),
            action: arguments.action.clone(),
            resource: arguments.resource.clone(),
            decision: result.text_of(&["EvalDecision"])?.to_owned(),
            matched_statements: result.list(&["MatchedStatements"]).map(Matched::read).collect(),
            missing_context_values: result.list(&["MissingContextValues"]).map(|key| key.text().to_owned()).collect(),
            allowed_by_organizations: flag(&["OrganizationsDecisionDetail", "AllowedByOrganizations"]),
            allowed_by_permissions_boundary: flag(&[
                "PermissionsBoundaryDecisionDetail",
                "AllowedByPermissionsBoundary",
            ]),
        })
    }

    /// Whether the request may go on. Whatever is not this very word denies.
    pub(super) fn is_allowed(&self) -> bool {
        self.decision == "allowed"
    }

    /// The answer in this form.
    pub(super) fn shown(&self, format: Format) -> String {
        match format {
            Format::Json => format!("{}\n", json!(self)),
            Format::Text => harmless(&self.text()),
        }
    }

    fn text(&self) -> String {
        let verdict = match &*self.decision {
            "allowed" => "ALLOWED",
            "explicitDeny" => "DENIED explicitly",
            _ => "DENIED",
        };
        let mut out = format!("{verdict}  {} {} {}\n", self.principal, self.action, self.resource);
        let mut line = |text: std::fmt::Arguments<'_>| {
            // Writing to a string does not fail.
            let _ = writeln!(out, "  {text}");
        };
        for Matched { policy, policy_type, line: number, column } in &self.matched_statements {
            match (number, column) {
                (Some(number), Some(column)) => line(format_args!("by {policy} ({policy_type}), {number}:{column}")),
                _ => line(format_args!("by {policy} ({policy_type})")),
            }
        }
        if self.allowed_by_organizations == Some(false) {
            line(format_args!("the policies of the organization do not allow it"));
        }
        if self.allowed_by_permissions_boundary == Some(false) {
            line(format_args!("the permissions boundary does not allow it"));
        }
        if !self.missing_context_values.is_empty() {
            line(format_args!("condition keys not given: {}", self.missing_context_values.join(", ")));
        }
        out
    }
}

impl Matched {
    fn read(statement: &Element) -> Self {
        let text = |name| statement.text_of(&[name]).unwrap_or_default().to_owned();
        let number = |name| statement.text_of(&["StartPosition", name]).and_then(|text| text.parse().ok());
        Self {
            policy: text("SourcePolicyId"),
            policy_type: text("SourcePolicyType"),
            line: number("Line"),
            column: number("Column"),
        }
    }
}
