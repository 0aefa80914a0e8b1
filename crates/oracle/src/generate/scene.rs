//! The request: who, what, on what, and what is known about it.

use arbitrary::{Result, Unstructured};

use super::vocabulary::{ACCOUNTS, CALLS, IDS, KEYS, Key, Kind, NAMES, PROVIDERS, SERVICES, SESSIONS};
use super::{chance, near, pick, several};
use crate::caller::Caller;
use crate::case::{Context, Held};

/// A request without its policies.
pub(super) struct Scene {
    pub(super) caller: Caller,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) owner: Option<String>,
    pub(super) context: Context,
    /// Whether the resource's own policy has to allow.
    pub(super) trust_required: bool,
}

impl Scene {
    pub(super) fn generate(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let caller = caller(bytes)?;
        let home = caller.account().unwrap_or(ACCOUNTS[0]).to_owned();
        let account = if chance(bytes, 75)? { home.as_str() } else { pick(bytes, &ACCOUNTS)? };
        let (action, resource) = call(bytes, &caller)?;
        let resource = resource.replace("{}", account);
        let names_account = resource.contains(account);
        let owner = match bytes.int_in_range(0..=9)? {
            0 => Some(pick(bytes, &ACCOUNTS)?),
            1..=3 => None,
            _ if names_account => Some(account),
            // Buckets do not show whose they are.
            _ => Some(if chance(bytes, 80)? { home.as_str() } else { account }),
        };
        let is_trust = action.starts_with("sts:Assume") || action == "sts:TagSession" || action.starts_with("kms:");
        let trust_required = chance(bytes, if is_trust { 85 } else { 6 })?;
        let action = if chance(bytes, 8)? { near::recased(bytes, action)? } else { action.to_owned() };
        let owner = owner.map(str::to_owned);
        let context = context(bytes, &caller)?;
        Ok(Self { caller, action, resource, owner, context, trust_required })
    }

    /// A key, mostly one that the request holds.
    pub(super) fn key(&self, bytes: &mut Unstructured<'_>) -> Result<Key> {
        let present: Vec<Key> = KEYS.into_iter().filter(|key| self.context.contains_key(key.name)).collect();
        if !present.is_empty() && chance(bytes, 75)? { pick(bytes, &present) } else { pick(bytes, &KEYS) }
    }
}

fn call(bytes: &mut Unstructured<'_>, caller: &Caller) -> Result<(&'static str, &'static str)> {
    let fits = |(action, _): &(&str, &str)| match caller {
        Caller::Federated { .. } => action.starts_with("sts:"),
        Caller::Service { .. } => !action.starts_with("iam:"),
        _ => true,
    };
    let calls: Vec<_> = CALLS.into_iter().filter(fits).collect();
    pick(bytes, &calls)
}

fn caller(bytes: &mut Unstructured<'_>) -> Result<Caller> {
    let account = if chance(bytes, 85)? { ACCOUNTS[0] } else { pick(bytes, &ACCOUNTS)? }.to_owned();
    let name = pick(bytes, &NAMES)?;
    let session = pick(bytes, &SESSIONS)?;
    let id = |bytes: &mut Unstructured<'_>, first: usize| -> Result<Option<String>> {
        let at = match bytes.int_in_range(0..=9)? {
            0..=6 => first,
            7 | 8 => first + 1,
            // Callers in simulations have none.
            _ => IDS.len(),
        };
        Ok(IDS.get(at).map(|id| (*id).to_owned()))
    };
    Ok(match bytes.int_in_range(0..=19)? {
        0..=6 => {
            let arn = format!("arn:aws:iam::{account}:user/{name}");
            Caller::User { account, arn, id: id(bytes, 0)? }
        }
        7..=12 => {
            let service_linked = chance(bytes, 10)?;
            let name = if service_linked { "aws-service-role/x.amazonaws.com/AWSServiceRoleForX" } else { name };
            let role = format!("arn:aws:iam::{account}:role/{name}");
            let last = name.rsplit('/').next().unwrap_or(name);
            let arn = format!("arn:aws:sts::{account}:assumed-role/{last}/{session}");
            Caller::RoleSession { account, arn, role, id: id(bytes, 2)?, service_linked }
        }
        13 | 14 => {
            let issuer = format!("arn:aws:iam::{account}:user/{name}");
            let arn = format!("arn:aws:sts::{account}:federated-user/{session}");
            Caller::FederatedUser { account, arn, issuer, id: id(bytes, 0)? }
        }
        15 => Caller::Root { account },
        16 => Caller::Anonymous,
        17 => Caller::Service { name: pick(bytes, &SERVICES)?.to_owned() },
        _ => Caller::Federated { provider: pick(bytes, &PROVIDERS)?.to_owned() },
    })
}

fn context(bytes: &mut Unstructured<'_>, caller: &Caller) -> Result<Context> {
    let mut context = Context::new();
    for key in KEYS {
        if chance(bytes, 35)? {
            context.insert(key.name.to_owned(), held(bytes, key, caller)?);
        }
    }
    Ok(context)
}

fn held(bytes: &mut Unstructured<'_>, key: Key, caller: &Caller) -> Result<Held> {
    // Now and then a key has the wrong shape, as a careless caller may give it.
    let is_multi = key.is_multi != chance(bytes, 4)?;
    if is_multi {
        Ok(Held::Many(several(bytes, 0..=3, |bytes| value(bytes, key, caller))?))
    } else {
        Ok(Held::One(value(bytes, key, caller)?))
    }
}

fn value(bytes: &mut Unstructured<'_>, key: Key, caller: &Caller) -> Result<String> {
    if chance(bytes, 1)? {
        return Ok(bytes.arbitrary::<String>()?.chars().take(20).collect());
    }
    let of_caller = match key.name {
        "aws:PrincipalArn" => caller.entity_arn(),
        "aws:PrincipalAccount" => caller.account(),
        "aws:username" => caller.entity_arn().and_then(|arn| arn.rsplit('/').next()),
        _ => None,
    };
    if let Some(value) = of_caller
        && chance(bytes, 70)?
    {
        return Ok(value.to_owned());
    }
    let values = key.kind.values();
    // The first ones are ordinary.
    let common = if key.kind == Kind::Date { 8 } else { 5 };
    let count = if chance(bytes, 70)? { common.min(values.len()) } else { values.len() };
    let value = pick(bytes, values.get(..count).unwrap_or(values))?;
    match bytes.int_in_range(0..=29)? {
        0 => near::soup(bytes, key.kind),
        1 | 2 => near::near(bytes, value),
        _ => Ok(value.to_owned()),
    }
}
