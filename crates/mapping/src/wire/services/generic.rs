//! Every service without code of its own: what the table says about operations, actions and the members that name resources.
//!
//! What is not certain is refused. `*` is asked about only by actions that know no resources, or where no member could name one; a
//! listing that names nothing asks about all resources of its type, as AWS does.

mod api_gateway;
mod dependents;
mod ecs;
mod keys;
mod kms;
mod named;
mod partial;
mod passed;
mod resources;
mod secrets_manager;
mod tags;

use super::{Service, Then, refuse};
use crate::Unmapped;
use crate::models::{self, Entry};
use crate::wire::Call;
use crate::wire::wanted::{Wanted, action, check_account};

/// The service of an entry of the table; `None` for what the authorization facts do not know.
pub(super) fn service(entry: &'static Entry) -> Option<Service> {
    let model = models::model(&entry.name)?;
    let plain = super::service(&model.signing, &model.name);
    Some(Service {
        has_code: false,
        prefix: &model.prefix,
        principal: passed::principal(&model.name),
        principals: passed::exceptions(&model.name),
        limit: 32 << 20,
        special: want,
        ..plain
    })
}

/// Members that say which account's resources are meant.
const ACCOUNTS: &[&str] = &[
    "AccountId",
    "accountId",
    "AwsAccountId",
    "awsAccountId",
    "CatalogId",
    "catalogId",
    "OwnerAccount",
    "OwnerAccountId",
];

fn want(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    check_account(call, ACCOUNTS)?;
    passed::check(call)?;
    if call.service.prefix == "apigateway" {
        return api_gateway::want(call, wanted);
    }
    if call.facts.actions.is_empty() {
        return refuse(call.operation, "it is not known which actions it needs");
    }
    let tags = tags::read(call)?;
    let offers = keys::Offers::of(call, &tags);
    for name in &call.facts.actions {
        let (prefix, name) = name.split_once(':').unwrap_or_default();
        let action = action(prefix, name)?;
        let named = match secrets_manager::made(call, action)? {
            Some(made) => made,
            None => resources::of(call, action)?,
        };
        for (kind, resource) in &named {
            wanted.push(offers.needed(action, *kind, resource.clone()));
        }
        dependents::want(call, action, &offers, wanted)?;
        for tagging in tags.actions(action) {
            for (_, resource) in &named {
                wanted.push(offers.needed(tagging, None, resource.clone()));
            }
        }
    }
    for secret in secrets_manager::read_in_batch(call)? {
        let get = action("secretsmanager", "GetSecretValue")?;
        wanted.push(offers.needed(get, Some("Secret"), secret));
    }
    if let Some(roles) = ecs::roles_of_definition(call) {
        wanted.push(roles);
    }
    Ok(Then::Done)
}
