//! The condition keys that follow from the caller.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::borrow::Cow;

use rolecall_model::UniqueId;

use super::caller::{Caller, Who, name_of};
use crate::context::{Context, Key, Set, Values};

impl Caller {
    /// `aws:PrincipalArn`: the role's for its sessions.
    fn principal_arn(&self) -> Option<&str> {
        match &self.who {
            Who::Root { arn, .. } | Who::User { arn, .. } | Who::FederatedUser { arn, .. } => Some(arn.as_str()),
            Who::Role { role, .. } => Some(role.as_str()),
            Who::Service(_) | Who::Federated(_) | Who::Anonymous => None,
        }
    }

    /// `aws:PrincipalType`
    fn kind(&self) -> Option<&'static str> {
        match &self.who {
            Who::Root { .. } => Some("Account"),
            Who::User { .. } => Some("User"),
            Who::Role { .. } => Some("AssumedRole"),
            Who::FederatedUser { .. } => Some("FederatedUser"),
            Who::Anonymous => Some("Anonymous"),
            Who::Service(_) | Who::Federated(_) => None,
        }
    }

    /// `aws:userid`
    fn user_id(&self) -> Option<Cow<'_, str>> {
        let id = self.id.as_ref().map(UniqueId::as_str);
        match &self.who {
            Who::Root { account, .. } => Some(account.to_string().into()),
            Who::User { .. } => id.map(Cow::Borrowed),
            Who::Role { session, .. } => id.map(|id| format!("{id}:{}", name_of(session)).into()),
            Who::FederatedUser { account, arn, .. } => Some(format!("{account}:{}", name_of(arn)).into()),
            Who::Anonymous => Some("anonymous".into()),
            Who::Service(_) | Who::Federated(_) => None,
        }
    }

    fn account(&self) -> Option<&str> {
        match &self.who {
            Who::Root { account, .. }
            | Who::User { account, .. }
            | Who::Role { account, .. }
            | Who::FederatedUser { account, .. } => Some(account.as_str()),
            Who::Service(_) | Who::Federated(_) | Who::Anonymous => None,
        }
    }

    fn service(&self) -> Option<&str> {
        if let Who::Service(name) = &self.who { Some(name) } else { None }
    }

    fn user_name(&self) -> Option<&str> {
        if let Who::User { arn, .. } = &self.who { Some(name_of(arn)) } else { None }
    }
}

impl Context for Caller {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        let one = |value: &'s str| Values::One(Cow::Borrowed(value));
        match key.as_str().strip_prefix("aws:")? {
            "principalarn" => self.principal_arn().map(one),
            "principalaccount" => self.account().map(one),
            "principaltype" => self.kind().map(one),
            "userid" => self.user_id().map(Values::One),
            "username" => self.user_name().map(one),
            "principalisawsservice" => Some(one(if self.service().is_some() { "true" } else { "false" })),
            "principalservicename" => self.service().map(one),
            "principalservicenameslist" => {
                self.service().map(|name| Values::Many(Set::from_iter([Cow::Borrowed(name)])))
            }
            _ => None,
        }
    }
}

/// The condition keys that are given, and of the others those that follow from the caller. A key that is given as an
/// empty set is absent.
#[derive(Clone, Copy)]
pub struct WithCaller<'a> {
    /// What is given.
    pub given: &'a dyn Context,
    /// Who asks.
    pub caller: &'a Caller,
}

impl Context for WithCaller<'_> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        match self.given.values(key) {
            Some(Values::Many(none)) if none.is_empty() => None,
            given => given.or_else(|| self.caller.values(key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ContextMap;

    /// The keys that a caller has, in order, as `key=value`.
    fn keys(caller: &Caller) -> String {
        let names = ["PrincipalArn", "PrincipalAccount", "PrincipalType", "userid", "username"];
        let more = ["PrincipalIsAWSService", "PrincipalServiceName", "PrincipalServiceNamesList", "SourceIp"];
        let shown = |name: &&str| match caller.values(&Key::new(&format!("aws:{name}")))? {
            Values::One(value) => Some(format!("{name}={value}")),
            Values::Many(values) => Some(format!("{name}=[{}]", values.iter().collect::<Vec<_>>().join(","))),
        };
        names.iter().chain(&more).filter_map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_kind_of_caller_has_the_keys_that_aws_gives_it() {
        let (iam, sts) = ("arn:aws:iam::111111111111:", "arn:aws:sts::111111111111:");
        for (text, id, expected) in [
            (
                format!("{iam}root"),
                None,
                "PrincipalArn=arn:aws:iam::111111111111:root PrincipalAccount=111111111111 PrincipalType=Account \
                 userid=111111111111 PrincipalIsAWSService=false",
            ),
            (
                format!("{iam}user/team/u"),
                Some("AIDAAAAAAAAAAAAAAAAAA"),
                "PrincipalArn=arn:aws:iam::111111111111:user/team/u PrincipalAccount=111111111111 PrincipalType=User \
                 userid=AIDAAAAAAAAAAAAAAAAAA username=u PrincipalIsAWSService=false",
            ),
            (
                format!("{sts}assumed-role/r/s1"),
                Some("AROAAAAAAAAAAAAAAAAAA"),
                "PrincipalArn=arn:aws:iam::111111111111:role/r PrincipalAccount=111111111111 \
                 PrincipalType=AssumedRole userid=AROAAAAAAAAAAAAAAAAAA:s1 PrincipalIsAWSService=false",
            ),
            (
                format!("{iam}role/team/r"),
                None,
                "PrincipalArn=arn:aws:iam::111111111111:role/team/r PrincipalAccount=111111111111 \
                 PrincipalType=AssumedRole PrincipalIsAWSService=false",
            ),
            (
                format!("{sts}federated-user/f1"),
                None,
                "PrincipalArn=arn:aws:sts::111111111111:federated-user/f1 PrincipalAccount=111111111111 \
                 PrincipalType=FederatedUser userid=111111111111:f1 PrincipalIsAWSService=false",
            ),
            (
                "ec2.amazonaws.com".to_owned(),
                None,
                "PrincipalIsAWSService=true PrincipalServiceName=ec2.amazonaws.com \
                 PrincipalServiceNamesList=[ec2.amazonaws.com]",
            ),
            (format!("{iam}saml-provider/Corp"), None, "PrincipalIsAWSService=false"),
            ("*".to_owned(), None, "PrincipalType=Anonymous userid=anonymous PrincipalIsAWSService=false"),
        ] {
            let caller = Caller::parse(&text, "s3:GetObject").unwrap();
            let caller = match id {
                Some(id) => caller.with_id(id.parse().unwrap()),
                None => caller,
            };
            assert_eq!(keys(&caller), expected, "{text}");
        }
    }

    #[test]
    fn what_is_given_goes_before_what_follows() {
        let caller = Caller::parse("arn:aws:iam::111111111111:user/u", "s3:GetObject").unwrap();
        let given = ContextMap::new().with("aws:username", "other").with_many("aws:PrincipalType", []);
        let context = WithCaller { given: &given, caller: &caller };
        let found = |key: &str| context.values(&Key::new(key));
        assert_eq!(found("aws:UserName"), Some(Values::One("other".into())));
        assert_eq!(found("aws:PrincipalType"), None);
        assert_eq!(found("aws:PrincipalAccount"), Some(Values::One("111111111111".into())));
        assert_eq!(found("aws:SourceIp"), None);
    }
}
