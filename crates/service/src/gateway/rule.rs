//! Whether a request may be done.

use std::sync::LazyLock;

use rolecall_model::AccountId;
use rolecall_policy::{
    Context, ContextMap, Decision, Denial, Key, PolicySets, Principal, Request, Values, decide, decide_partial,
};

use super::unknown::Noting;
use super::{Asked, Visit};
use crate::caller::{Caller, Who};
use crate::directory::{Bucket, Snapshot};
use crate::fault::{Fault, common};
use crate::operation::Access;
use crate::pipeline::{CallContext, Held};
use crate::server::Server;

/// What the root user of a bucket's owner can always do, so that no bucket policy shuts everybody out for ever
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>).
const RESCUES: [&str; 3] = ["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

impl Server {
    /// As [`rule`](Self::rule), on the directory as it is now and not as it was when the caller was identified.
    ///
    /// # Errors
    /// `AccessDenied` with AWS's sentence; that the caller's credentials are no longer valid.
    pub fn rule_again(&self, visit: &Visit<'_>) -> Result<(), Fault> {
        let snapshot = self.directory.snapshot();
        let caller = visit.caller().map(|caller| caller.present(&snapshot)).transpose()?;
        rule_on(visit, caller.as_ref(), &snapshot)
    }

    /// Refuses a request if a Deny certainly holds for anything that it asks, and for no other reason: for requests that are not
    /// understood, and that the configuration lets pass.
    ///
    /// # Errors
    /// `AccessDenied` with AWS's sentence.
    pub fn rule_out(&self, visit: &Visit<'_>) -> Result<(), Fault> {
        let Some(identified) = visit.identified else { return Ok(()) };
        let (caller, snapshot) = (identified.caller(), &identified.snapshot);
        let (held, ruling) = (Held::of(caller, snapshot), Ruling { visit, caller: Some(caller), snapshot });
        visit.asked.iter().try_for_each(|asked| ruling.forbids(asked, &held.sets()))
    }

    /// Decides everything that a request asks; the first that is not allowed is the error. A request that asks nothing is
    /// refused.
    ///
    /// # Errors
    /// `AccessDenied` with AWS's sentence.
    pub fn rule(&self, visit: &Visit<'_>) -> Result<(), Fault> {
        match visit.identified {
            Some(identified) => rule_on(visit, Some(identified.caller()), &identified.snapshot),
            None => rule_on(visit, None, &self.directory.snapshot()),
        }
    }
}

/// The same for a caller as a given state of the directory knows it.
pub(super) fn rule_on(visit: &Visit<'_>, caller: Option<&Caller>, snapshot: &Snapshot) -> Result<(), Fault> {
    if visit.asked.is_empty() {
        let message = format!("Nothing is known that would allow {}:{}", visit.service, visit.operation);
        return Err(Fault::new(common::ACCESS_DENIED, message));
    }
    let held = caller.map_or(Held::NOTHING, |caller| Held::of(caller, snapshot));
    let (sets, ruling) = (held.sets(), Ruling { visit, caller, snapshot });
    visit.asked.iter().try_for_each(|asked| ruling.on(asked, &sets))
}

/// Whether a request sets an access control list that makes something public.
fn publishes(keys: &ContextMap) -> bool {
    let holds = |key: &Key, public: fn(&str) -> bool| {
        keys.values(key).is_some_and(|values| match values {
            Values::One(value) => public(&value),
            Values::Many(values) => values.iter().any(public),
        })
    };
    let to_everybody = |grant: &str| grant.contains("/global/");
    let is_public = |acl: &str| {
        ["public-read", "public-read-write", "authenticated-read"].iter().any(|own| acl.eq_ignore_ascii_case(own))
    };
    holds(&ACL, is_public) || GRANTS.iter().any(|grant| holds(grant, to_everybody))
}

/// The key of an access control list by its name.
static ACL: LazyLock<Key> = LazyLock::new(|| Key::new("s3:x-amz-acl"));

/// The keys of grants, whose groups of everybody are URIs.
static GRANTS: LazyLock<[Key; 5]> = LazyLock::new(|| {
    [
        "s3:x-amz-grant-full-control",
        "s3:x-amz-grant-read",
        "s3:x-amz-grant-read-acp",
        "s3:x-amz-grant-write",
        "s3:x-amz-grant-write-acp",
    ]
    .map(Key::new)
});

/// What a denial adds where a whole ARN in the request could come to another one.
fn part_untold(explicit: bool) -> &'static str {
    if explicit {
        "; the request does not tell all of the ARN, and what it leaves open may be what is denied"
    } else {
        "; the request does not tell all of the ARN, and what it leaves open takes a wildcard to be allowed"
    }
}

