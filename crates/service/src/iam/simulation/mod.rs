//! Asking what policies would decide, without doing it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html>. What is as AWS does, and what is
//! truer, stands in `docs/simulator.md`.

mod caller;
mod context;
mod error;
mod evaluation;
mod exclusion;
mod group;
mod look;
mod position;
mod principal;
mod question;
mod result;
mod shapes;
mod target;

crate::spec::operations! {
    explain_access: ExplainAccess,
    get_context_keys_for_custom_policy: GetContextKeysForCustomPolicy,
    get_context_keys_for_principal_policy: GetContextKeysForPrincipalPolicy,
    simulate_custom_policy: SimulateCustomPolicy,
    simulate_principal_policy: SimulatePrincipalPolicy,
}
