//! How a host becomes known to the server, and stays so.
//!
//! A new key is kept before the server is told of it, so that a crash at any point leaves a key that the server knows.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rolecall_model::{Clock, Time};
use serde_json::{Value, json};

use super::descriptions::{self, Instances};
use super::identity::{FILE, Identity, Seed};
use super::state::State;
use super::{Arguments, join_token};
use crate::ambient::SystemClock;
use crate::cli::NotRun;
use crate::client::{Client, Endpoint, HostIdentity, NotAnswered, Signing};
use crate::failure::{Failure, warn};
use crate::issuing::{Caller, moment};

/// How often the server is asked what is new, and the identity looked at for renewal.
const ROUND: Duration = Duration::from_mins(1);

/// An enrolled host.
pub(super) struct Host {
    endpoint: Endpoint,
    ca_bundle: Option<PathBuf>,
    identity: RwLock<Identity>,
    signing: RwLock<Arc<HostIdentity>>,
}

impl Host {
    /// The host that the state knows, or a new one that enrols by its join token.
    pub(super) async fn enrolled(arguments: &Arguments, endpoint: Endpoint, state: &State) -> Result<Self, NotRun> {
        let ca_bundle = arguments.ca_bundle.clone();
        let now = SystemClock { offset: 0 }.now();
        let kept = state.read::<Identity>(FILE)?;
        let usable = kept.filter(|identity| now < identity.expiration);
        let identity = match usable {
            Some(identity) => identity,
            None => enrol(arguments, &endpoint, state).await?,
        };
        let signing = signing(&identity.host_id, &identity.key)?;
        let host = Self { endpoint, ca_bundle, identity: RwLock::new(identity), signing: RwLock::new(signing) };
        if host.identity().next_key.is_some() || host.identity().is_due(now) {
            host.renew_or_warn(state).await;
        }
        Ok(host)
    }

    /// The server.
    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Renews the identity whenever half of its life is over, and keeps what instances tell of themselves up to date.
    pub(super) async fn keep_up(&self, state: &State, instances: &Instances) -> Infallible {
        loop {
            tokio::time::sleep(ROUND).await;
            // What is not told now is asked for in the next round.
            drop(descriptions::refresh(self, instances).await);
            let identity = self.identity();
            if identity.next_key.is_some() || identity.is_due(SystemClock { offset: 0 }.now()) {
                self.renew_or_warn(state).await;
            }
        }
    }

    /// What does not succeed is tried again later; the workloads go on meanwhile.
    async fn renew_or_warn(&self, state: &State) {
        let why = match self.renew(state).await {
            Ok(None) => return,
            Ok(Some(NotAnswered::Unreachable(why) | NotAnswered::Senseless(why))) => why,
            Ok(Some(NotAnswered::Refused { code, message })) => format!("{code}: {message}"),
            Err(failure) => failure.to_string(),
        };
        warn(format_args!("the identity of this host could not be renewed: {why}"));
    }

    /// Tells the server a new key.
    async fn renew(&self, state: &State) -> Result<Option<NotAnswered>, Failure> {
        self.catch_up(state).await?;
        let mut identity = self.identity();
        let next = identity.next_key.clone().unwrap_or_else(Seed::generate);
        identity.next_key = Some(next.clone());
        state.write(FILE, &identity)?;
        match self.tell(&self.client().signing, &next).await? {
            Ok(expiration) => self.take(state, identity, expiration).map(|()| None),
            Err(error) => Ok(Some(error)),
        }
    }

    /// The server may have taken the next key although its answer was lost: then it knows the host by that key, and the identity is
    /// good for no shorter than was known before.
    async fn catch_up(&self, state: &State) -> Result<(), Failure> {
        let identity = self.identity();
        let Some(next) = &identity.next_key else { return Ok(()) };
        let client =
            Client { signing: Signing::Host(signing(&identity.host_id, next)?), ca_bundle: self.ca_bundle.clone() };
        if client.call_json(&self.endpoint, "ListWorkloads", &json!({})).await.is_err() {
            return Ok(());
        }
        let expiration = identity.expiration;
        self.take(state, identity, expiration)
    }