/// Whose policies decide about what.
pub(super) struct Ruling<'a> {
    pub(super) visit: &'a Visit<'a>,
    pub(super) caller: Option<&'a Caller>,
    pub(super) snapshot: &'a Snapshot,
}

/// A decision about one action on one resource.
pub(super) struct Decided<'d> {
    access: &'d Access,
    pub(super) request: &'d Request<'d>,
    /// The policies that it was decided by.
    pub(super) sets: &'d PolicySets<'d>,
    pub(super) decision: Decision<'d>,
    /// The first condition key that was asked for and is not known.
    pub(super) missed: Option<String>,
}

impl Ruling<'_> {
    /// Decides about one action on one resource, and passes the decision on.
    pub(super) fn decided<T>(&self, asked: &Asked, sets: &PolicySets<'_>, then: impl FnOnce(Decided<'_>) -> T) -> T {
        let (snapshot, visit) = (self.snapshot, self.visit);
        let access = &asked.access(snapshot, self.account(), visit.owner);
        let known = CallContext {
            caller: self.caller,
            snapshot,
            region: visit.region,
            circumstances: &visit.circumstances,
            now: visit.now,
            access,
        };
        let context = Noting::new(known, asked, &access.account);
        let request = Request {
            principal: self.caller.map_or(Principal::Anonymous, Caller::principal),
            action: &access.action,
            resource: &access.resource,
            resource_account: Some(access.account),
            context: &context,
        };
        let resource = access.resource_policy.as_deref().filter(|_| !self.rescues(access));
        let sets = &PolicySets { resource, ..*sets };
        let decide = if asked.is_partial { decide_partial } else { decide };
        let decision = decide(&request, sets);
        then(Decided { access, request: &request, sets, decision, missed: context.missed() })
    }

    fn forbids(&self, asked: &Asked, sets: &PolicySets<'_>) -> Result<(), Fault> {
        self.decided(asked, sets, |decided| match decided.decision {
            Decision::Denied(denial) if denial.explicit => Err(self.denied(asked, decided.access, &denial)),
            _ => Ok(()),
        })
    }

    fn on(&self, asked: &Asked, sets: &PolicySets<'_>) -> Result<(), Fault> {
        self.decided(asked, sets, |decided| match decided.decision {
            Decision::Denied(denial) => Err(self.denied(asked, decided.access, &denial)),
            Decision::Allowed(_) => self.beyond_policies(asked, decided.access, decided.missed),
        })
    }

    /// What policies allow can still be refused.
    fn beyond_policies(&self, asked: &Asked, access: &Access, missed: Option<String>) -> Result<(), Fault> {
        let snapshot = self.snapshot;
        if let Some(key) = missed {
            return Err(self.refused(access, &format!("because a policy asks for `{key}`, which is not known here")));
        }
        // A bucket of which nothing is known begins with all public access blocked.
        if publishes(&asked.keys) && asked.bucket(snapshot).is_none_or(Bucket::blocks_public_acls) {
            return Err(self.refused(
                access,
                "because public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting",
            ));
        }
        let is_outsider = self.account() != Some(access.account);
        if is_outsider && asked.bucket(snapshot).is_some_and(Bucket::is_restricted) {
            return Err(self.refused(
                access,
                "because public policies are blocked by the RestrictPublicBuckets block public access setting",
            ));
        }
        Ok(())
    }

    fn account(&self) -> Option<AccountId> {
        self.caller.map(|caller| caller.account)
    }

    fn rescues(&self, access: &Access) -> bool {
        let owner = self.caller.filter(|caller| caller.account == access.account);
        owner.is_some_and(|caller| matches!(caller.who, Who::Root) && caller.session.is_none())
            && RESCUES.contains(&&*access.action)
    }

    fn denied(&self, asked: &Asked, access: &Access, denial: &Denial<'_>) -> Fault {
        let (caller, action, resource) = (self.caller_name(), &access.action, &access.resource);
        // Reasons are for callers of the resource's own account.
        let mut message = if self.account() == Some(access.account) {
            denial.sentence(caller, action, resource)
        } else {
            denial.short_sentence(caller, action, resource)
        };
        if asked.is_partial {
            message.push_str(part_untold(denial.explicit));
        }
        Fault::new(common::ACCESS_DENIED, message)
    }

    fn refused(&self, access: &Access, reason: &str) -> Fault {
        let (caller, action, resource) = (self.caller_name(), &access.action, &access.resource);
        let message = format!("User: {caller} is not authorized to perform: {action} on resource: {resource} {reason}");
        Fault::new(common::ACCESS_DENIED, message)
    }

    fn caller_name(&self) -> &str {
        self.caller.map_or("anonymous", |caller| caller.arn.as_str())
    }
}
