//! Sessions of the role that a registered workload has.

use std::sync::Arc;

use rolecall_model::{Clock, SecretKey, Time};
use rolecall_workload::{InstanceProfile, Issued, Issuer, Issuing, NotIssued, Purpose};
use serde_json::{Value, json};

use super::{incomplete, not_issued};
use crate::ambient::SystemClock;
use crate::client::{Client, Endpoint};

/// Who asks for a workload's credentials; a host's identity changes while it runs.
pub(crate) trait Caller: Send + Sync {
    /// The present one.
    fn client(&self) -> Client;
}

impl Caller for Client {
    fn client(&self) -> Client {
        self.clone()
    }
}

/// Asks the server for the credentials of one workload.
pub(crate) struct RegisteredWorkload {
    pub(crate) caller: Arc<dyn Caller>,
    /// Of the service `rolecall`.
    pub(crate) endpoint: Endpoint,
    pub(crate) workload_arn: String,
}

impl RegisteredWorkload {
    async fn ask(&self, purpose: Purpose) -> Result<Issued, NotIssued> {
        let input = match purpose {
            Purpose::Role => json!({"WorkloadArn": self.workload_arn}),
            Purpose::RoleByVersion1 => json!({"WorkloadArn": self.workload_arn, "RoleDelivery": "1.0"}),
            Purpose::Execution => json!({"WorkloadArn": self.workload_arn, "Purpose": "Execution"}),
        };
        let issued = SystemClock { offset: 0 }.now();
        let client = self.caller.client();
        let answer = client.call_json(&self.endpoint, "IssueWorkloadCredentials", &input).await.map_err(not_issued)?;
        read(&answer, issued)
    }
}

impl Issuer for RegisteredWorkload {
    fn issue(&self, purpose: Purpose) -> Issuing<'_> {
        Box::pin(self.ask(purpose))
    }
}

fn read(answer: &Value, issued: Time) -> Result<Issued, NotIssued> {
    fn text<'v>(of: &'v Value, name: &str) -> Result<&'v str, NotIssued> {
        let text = of.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| incomplete(name))
    }
    let credentials = answer.get("Credentials").ok_or_else(|| incomplete("Credentials"))?;
    let profile =
        |arn: &Value, id: &Value| Some(InstanceProfile { arn: arn.as_str()?.to_owned(), id: id.as_str()?.to_owned() });
    Ok(Issued {
        access_key_id: text(credentials, "AccessKeyId")?.parse().map_err(|_| incomplete("AccessKeyId"))?,
        secret_access_key: SecretKey::new(text(credentials, "SecretAccessKey")?.to_owned()),
        session_token: SecretKey::new(text(credentials, "SessionToken")?.to_owned()),
        issued,
        expiration: credentials.get("Expiration").and_then(moment).ok_or_else(|| incomplete("Expiration"))?,
        role_arn: text(answer, "RoleArn")?.parse().map_err(|_| incomplete("RoleArn"))?,
        instance_profile: answer
            .get("InstanceProfileArn")
            .zip(answer.get("InstanceProfileId"))
            .and_then(|(arn, id)| profile(arn, id)),
    })
}

/// JSON 1.1 writes moments as seconds since the epoch, with or without a fraction.
pub(crate) fn moment(value: &Value) -> Option<Time> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the fraction is not needed, and too large a number stays in range"
    )]
    let whole = |seconds: f64| Time::from_epoch(seconds.floor() as i64);
    value.as_i64().map(Time::from_epoch).or_else(|| value.as_f64().map(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Value {
        json!({
            "Credentials": {
                "AccessKeyId": "ASIAAAAAAAAAAAAAAAAA", "SecretAccessKey": "s", "SessionToken": "t",
                "Expiration": 1_782_907_200.0
            },
            "RoleArn": "arn:aws:iam::111122223333:role/web",
            "InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/web",
            "InstanceProfileId": "AIPAAAAAAAAAAAAAAAAAA"
        })
    }

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let now = Time::from_epoch(0);
        let issued = read(&answer(), now).unwrap();
        assert_eq!((issued.role_name(), issued.expiration.epoch()), ("web", 1_782_907_200));
        assert_eq!(issued.instance_profile.unwrap().id, "AIPAAAAAAAAAAAAAAAAAA");
        for path in ["/Credentials", "/Credentials/SessionToken", "/Credentials/Expiration", "/RoleArn"] {
            let mut answer = answer();
            *answer.pointer_mut(path).unwrap() = Value::Null;
            assert!(matches!(read(&answer, now), Err(NotIssued::Unreachable(_))), "{path}");
        }
    }
}
