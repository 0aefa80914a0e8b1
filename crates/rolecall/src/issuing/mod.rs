//! Where credentials for endpoints come from: the issuers that call a server.

mod assumed_role;
mod registered_workload;

use rolecall_workload::NotIssued;

use crate::client::NotAnswered;

pub(crate) use assumed_role::{AssumedRole, account, role_arn};
pub(crate) use registered_workload::{Caller, RegisteredWorkload, moment};

/// What an endpoint tells of a call without a result. Only a server that says no ends the credentials that there are.
fn not_issued(why: NotAnswered) -> NotIssued {
    match why {
        NotAnswered::Unreachable(why) => NotIssued::Unreachable(format!("the server cannot be reached: {why}")),
        NotAnswered::Senseless(why) => NotIssued::Unreachable(format!("the server's answer makes no sense: {why}")),
        NotAnswered::Refused { code, message } if code == "ResourceNotFoundException" || code == "NoSuchEntity" => {
            NotIssued::NoRole(message)
        }
        NotAnswered::Refused { code, message } if code.starts_with("Throttling") => {
            NotIssued::Unreachable(format!("{code}: {message}"))
        }
        NotAnswered::Refused { code, message } => {
            NotIssued::Refused { role_arn: None, message: format!("{code}: {message}") }
        }
    }
}

/// An answer in which something is missing.
fn incomplete(what: &str) -> NotIssued {
    NotIssued::Unreachable(format!("the server's answer makes no sense: it has no {what}"))
}
