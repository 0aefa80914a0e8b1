//! `iam:GetRolePolicy`, `iam:GetUserPolicy`: the document of an inline policy.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>,
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html>

use std::sync::Arc;

use rolecall_model::shape::{Constraints, Encode, Kind, Member, Shape, Shaped, Sink};
use rolecall_model::{PolicyName, RoleName};

use super::{OnHolder, PolicyHolder, named, on_holders};
use crate::directory::Snapshot;
use crate::fault::Fault;
use crate::iam::error::IamError;
use crate::iam::shapes::{Document, ExistingUserName};
use crate::pipeline::Authorized;

on_holders! {
    GetRolePolicy { role_name: RoleName } for Role,
    GetUserPolicy { user_name: ExistingUserName } for User;
    input: { policy_name: PolicyName },
    output: InlinePolicy<<Self as OnHolder>::Holder>,
    spec: reads [NO_SUCH_ENTITY, SERVICE_FAILURE],
    run: |operation, directory| get(operation, directory, policy_name),
}

fn get<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &Snapshot,
    name: &PolicyName,
) -> Result<InlinePolicy<O::Holder>, Fault> {
    let holder = named(operation, directory)?;
    let missing = || IamError::InlinePolicyNotFound { noun: O::Holder::KIND.noun, name: name.to_string() };
    let (name, document) = holder.inline().get_key_value(name).ok_or_else(missing)?;
    let document = Document(document.text().to_owned());
    Ok(InlinePolicy { holder: holder.clone(), policy_name: name.clone(), policy_document: document })
}

/// An inline policy and the name of its holder.
pub(super) struct InlinePolicy<H> {
    holder: Arc<H>,
    policy_name: PolicyName,
    policy_document: Document,
}

/// The first member is named after the kind of holder, which the derive macro cannot say.
impl<H: PolicyHolder> Shaped for InlinePolicy<H> {
    const SHAPE: Shape = Shape {
        kind: Kind::Structure(&[
            Member { name: H::KIND.name_member, required: true, shape: &String::SHAPE },
            Member { name: "PolicyName", required: true, shape: &PolicyName::SHAPE },
            Member { name: "PolicyDocument", required: true, shape: &Document::SHAPE },
        ]),
        constraints: Constraints(&[]),
    };
}

impl<H: PolicyHolder> Encode for InlinePolicy<H> {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.begin_structure();
        sink.begin_member(H::KIND.name_member);
        sink.text(self.holder.name());
        sink.end_member(H::KIND.name_member);
        sink.begin_member("PolicyName");
        self.policy_name.encode(sink);
        sink.end_member("PolicyName");
        sink.begin_member("PolicyDocument");
        self.policy_document.encode(sink);
        sink.end_member("PolicyDocument");
        sink.end_structure();
    }
}
