//! The condition keys of a call, each from its real source, found only when a policy asks.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::borrow::Cow;

use rolecall_model::{AccountId, Time, WorkloadArn};
use rolecall_policy::{Context, Key, Set, Values};

use super::Circumstances;
use crate::caller::Caller;
use crate::directory::Snapshot;
use crate::operation::Access;

/// A call and one of the accesses that it needs.
pub(crate) struct CallContext<'a> {
    /// `None` for an anonymous one.
    pub(crate) caller: Option<&'a Caller>,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) region: &'a str,
    pub(crate) circumstances: &'a Circumstances<'a>,
    pub(crate) now: Time,
    pub(crate) access: &'a Access,
}

impl Context for CallContext<'_> {
    fn values<'s>(&'s self, key: &Key) -> Option<Values<'s>> {
        self.access.keys.values(key).or_else(|| self.of_resource(key)).or_else(|| self.global(key))
    }
}

impl CallContext<'_> {
    fn global(&self, key: &Key) -> Option<Values<'_>> {
        let Some(name) = key.as_str().strip_prefix("aws:") else { return self.of_delivery(key.as_str()) };
        if let Some(workload) = self.caller.and_then(Caller::as_service) {
            return self.of_service(workload, name);
        }
        self.of_principal(key, name)
            .or_else(|| self.of_session(name))
            .or_else(|| self.of_request(name))
            .or_else(|| self.of_organizations(name))
    }

    fn of_resource(&self, key: &Key) -> Option<Values<'_>> {
        let tag = key.tag("aws:ResourceTag/").or_else(|| key.tag("iam:ResourceTag/"))?;
        self.access.resource_tags.get(tag).map(one)
    }

    fn of_principal(&self, key: &Key, name: &str) -> Option<Values<'_>> {
        let Some(caller) = self.caller else { return of_nobody(name) };
        if let Some(tag) = key.tag("aws:PrincipalTag/") {
            return caller.tag(tag).map(one);
        }
        match name {
            "principalarn" => Some(one(caller.principal_arn.as_str())),
            "principalaccount" => Some(one(caller.account.as_str())),
            "principaltype" => caller.kind().map(one),
            "principalisawsservice" => Some(one("false")),
            "userid" => Some(owned(caller.user_id())),
            "username" => caller.as_user().map(|user| one(user.name.as_str())),
            _ => None,
        }
    }

    fn of_session(&self, name: &str) -> Option<Values<'_>> {
        let session = self.caller?.session.as_deref()?;
        match name {
            "tokenissuetime" => Some(owned(session.issued.iso8601())),
            "sourceidentity" => session.source_identity.as_ref().map(|identity| one(identity.as_str())),
            "multifactorauthpresent" => Some(one(if session.mfa.is_some() { "true" } else { "false" })),
            "multifactorauthage" => {
                session.mfa.map(|given| owned((self.now.epoch() - given.epoch()).max(0).to_string()))
            }
            _ => None,
        }
    }

    /// What a service put into the session that it delivered.
    fn of_delivery(&self, name: &str) -> Option<Values<'_>> {
        let delivery = self.caller?.session.as_deref()?.delivery.as_ref()?;
        match name {
            "ec2:sourceinstancearn" => delivery.instance().map(|arn| one(arn.as_str())),
            "ec2:roledelivery" => delivery.role_delivery().map(one),
            "lambda:sourcefunctionarn" => delivery.function().map(|arn| one(arn.as_str())),
            _ => None,
        }
    }

    /// Of a service that acts for itself: nothing about a principal of IAM, and no network.
    fn of_service<'s>(&'s self, workload: &'s WorkloadArn, name: &str) -> Option<Values<'s>> {
        let principal = workload.kind().service_principal();
        match name {
            "principalisawsservice" | "securetransport" => Some(one("true")),
            "principalservicename" => Some(one(principal)),
            "principalservicenameslist" => Some(Values::Many(Set::from_iter([Cow::Borrowed(principal)]))),
            "sourcearn" => Some(one(workload.as_str())),
            "sourceaccount" => Some(one(self.caller?.account.as_str())),
            "sourceorgid" => self.organization(self.caller?.account),
            "sourceorgpaths" => self.paths(self.caller?.account),
            "requestedregion" | "currenttime" | "epochtime" | "viaawsservice" | "resourceaccount" => {
                self.of_request(name)
            }
            "resourceorgid" | "resourceorgpaths" => self.of_organizations(name),
            _ => None,
        }
    }

    fn of_request(&self, name: &str) -> Option<Values<'_>> {
        let circumstances = self.circumstances;
        match name {
            "sourceip" => Some(owned(circumstances.source_ip.to_string())),
            "securetransport" => Some(one(if circumstances.tls.is_some() { "true" } else { "false" })),
            "useragent" => circumstances.user_agent.map(one),
            "referer" => circumstances.referer.map(one),
            "requestedregion" => Some(one(self.region)),
            "currenttime" => Some(owned(self.now.iso8601())),
            "epochtime" => Some(owned(self.now.epoch().to_string())),
            "viaawsservice" => Some(one("false")),
            "resourceaccount" => Some(one(self.access.account.as_str())),
            _ => None,
        }
    }

    fn of_organizations(&self, name: &str) -> Option<Values<'_>> {
        match name {
            "principalorgid" => self.organization(self.caller?.account),
            "principalorgpaths" => self.paths(self.caller?.account),
            "resourceorgid" => self.organization(self.access.account),
            "resourceorgpaths" => self.paths(self.access.account),
            _ => None,
        }
    }

    fn organization(&self, account: AccountId) -> Option<Values<'_>> {
        self.snapshot.organization_of(account).map(|organization| one(&organization.id))
    }

    fn paths(&self, account: AccountId) -> Option<Values<'_>> {
        let organization = self.snapshot.organization_of(account)?;
        Some(Values::Many(Set::from_iter([Cow::Owned(organization.path())])))
    }
}

fn of_nobody(name: &str) -> Option<Values<'static>> {
    match name {
        "principaltype" => Some(one("Anonymous")),
        "userid" => Some(one("anonymous")),
        "principalisawsservice" => Some(one("false")),
        _ => None,
    }
}

fn one(value: &str) -> Values<'_> {
    Values::One(Cow::Borrowed(value))
}

fn owned(value: String) -> Values<'static> {
    Values::One(Cow::Owned(value))
}