    /// `RenewHost` with this key.
    async fn tell(&self, signing: &Signing, key: &Seed) -> Result<Result<Time, NotAnswered>, Failure> {
        let input = json!({"PublicKey": key.key().ok_or_else(damaged)?.public().to_string()});
        let client = Client { signing: signing.clone(), ca_bundle: self.ca_bundle.clone() };
        let answer = client.call_json(&self.endpoint, "RenewHost", &input).await;
        Ok(answer.and_then(|answer| expiration(&answer)))
    }

    /// The next key is the key from now on.
    fn take(&self, state: &State, mut identity: Identity, expiration: Time) -> Result<(), Failure> {
        let Some(next) = identity.next_key.take() else { return Ok(()) };
        let signing = signing(&identity.host_id, &next)?;
        identity.key = next;
        identity.renewed = SystemClock { offset: 0 }.now();
        identity.expiration = expiration;
        state.write(FILE, &identity)?;
        *self.signing.write().unwrap_or_else(PoisonError::into_inner) = signing;
        *self.identity.write().unwrap_or_else(PoisonError::into_inner) = identity;
        Ok(())
    }

    fn identity(&self) -> Identity {
        self.identity.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Caller for Host {
    fn client(&self) -> Client {
        let signing = self.signing.read().unwrap_or_else(PoisonError::into_inner).clone();
        Client { signing: Signing::Host(signing), ca_bundle: self.ca_bundle.clone() }
    }
}

/// Gives up the join token for an identity.
async fn enrol(arguments: &Arguments, endpoint: &Endpoint, state: &State) -> Result<Identity, NotRun> {
    let token = join_token::find(arguments.join_token_file.as_deref())?.ok_or_else(|| {
        Failure::usage(
            "this host is not enrolled",
            format!("{} holds no identity that is still good, and there is no join token", state.directory().display()),
            format!(
                "make a token by `rolecall host token`, and give it by --join-token-file or {}",
                join_token::VARIABLE
            ),
        )
    })?;
    let key = Seed::generate();
    let mut input = json!({"PublicKey": key.key().ok_or_else(damaged)?.public().to_string()});
    if let (Some(name), Some(members)) = (&arguments.host_name, input.as_object_mut()) {
        members.insert("HostName".to_owned(), name.clone().into());
    }
    let client = Client { signing: Signing::Key(token), ca_bundle: arguments.ca_bundle.clone() };
    let answer = client.call_json(endpoint, "EnrollHost", &input).await;
    let read = answer.and_then(|answer| {
        let id = answer.get("HostId").and_then(Value::as_str).map(str::to_owned);
        let id = id.ok_or_else(|| NotAnswered::Senseless("it has no HostId".to_owned()))?;
        Ok((id, expiration(&answer)?))
    });
    let (host_id, expiration) = read.map_err(|error| error.while_trying_to("enrol this host"))?;
    let renewed = SystemClock { offset: 0 }.now();
    let identity = Identity { host_id, key, next_key: None, renewed, expiration };
    state.write(FILE, &identity)?;
    Ok(identity)
}

fn expiration(answer: &Value) -> Result<Time, NotAnswered> {
    let moment = answer.get("ExpirationDate").and_then(moment);
    moment.ok_or_else(|| NotAnswered::Senseless("it has no ExpirationDate".to_owned()))
}

fn signing(host_id: &str, seed: &Seed) -> Result<Arc<HostIdentity>, Failure> {
    let key = seed.key().ok_or_else(damaged)?;
    Ok(Arc::new(HostIdentity { host_id: host_id.to_owned(), key }))
}

fn damaged() -> Failure {
    Failure::new("the agent's state cannot be read", "the host's key is damaged", "remove it and enrol the host again")
}
