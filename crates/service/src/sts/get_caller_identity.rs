//! `sts:GetCallerIdentity`: who one is. Always allowed to whoever can sign.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use rolecall_derive::{Input, Output};
use rolecall_model::{AccountId, Arn};

use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct GetCallerIdentity;

#[derive(Output)]
pub(super) struct GetCallerIdentityOutput {
    user_id: String,
    account: AccountId,
    arn: Arn,
}

impl Operation for GetCallerIdentity {
    const SPEC: Spec = Spec::sts("GetCallerIdentity");

    type Output = GetCallerIdentityOutput;

    fn access(&self, _: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(Vec::new())
    }

    fn run(operation: Authorized<'_, Self>, _: &mut Transaction) -> Result<Self::Output, Fault> {
        let caller = operation.scene().caller;
        Ok(GetCallerIdentityOutput { user_id: caller.user_id(), account: caller.account, arn: caller.arn.clone() })
    }
}
