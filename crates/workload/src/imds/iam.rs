//! `meta-data/iam`: the instance profile, and the credentials of its role.
//!
//! Failures are told within an answer of status 200, as EC2 does; SDKs take them as no credentials.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html>

use std::sync::Arc;

use http::StatusCode;
use rolecall_model::Time;

use crate::issuer::{Issued, NotIssued, name_of};
use crate::json::spaced;

/// What came of fetching credentials, or what went wrong.
pub(super) type Fetched = Result<Arc<Issued>, NotIssued>;

/// The name of the role, if it is known that there is one.
pub(super) fn role(fetched: &Fetched) -> Result<&str, StatusCode> {
    match fetched {
        Ok(issued) => Ok(issued.role_name()),
        Err(NotIssued::Refused { role_arn: Some(role), .. }) => Ok(name_of(role)),
        Err(NotIssued::Unreachable(_)) => Err(StatusCode::SERVICE_UNAVAILABLE),
        Err(_) => Err(StatusCode::NOT_FOUND),
    }
}

/// `iam/info`
pub(super) fn info(fetched: &Fetched, now: Time) -> Result<String, StatusCode> {
    match fetched {
        Ok(issued) => {
            let profile = issued.instance_profile.as_ref().ok_or(StatusCode::NOT_FOUND)?;
            Ok(spaced(&[
                ("Code", Some("Success")),
                ("LastUpdated", Some(&issued.issued.iso8601())),
                ("InstanceProfileArn", Some(&profile.arn)),
                ("InstanceProfileId", Some(&profile.id)),
            ]))
        }
        Err(NotIssued::NoRole(_)) => Err(StatusCode::NOT_FOUND),
        Err(why) => Ok(failure(why, now)),
    }
}

/// `iam/security-credentials/ROLE`
pub(super) fn credentials(fetched: &Fetched, now: Time) -> String {
    match fetched {
        Ok(issued) => spaced(&[
            ("Code", Some("Success")),
            ("LastUpdated", Some(&issued.issued.iso8601())),
            ("Type", Some("AWS-HMAC")),
            ("AccessKeyId", Some(issued.access_key_id.as_str())),
            ("SecretAccessKey", Some(issued.secret_access_key.expose())),
            ("Token", Some(issued.session_token.expose())),
            ("Expiration", Some(&issued.expiration.iso8601())),
        ]),
        Err(why) => failure(why, now),
    }
}

fn failure(why: &NotIssued, now: Time) -> String {
    let code = match why {
        NotIssued::Refused { .. } => "AssumeRoleUnauthorizedAccess",
        NotIssued::NoRole(_) => "InstanceProfileNotFound",
        NotIssued::Unreachable(_) => "Failed",
    };
    spaced(&[("Code", Some(code)), ("Message", Some(&why.to_string())), ("LastUpdated", Some(&now.iso8601()))])
}
