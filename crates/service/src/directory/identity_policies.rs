//! The policies of a user or role as one set, made when they are first asked and kept as long as they are the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use rolecall_model::{Arn, PolicyName};
use rolecall_policy::{Member, Policy, PolicySet};

use super::PolicyDocument;

/// What was made last. It belongs to one version of one user or role: a copy begins with nothing.
#[derive(Debug, Default)]
pub struct IdentityPolicies(ArcSwapOption<Kept>);

#[derive(Debug)]
struct Kept {
    /// Of each member of the set its policy, in order.
    policies: Box<[Arc<Policy>]>,
    set: Arc<PolicySet>,
}

impl Clone for IdentityPolicies {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl IdentityPolicies {
    /// The set of these policies; `managed` gives the document that is in force now.
    pub(crate) fn set<'a>(
        &self,
        inline: &'a BTreeMap<PolicyName, PolicyDocument>,
        attached: &'a [Arn],
        managed: impl Fn(&Arn) -> &'a PolicyDocument + Clone,
    ) -> Arc<PolicySet> {
        let inline = inline.iter().map(|(name, document)| (name.as_str(), document.policy()));
        let attached = attached.iter().map(move |arn| (arn.as_str(), managed(arn).policy()));
        let members = inline.chain(attached);
        // Another reader may see another state of the directory, so that what is kept is compared at each use.
        if let Some(kept) =
            self.0.load().as_deref().filter(|kept| kept.is_of(members.clone().map(|(_, policy)| policy)))
        {
            return Arc::clone(&kept.set);
        }
        let kept = Kept::new(members);
        let set = Arc::clone(&kept.set);
        self.0.store(Some(Arc::new(kept)));
        set
    }
}

impl Kept {
    fn new<'a>(members: impl Iterator<Item = (&'a str, &'a Arc<Policy>)> + Clone) -> Self {
        let set = PolicySet::new(members.clone().map(|(name, policy)| Member::new(name, Arc::clone(policy))));
        Self { policies: members.map(|(_, policy)| Arc::clone(policy)).collect(), set: Arc::new(set) }
    }

    /// The documents are held here, so that no other one can stand where one of them does.
    fn is_of<'a>(&self, policies: impl Iterator<Item = &'a Arc<Policy>>) -> bool {
        self.policies.iter().map(Arc::as_ptr).eq(policies.map(Arc::as_ptr))
    }
}
