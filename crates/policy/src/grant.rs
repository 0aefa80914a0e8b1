//! How strongly an Allow of a resource's own policy counts, by the form in which it names the caller.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-resource-based.html>

/// The forms, weakest first: where several statements allow, the strongest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// The caller's account: it only delegates.
    Account,
    /// The user, the role, or the user behind a federated session.
    Entity,
    /// Everyone.
    Star,
    /// The very session.
    Session,
    /// The calling service.
    Service,
    /// The identity provider that vouches for the caller.
    Federated,
}

impl Grant {
    /// None counts for more.
    pub(crate) const STRONGEST: Self = Self::Federated;
}
