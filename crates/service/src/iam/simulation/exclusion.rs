//! `PolicyExclusionList`: which policies of a principal a simulation leaves out.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html>

use rolecall_model::{Arn, PolicyName};

use super::error::SimulationError;
use super::shapes::{AttachmentType, PolicyIdentifier, PolicyIdentifierType};

/// What is left out. Policies that the request itself brings are never left out.
pub(super) struct Exclusions<'a>(&'a [PolicyIdentifier]);

impl<'a> Exclusions<'a> {
    /// Nothing is left out.
    pub(super) const NONE: Self = Self(&[]);

    /// Those of the request; each must name policies in exactly one way.
    pub(super) fn new(list: &'a [PolicyIdentifier]) -> Result<Self, SimulationError> {
        let ways = |identifier: &PolicyIdentifier| {
            let PolicyIdentifier { policy_type, policy_arn, inline_policy_identifier } = identifier;
            [policy_type.is_some(), policy_arn.is_some(), inline_policy_identifier.is_some()]
        };
        let one_way = |identifier| ways(identifier).into_iter().filter(|given| *given).count() == 1;
        if list.iter().all(one_way) { Ok(Self(list)) } else { Err(SimulationError::PolicyIdentifier) }
    }

    /// Whether all policies of this type are left out.
    pub(super) fn of_type(&self, wanted: PolicyIdentifierType) -> bool {
        self.0.iter().any(|identifier| identifier.policy_type == Some(wanted))
    }

    /// Whether this inline policy is left out.
    pub(super) fn inline(&self, kind: AttachmentType, holder: &str, policy: &PolicyName) -> bool {
        let named = self.0.iter().filter_map(|identifier| identifier.inline_policy_identifier.as_ref());
        self.of_type(PolicyIdentifierType::Inline)
            || named.into_iter().any(|inline| {
                (inline.attachment_type, inline.attachment_name.as_str(), &inline.policy_name) == (kind, holder, policy)
            })
    }

    /// Whether this attached policy is left out. It stays in its other use as a boundary.
    pub(super) fn attached(&self, arn: &Arn) -> bool {
        let of_aws = arn.account() == "aws";
        let wanted = if of_aws { PolicyIdentifierType::AwsManaged } else { PolicyIdentifierType::UserManaged };
        let named = self.0.iter().filter_map(|identifier| identifier.policy_arn.as_ref());
        self.of_type(wanted) || named.into_iter().any(|text| text.as_str() == arn.as_str())
    }
}
