//! Sessions of a role that the caller assumes.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use rolecall_model::{Arn, Clock, SecretKey, Time};
use rolecall_workload::{Issued, Issuer, Issuing, NotIssued, Purpose};

use super::{incomplete, not_issued};
use crate::ambient::SystemClock;
use crate::client::{Client, Element, Endpoint, NotAnswered};

/// Assumes one role again and again.
pub(crate) struct AssumedRole {
    pub(crate) client: Client,
    /// Of STS.
    pub(crate) endpoint: Endpoint,
    pub(crate) role_arn: Arn,
    pub(crate) session_name: String,
    /// Seconds; the service's default if `None`.
    pub(crate) duration: Option<u32>,
    pub(crate) external_id: Option<String>,
}

impl AssumedRole {
    /// A fresh session.
    pub(crate) async fn assume(&self) -> Result<Issued, NotIssued> {
        let mut parameters = vec![
            ("RoleArn".to_owned(), self.role_arn.to_string()),
            ("RoleSessionName".to_owned(), self.session_name.clone()),
        ];
        parameters.extend(self.duration.map(|seconds| ("DurationSeconds".to_owned(), seconds.to_string())));
        parameters.extend(self.external_id.clone().map(|id| ("ExternalId".to_owned(), id)));
        let issued = SystemClock { offset: 0 }.now();
        let answer = self.client.call(&self.endpoint, "AssumeRole", &parameters).await.map_err(not_issued)?;
        read(&answer, &self.role_arn, issued)
    }
}

impl Issuer for AssumedRole {
    fn issue(&self, _: Purpose) -> Issuing<'_> {
        Box::pin(self.assume())
    }
}

fn read(answer: &Element, role_arn: &Arn, issued: Time) -> Result<Issued, NotIssued> {
    let part = |name| {
        let text = answer.text_of(&["AssumeRoleResult", "Credentials", name]);
        text.filter(|text| !text.is_empty()).ok_or_else(|| incomplete(name))
    };
    Ok(Issued {
        access_key_id: part("AccessKeyId")?.parse().map_err(|_| incomplete("AccessKeyId"))?,
        secret_access_key: SecretKey::new(part("SecretAccessKey")?.to_owned()),
        session_token: SecretKey::new(part("SessionToken")?.to_owned()),
        issued,
        expiration: Time::parse_iso8601(part("Expiration")?).ok_or_else(|| incomplete("Expiration"))?,
        role_arn: role_arn.clone(),
        instance_profile: None,
    })
}

/// The ARN that a role's short form stands for: an ARN, `role/path/name` or `name`, of the account of the credentials.
pub(crate) async fn role_arn(client: &Client, sts: &Endpoint, role: &str) -> Result<Arn, NotAnswered> {
    let no_role = || NotAnswered::Refused {
        code: "ValidationError".to_owned(),
        message: format!("`{role}` is neither the ARN nor the name of a role"),
    };
    if role.starts_with("arn:") {
        return role.parse::<Arn>().ok().filter(|arn| arn.of("iam", "role/").is_some()).ok_or_else(no_role);
    }
    let account = account(client, sts).await?;
    let name = role.strip_prefix("role/").unwrap_or(role);
    format!("arn:aws:iam::{account}:role/{name}").parse().map_err(|_| no_role())
}

/// The account of the credentials.
pub(crate) async fn account(client: &Client, sts: &Endpoint) -> Result<String, NotAnswered> {
    let identity = client.call(sts, "GetCallerIdentity", &[]).await?;
    let account = identity.text_of(&["GetCallerIdentityResult", "Account"]);
    account.map(str::to_owned).ok_or_else(|| NotAnswered::Senseless("it names no account".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAAAAAAAAAAAAAAAAA</AccessKeyId>\
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-07-01T12:00:00Z</Expiration>\
        </Credentials></AssumeRoleResult></AssumeRoleResponse>";

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let role: Arn = "arn:aws:iam::111122223333:role/web".parse().unwrap();
        let read = |text: &str| read(&Element::parse(text).unwrap(), &role, Time::from_epoch(0));
        let issued = read(ANSWER).unwrap();
        assert_eq!(
            (issued.session_token.expose(), issued.expiration.iso8601().as_str()),
            ("t", "2026-07-01T12:00:00Z")
        );
        for (from, to) in [("<SecretAccessKey>s</SecretAccessKey>", ""), (">t<", "><"), ("2026-", "x"), ("ASIA", "?")] {
            assert!(matches!(read(&ANSWER.replace(from, to)), Err(NotIssued::Unreachable(_))), "{from}");
        }
    }
}
