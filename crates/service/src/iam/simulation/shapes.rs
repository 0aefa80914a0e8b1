//! The shapes of questions and answers.

use std::collections::HashSet;

use rolecall_derive::{Input, Output};
use rolecall_model::PolicyName;
use rolecall_model::shape::{Constraints, Encode, Kind, Shape, Shaped, Sink};
use rolecall_policy::document::context_keys;

use super::group::Source;
use crate::iam::shapes::{ArnText, DocumentText};

rolecall_model::text! {
    /// `s3:GetObject`, not yet looked at.
    pub(super) struct ActionName { MinLength(3), MaxLength(128) }
    /// The ARN of a resource, of its owner or of a caller, not yet looked at.
    pub(super) struct ResourceName { MinLength(1), MaxLength(2048) }
    /// `aws:SourceIp`
    pub(super) struct ContextKeyName { MinLength(5), MaxLength(256) }
    /// In which of its scenarios an action of EC2 is asked for.
    pub(super) struct ResourceHandlingOption { MinLength(1), MaxLength(64) }
    /// The name of a user, group or role.
    pub(super) struct AttachmentName { MinLength(1), MaxLength(128), Pattern(&patterns::NAME) }
}

rolecall_model::choice! {
    /// What the values of a context key are, and whether the key holds several.
    pub(super) enum ContextKeyType {
        /// Text.
        String = "string",
        /// Texts.
        StringList = "stringList",
        /// A number.
        Numeric = "numeric",
        /// Numbers.
        NumericList = "numericList",
        /// True or false.
        Boolean = "boolean",
        /// Several of that.
        BooleanList = "booleanList",
        /// An IP address.
        Ip = "ip",
        /// IP addresses.
        IpList = "ipList",
        /// Bytes, in base64.
        Binary = "binary",
        /// Several of that.
        BinaryList = "binaryList",
        /// A point in time.
        Date = "date",
        /// Points in time.
        DateList = "dateList",
    }

    /// The policies of a principal by their type.
    pub(super) enum PolicyIdentifierType {
        /// Inline policies.
        Inline = "inline",
        /// Attached managed policies of AWS.
        AwsManaged = "aws-managed",
        /// Attached managed policies of the account.
        UserManaged = "user-managed",
        /// The permissions boundary.
        PermissionBoundary = "permission-boundary",
        /// Service control policies.
        Scp = "scp",
        /// Resource control policies, which no simulation asks.
        Rcp = "rcp",
    }

    /// What an inline policy is part of.
    pub(super) enum AttachmentType {
        /// A user.
        User = "user",
        /// A group.
        Group = "group",
        /// A role.
        Role = "role",
    }

    /// The outcomes; the greater is the more restrictive.
    pub(super) enum Decision {
        /// An Allow holds, and no Deny.
        Allowed = "allowed",
        /// No Allow holds where one has to.
        ImplicitDeny = "implicitDeny",
        /// A Deny holds.
        ExplicitDeny = "explicitDeny",
    }
}

rolecall_model::list! {
    /// The levels of an organization, from the root down to the account.
    pub(super) struct OrganizationPolicyList(OrderedOrganizationPolicy) { MaxLength(7) }
    /// Policies that are left out.
    pub(super) struct PolicyExclusionList(PolicyIdentifier) { MaxLength(256) }
}

/// The service control policies at one level.
#[derive(Debug, Clone, Input)]
pub(super) struct OrderedOrganizationPolicy {
    pub(super) service_control_policy_input_list: Option<Vec<DocumentText>>,
}

/// A condition key that the request is to have.
#[expect(clippy::struct_field_names, reason = "AWS names them so")]
#[derive(Debug, Clone, Input)]
pub(super) struct ContextEntry {
    pub(super) context_key_name: Option<ContextKeyName>,
    pub(super) context_key_values: Option<Vec<String>>,
    pub(super) context_key_type: Option<ContextKeyType>,
}

