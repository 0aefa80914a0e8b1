//! The contract of an operation.

use std::borrow::Cow;
use std::sync::Arc;

use rolecall_model::shape::{Decode, Encode, Shaped};
use rolecall_model::{AccountId, Tags};
use rolecall_policy::{ContextMap, PolicySet};

use crate::directory::Transaction;
use crate::fault::Fault;
use crate::pipeline::{self, Authorized, Scene};
use crate::spec::{Declaration, Spec};

/// One operation of the AWS interface. Its file reads top to bottom as what it is, what it takes, who may call it, what it
/// does and what it answers.
pub trait Operation: Decode + Encode + Send + Sync + 'static {
    /// What it says of itself.
    const SPEC: Spec;

    /// What it answers.
    type Output: Encode + Shaped + Send;

    /// What the caller must be allowed to do. All of it is decided before [`Operation::run`] can be reached; an empty list means
    /// that every authenticated caller may.
    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault>;

    /// Does it. The first argument can only be made by the pipeline.
    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault>
    where
        Self: Sized;
}

/// Builds the registry's entry of an operation.
pub(crate) const fn declare<O: Operation>() -> Declaration {
    Declaration {
        spec: O::SPEC,
        input: &O::SHAPE,
        output: &<O::Output as Shaped>::SHAPE,
        execute: pipeline::execute::<O>,
    }
}

/// One action on one resource that the caller must be allowed.
#[derive(Clone)]
pub struct Access {
    /// `iam:CreateRole`
    pub action: Cow<'static, str>,
    /// An ARN, or `*`.
    pub resource: String,
    /// The account that owns the resource.
    pub account: AccountId,
    /// Condition keys that only this action has.
    pub keys: ContextMap,
    /// The tags of the resource.
    pub resource_tags: Tags,
    /// The trust policy of the role that the resource is.
    pub trust: Trust,
    /// The policy that hangs on the resource, if it is no role.
    pub resource_policy: Option<Arc<PolicySet>>,
}

/// What a resource's trust policy has to do with the decision.
#[derive(Clone)]
pub enum Trust {
    /// The resource has none.
    None,
    /// The role has this one, and it must allow.
    Policy(Arc<PolicySet>),
    /// There is no such role, which the caller must not learn: nobody is allowed.
    NoSuchRole,
}

impl Access {
    /// An action on a resource of `account`.
    pub fn new(action: impl Into<Cow<'static, str>>, resource: impl Into<String>, account: AccountId) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            account,
            keys: ContextMap::new(),
            resource_tags: Tags::default(),
            trust: Trust::None,
            resource_policy: None,
        }
    }

    /// With a condition key of one value.
    #[must_use]
    pub fn key(mut self, key: &str, value: &str) -> Self {
        self.keys.insert(key, value);
        self
    }

    /// With a condition key of several values.
    #[must_use]
    pub fn keys<'a>(mut self, key: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        self.keys.insert_many(key, values);
        self
    }

    /// On a resource with these tags: `aws:ResourceTag/…` and, in IAM, `iam:ResourceTag/…`.
    #[must_use]
    pub fn resource_tags(mut self, tags: &Tags) -> Self {
        self.resource_tags = tags.clone();
        self
    }

    /// Governed by a trust policy.
    #[must_use]
    pub fn trusted_by(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }
}

/// The output of operations that answer nothing but success.
#[derive(rolecall_derive::Output)]
pub struct Nothing;
