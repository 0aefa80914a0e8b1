//! The kinds of holders: what they have in common, and the words and bounds in which they differ.

use std::collections::BTreeMap;

use rolecall_model::{AccountId, Arn, Path, PolicyName, Tags};

use crate::directory::{AccountState, Entity, PolicyDocument, Record, Table};
use crate::iam::error::IamError;
use crate::quotas::Quotas;

/// Something that policies hang on.
pub(in crate::iam) trait PolicyHolder: Entity + Clone + Into<Record> + Send + Sync + 'static {
    /// In what this kind differs from the others.
    const KIND: Kind;

    /// All of an account.
    fn table(state: &AccountState) -> &Table<Self>;

    /// Its inline policies.
    fn inline(&self) -> &BTreeMap<PolicyName, PolicyDocument>;

    /// Its inline policies, to be changed.
    fn inline_mut(&mut self) -> &mut BTreeMap<PolicyName, PolicyDocument>;

    /// The managed policies attached to it, in the order of attaching.
    fn attached(&self) -> &[Arn];

    /// The managed policies attached to it, to be changed.
    fn attached_mut(&mut self) -> &mut Vec<Arn>;

    /// The managed policy that bounds it.
    fn boundary(&self) -> Option<&Arn>;

    /// Its tags.
    fn tags(&self) -> &Tags;

    /// Fails where only AWS may change it.
    fn check_modifiable(&self) -> Result<(), IamError> {
        Ok(())
    }
}

/// A holder that can have a permissions boundary.
pub(in crate::iam) trait Bounded: PolicyHolder {
    /// Its boundary, to be changed.
    fn boundary_mut(&mut self) -> &mut Option<Arn>;
}

/// A holder that can have tags.
pub(in crate::iam) trait Taggable: PolicyHolder {
    /// Its tags, to be changed.
    fn tags_mut(&mut self) -> &mut Tags;
}

/// The words and bounds of one kind.
pub(in crate::iam) struct Kind {
    /// `role`, as ARNs and sentences name it.
    pub(in crate::iam) noun: &'static str,
    /// `Role`, as it begins a sentence.
    pub(in crate::iam) title: &'static str,
    /// `RoleName`, as responses name its name.
    pub(in crate::iam) name_member: &'static str,
    /// The ARN of one.
    pub(in crate::iam) arn: fn(AccountId, &Path, &str) -> Arn,
    /// How many an account may have, and AWS's name for that quota.
    pub(in crate::iam) quota: (&'static str, fn(&Quotas) -> usize),
    /// How many managed policies may be attached to one, and AWS's name for that quota.
    pub(in crate::iam) attached_quota: (&'static str, fn(&Quotas) -> usize),
    /// How many counted characters its inline policies may have together.
    pub(in crate::iam) inline_characters: usize,
}

/// Implements [`Bounded`], [`Taggable`] and the accessors of [`PolicyHolder`] for an entity with fields of these names; the rest of
/// `PolicyHolder` stands in the braces.
macro_rules! policy_holder {
    ($holder:ty { $($rest:item)* }) => {
        impl $crate::iam::holder::PolicyHolder for $holder {
            $($rest)*

            fn inline(&self) -> &std::collections::BTreeMap<rolecall_model::PolicyName, $crate::directory::PolicyDocument> {
                &self.inline
            }

            fn inline_mut(
                &mut self,
            ) -> &mut std::collections::BTreeMap<rolecall_model::PolicyName, $crate::directory::PolicyDocument> {
                &mut self.inline
            }

            fn attached(&self) -> &[rolecall_model::Arn] {
                &self.attached
            }

            fn attached_mut(&mut self) -> &mut Vec<rolecall_model::Arn> {
                &mut self.attached
            }

            fn boundary(&self) -> Option<&rolecall_model::Arn> {
                self.boundary.as_ref()
            }

            fn tags(&self) -> &rolecall_model::Tags {
                &self.tags
            }
        }

        impl $crate::iam::holder::Bounded for $holder {
            fn boundary_mut(&mut self) -> &mut Option<rolecall_model::Arn> {
                &mut self.boundary
            }
        }

        impl $crate::iam::holder::Taggable for $holder {
            fn tags_mut(&mut self) -> &mut rolecall_model::Tags {
                &mut self.tags
            }
        }
    };
}
pub(in crate::iam) use policy_holder;