/// Policies of a principal, by exactly one of these.
#[expect(clippy::struct_field_names, reason = "AWS names them so")]
#[derive(Debug, Clone, Input)]
pub(super) struct PolicyIdentifier {
    pub(super) policy_type: Option<PolicyIdentifierType>,
    pub(super) policy_arn: Option<ArnText>,
    pub(super) inline_policy_identifier: Option<InlinePolicyIdentifier>,
}

/// One inline policy.
#[derive(Debug, Clone, Input)]
pub(super) struct InlinePolicyIdentifier {
    pub(super) policy_name: PolicyName,
    pub(super) attachment_type: AttachmentType,
    pub(super) attachment_name: AttachmentName,
}

/// One page of outcomes.
#[derive(Output)]
pub(super) struct SimulatePolicyResponse {
    pub(super) evaluation_results: Vec<EvaluationResult>,
    pub(super) is_truncated: bool,
    pub(super) marker: Option<String>,
}

/// The outcome of one action, over all resources together.
#[derive(Output)]
pub(super) struct EvaluationResult {
    pub(super) eval_action_name: ActionName,
    pub(super) eval_resource_name: Option<ResourceName>,
    pub(super) eval_decision: Decision,
    pub(super) matched_statements: Vec<MatchedStatement>,
    pub(super) missing_context_values: Vec<String>,
    pub(super) organizations_decision_detail: Option<OrganizationsDecisionDetail>,
    pub(super) permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
    pub(super) eval_decision_details: Option<EvalDecisionDetails>,
    pub(super) resource_specific_results: Option<Vec<ResourceSpecificResult>>,
}

/// The outcome of one action on one resource. Unlike above, AWS leaves out what is empty.
#[derive(Output)]
pub(super) struct ResourceSpecificResult {
    pub(super) eval_resource_name: ResourceName,
    pub(super) eval_resource_decision: Decision,
    pub(super) matched_statements: Option<Vec<MatchedStatement>>,
    pub(super) missing_context_values: Option<Vec<String>>,
    pub(super) eval_decision_details: Option<EvalDecisionDetails>,
    pub(super) permissions_boundary_decision_detail: Option<PermissionsBoundaryDecisionDetail>,
}

/// A statement that brought the outcome about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Output)]
pub(super) struct MatchedStatement {
    pub(super) source_policy_id: String,
    pub(super) source_policy_type: String,
    pub(super) start_position: Position,
    pub(super) end_position: Position,
}

/// A place in a document, from line 1 and column 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Output)]
pub(super) struct Position {
    pub(super) line: i32,
    pub(super) column: i32,
}

/// Whether the policies of the organization let the action pass.
#[derive(Output)]
pub(super) struct OrganizationsDecisionDetail {
    pub(super) allowed_by_organizations: bool,
}

/// Whether the permissions boundary lets the action pass.
#[derive(Output)]
pub(super) struct PermissionsBoundaryDecisionDetail {
    pub(super) allowed_by_permissions_boundary: bool,
}

/// What the policies of each type say, where the caller and the resource are of different accounts.
pub(super) struct EvalDecisionDetails(pub(super) Vec<(&'static str, Decision)>);

impl Shaped for EvalDecisionDetails {
    const SHAPE: Shape = Shape { kind: Kind::Map(&Decision::SHAPE), constraints: Constraints(&[]) };
}

impl Encode for EvalDecisionDetails {
    fn encode(&self, sink: &mut dyn Sink) {
        sink.begin_structure();
        for (policy_type, decision) in &self.0 {
            sink.begin_entry(policy_type);
            decision.encode(sink);
            sink.end_entry();
        }
        sink.end_structure();
    }
}

/// The condition keys that policies mention.
#[derive(Output)]
pub(super) struct ContextKeysResponse {
    pub(super) context_key_names: Vec<String>,
}

impl ContextKeysResponse {
    /// Those of these policies, in the order in which they appear, each once.
    pub(super) fn of(policies: &[Source]) -> Self {
        let mut known = HashSet::new();
        let keys = policies.iter().flat_map(|policy| context_keys(policy.document()));
        Self { context_key_names: keys.filter(|key| known.insert(*key)).map(str::to_owned).collect() }
    }
}
