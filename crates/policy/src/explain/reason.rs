//! Why a gate let a request through or not: a code for programs, a clause for people.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a gate passed, failed or was not asked. Its text is a clause without a full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    /// No Deny holds in any policy.
    NoDenyHolds,
    /// A Deny holds.
    DenyHolds,
    /// An Allow holds.
    AllowHolds,
    /// No Allow holds.
    NoAllowHolds,
    /// A gate before this one refused.
    NotReached,
    /// No policy of this type applies.
    NoSuchPolicy,
    /// `sts:GetCallerIdentity` is open to whoever signs.
    NoPermissionNeeded,
    /// The caller is a session of a service-linked role.
    ServiceLinkedRole,
    /// The role to be assumed is linked to a service.
    AssumesServiceLinkedRole,
    /// `kms:RetireGrant`.
    RetiresGrant,
    /// A service, a federated or an anonymous caller: nobody's own policies bind it.
    CallerWithoutAccount,
    /// A root user in its own account.
    Root,
    /// The resource policy names the calling session.
    NamesSession,
    /// The resource policy names everyone.
    NamesEveryone,
    /// The resource policy names the calling user.
    NamesUser,
    /// The resource policy names the role, or the user behind the federated session.
    NamesRole,
    /// The resource policy names the caller's account only.
    Delegates,
    /// The resource's account allows; the caller's account is asked next.
    OneSideOfTwo,
    /// Nothing in the resource policy allows, and in one account nothing has to.
    SameAccount,
    /// A caller of another account needs an Allow of the resource's.
    CrossAccount,
    /// Such a resource allows nothing but by its own policy.
    TrustRequired,
    /// An Allow holds, but not in the form that callers of this kind need.
    NotNamedSo,
    /// A federated user without session policies.
    NothingPassedOn,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoDenyHolds => "no Deny statement holds",
            Self::DenyHolds => "a Deny statement holds",
            Self::AllowHolds => "an Allow statement holds",
            Self::NoAllowHolds => "no Allow statement holds",
            Self::NotReached => "not reached",
            Self::NoSuchPolicy => "none applies",
            Self::NoPermissionNeeded => "sts:GetCallerIdentity needs no permission",
            Self::ServiceLinkedRole => "service-linked roles are not bound by policies of organizations",
            Self::AssumesServiceLinkedRole => {
                "assuming a service-linked role is not bound by resource control policies"
            }
            Self::RetiresGrant => "kms:RetireGrant is not bound by resource control policies",
            Self::CallerWithoutAccount => "the caller belongs to no account",
            Self::Root => "root user of the account: no policy has to allow",
            Self::NamesSession => "the resource policy names the session: the caller's own policies need not allow",
            Self::NamesEveryone => "the resource policy names everyone: the caller's own policies need not allow",
            Self::NamesUser => "the resource policy names the user: the caller's own policies need not allow",
            Self::NamesRole => "the resource policy names the caller: only boundary and session policies limit that",
            Self::Delegates => "it names the account, whose own policies decide",
            Self::OneSideOfTwo => "its account allows; the caller's must too",
            Self::SameAccount => "it allows nothing here, and within one account it need not",
            Self::CrossAccount => "the resource is another account's, and no statement there allows the caller",
            Self::TrustRequired => "no statement allows, and without one nobody is let in",
            Self::NotNamedSo => "an Allow statement holds, but does not name a caller of this kind",
            Self::NothingPassedOn => "a federated user has only what session policies pass on, and none was passed",
        })
    }
}
