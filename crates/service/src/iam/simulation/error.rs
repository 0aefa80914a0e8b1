//! What can be wrong with a question, with the texts that real answers have.

use crate::fault::{Code, faults};
use crate::iam::error::{INVALID_INPUT, NO_SUCH_ENTITY};

/// A policy cannot be evaluated.
pub(super) const POLICY_EVALUATION: Code = Code::named("PolicyEvaluation", "PolicyEvaluationException", 500);

faults! {
    /// What can be wrong with a question.
    pub enum SimulationError {
        PolicyContent { list: &'static str, position: usize } = INVALID_INPUT, "{list} list item {position} has invalid content";
        ResourcePolicyContent = INVALID_INPUT, "Resource policy has invalid content";
        TooManyBoundaries = INVALID_INPUT, "The list of Permissions Boundary policies cannot exceed 1 items.";
        TooManyResources { most: usize } = INVALID_INPUT, "The list of resources cannot exceed {most} items.";
        EmptyLevel { position: usize } = INVALID_INPUT, "Organization policy at index {position} must contain at least one service control policy";
        ActionWithoutService = INVALID_INPUT, "The action is invalid since it is missing names";
        InvalidResource { name: String } = INVALID_INPUT, "ResourceNames are not in a valid ARN format: {name}.";
        NoHandlingOptions { action: String } = INVALID_INPUT, "Invalid input resource handling options. Action does not support resource handling options: {action}. Please refer to the documentation for more details: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html";
        ContextKeyWithoutName = INVALID_INPUT, "Context key name cannot be null or empty.";
        DuplicateContextKey { key: String } = INVALID_INPUT, "Duplicate context key: {key}.";
        NotOneValue { kind: &'static str, count: usize } = INVALID_INPUT, "Context key {kind} expected a single value, but received {count}.";
        ContextValue { key: String, expected: &'static str } = INVALID_INPUT, "Invalid context value for key {key}: expected {expected}.";
        InvalidCaller = INVALID_INPUT, "Invalid caller - Caller must be an IAM user, role or group in this context.";
        NoCaller = INVALID_INPUT, "Invalid caller - Caller cannot be null or empty.";
        InvalidOwner { text: String } = INVALID_INPUT, "'{text}' is not a valid as a Resource Owner.";
        EveryResource = INVALID_INPUT, "Invalid Entity Arn: * does not clearly define entity type and name.";
        InvalidSource { arn: String } = INVALID_INPUT, "Invalid ARN provided in the request: {arn}";
        ForeignSource { own: String, other: String } = INVALID_INPUT, "Invalid Policy Source Arn: caller's account {own} does not have access to policies in account {other}.";
        PolicyIdentifier = INVALID_INPUT, "A policy identifier holds exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier.";
        InvalidMarker = INVALID_INPUT, "Invalid marker for pagination.";
        NoSuchSource = NO_SUCH_ENTITY, "Unable to retrieve specified IAM entity.";
        TooLongAnswer = POLICY_EVALUATION, "The answer would be too long. Ask about fewer resources.";
        TooMuchWork = POLICY_EVALUATION, "The policies take too many comparisons to be evaluated.";
    }
}
