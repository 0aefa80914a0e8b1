//! A server in the process, callers with real signatures, and answers as JSON.

#![allow(dead_code, unused_imports, reason = "each test file uses a part")]
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::needless_pass_by_value, reason = "`json!` is written in place")]

mod answer;
mod hosts;
mod parts;
mod store;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use rolecall_model::shape::Value as Parameters;
use rolecall_model::{AccessKeyId, AccountId, Clock, Entropy, SecretKey, Time};
use rolecall_service::directory::Record;
use rolecall_service::seal::Sealer;
use rolecall_service::trail::MemoryTrail;
use rolecall_service::{
    Bootstrap, Call, Circumstances, Fault, Identified, Protocol, Quotas, RootCredentials, Server, Service, Settings,
    declaration,
};
use rolecall_sigv4::{Credentials, PathStyle, PayloadHash, RequestParts, Signer};
use rolecall_store::{Memory, Store};
use serde_json::{Value, json};

pub(crate) use answer::JsonSink;
pub(crate) use hosts::{FUNCTION, HostKeys, INSTANCE, TASK};
pub(crate) use parts::{bound, sample};
pub(crate) use store::Shared;

pub(crate) const ACCOUNT: &str = "123456789012";

/// What a caller signs with.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) secret: SecretKey,
    pub(crate) token: Option<String>,
}

/// A server with one account, and its root user's keys.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) trail: Arc<MemoryTrail>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) root: Keys,
}

/// A clock that stands still until it is set.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        Time::from_epoch(self.0.load(Ordering::Relaxed))
    }
}

/// The same bytes in every run (`SplitMix64`).
struct Seeded(AtomicU64);

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let seed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let random = (mixed ^ (mixed >> 31)).to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Quotas::default())
    }

    pub(crate) fn with(quotas: Quotas) -> Self {
        Self::seeded(quotas, Vec::new())
    }

    /// A world with more in its directory than customers can put there.
    pub(crate) fn seeded(quotas: Quotas, more: Vec<Record>) -> Self {
        Self::on(Box::new(Memory::new()), quotas, more)
    }

    /// A world whose directory is kept in this store; what the store holds already stays.
    pub(crate) fn on(store: Box<dyn Store>, quotas: Quotas, more: Vec<Record>) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(1_800_000_000)));
        let entropy = Arc::new(Seeded(AtomicU64::new(1)));
        let trail = Arc::new(MemoryTrail::new(100_000));
        let root = Keys {
            id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: SecretKey::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned()),
            token: None,
        };
        let bootstrap = Bootstrap {
            account: account(),
            root: Some(RootCredentials { id: root.id.parse::<AccessKeyId>().unwrap(), secret: root.secret.clone() }),
        };
        let (contents, _) = bootstrap.contents(clock.now(), &master(), &*entropy).unwrap();
        let settings = Settings {
            store,
            clock: clock.clone(),
            entropy,
            master: master(),
            trail: Box::new(trail.clone()),
            quotas,
            strict_scopes: false,
        };
        let server = Server::open(settings, || contents.into_iter().chain(more).collect()).unwrap();
        Self { server, trail, clock, root }
    }

    /// Calls an operation of IAM as the root user, who may do everything.
    pub(crate) fn iam(&self, operation: &str, parameters: Value) -> Result<Value, Fault> {
        self.call(&self.root, Service::Iam, operation, parameters)
    }

    /// The same; it must succeed.
    pub(crate) fn ok(&self, operation: &str, parameters: Value) -> Value {
        let shown = parameters.to_string();
        self.iam(operation, parameters).unwrap_or_else(|fault| panic!("{operation} {shown}: {fault:?}"))
    }

    /// Signs, identifies, executes, and waits for the answer.
    pub(crate) fn call(
        &self,
        keys: &Keys,
        service: Service,
        operation: &str,
        parameters: Value,
    ) -> Result<Value, Fault> {
        let identified = self.identify(keys, service, operation)?;
        self.execute(identified, service, operation, parameters)
    }

    /// Signs a request for an operation, and identifies who sent it.
    pub(crate) fn identify(&self, keys: &Keys, service: Service, operation: &str) -> Result<Identified, Fault> {
        let mut headers = vec![("host", format!("{}.amazonaws.com", service.name()))];
        if let Protocol::Json11 { target_prefix } = service.protocol() {
            headers.push(("x-amz-target", format!("{target_prefix}.{operation}")));
        }
        self.identify_with(keys, service, operation.as_bytes(), headers, Vec::new())
    }

    /// The same with these headers signed, and further ones added afterwards.
    pub(crate) fn identify_with(
        &self,
        keys: &Keys,
        service: Service,
        body: &[u8],
        mut headers: Vec<(&'static str, String)>,
        unsigned_headers: Vec<(&'static str, String)>,
    ) -> Result<Identified, Fault> {
        let credentials =
            Credentials { access_key_id: &keys.id, secret: &keys.secret, session_token: keys.token.as_deref() };
        let signer = Signer {
            credentials,
            region: "us-east-1",
            service: service.name(),
            path_style: PathStyle::Normalized,
            send_payload_hash: false,
        };
        let unsigned = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &headers };
        let added = signer.headers(&unsigned, PayloadHash::of(body), self.clock.now());
        headers.extend(added);
        headers.extend(unsigned_headers);
        let signed = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &headers };
        self.server.identify(service, &signed, body)
    }

    /// Executes an operation for a caller, and waits for the answer.
    pub(crate) fn execute(
        &self,
        identified: Identified,
        service: Service,
        operation: &str,
        parameters: Value,
    ) -> Result<Value, Fault> {
        let declaration = declaration(service, operation).unwrap_or_else(|| panic!("{operation} is not registered"));
        let circumstances = Circumstances {
            request_id: "00000000-0000-4000-8000-000000000000",
            source_ip: [192, 0, 2, 1].into(),
            user_agent: Some("test"),
            referer: None,
            host: None,
            tls: None,
        };
        let parameters: Parameters<'_> = parts::parameters(&parameters);
        let mut sink = JsonSink::default();
        let call = Call { identified, parameters: &parameters, circumstances };
        block_on((declaration.execute)(&self.server, call, &mut sink).finished())?;
        Ok(sink.into_json())
    }

    /// A user with these policies, and a key of it.
    pub(crate) fn user(&self, name: &str, policies: &[Value]) -> Keys {
        self.ok("CreateUser", json!({"UserName": name}));
        for (at, policy) in policies.iter().enumerate() {
            let parameters =
                json!({"UserName": name, "PolicyName": format!("p{at}"), "PolicyDocument": policy.to_string()});
            self.ok("PutUserPolicy", parameters);
        }
        keys(&self.ok("CreateAccessKey", json!({"UserName": name}))["AccessKey"])
    }

    /// A session of a role with these policies.
    pub(crate) fn session(&self, role: &str, policies: &[Value]) -> Keys {
        let trust = policy("Allow", "sts:AssumeRole", None, json!({"AWS": ACCOUNT}));
        self.ok("CreateRole", json!({"RoleName": role, "AssumeRolePolicyDocument": trust.to_string()}));
        for (at, policy) in policies.iter().enumerate() {
            let parameters =
                json!({"RoleName": role, "PolicyName": format!("p{at}"), "PolicyDocument": policy.to_string()});
            self.ok("PutRolePolicy", parameters);
        }
        let caller = self.user(&format!("{role}-caller"), &[allow("sts:AssumeRole", "*")]);
        let arn = format!("arn:aws:iam::{ACCOUNT}:role/{role}");
        let session = json!({"RoleArn": arn, "RoleSessionName": "test"});
        keys(&self.call(&caller, Service::Sts, "AssumeRole", session).unwrap()["Credentials"])
    }

    /// The last record of the trail.
    pub(crate) fn last_record(&self) -> Value {
        serde_json::from_str(self.trail.lines().last().unwrap()).unwrap()
    }
}

/// The keys in an answer.
pub(crate) fn keys(credentials: &Value) -> Keys {
    Keys {
        id: credentials["AccessKeyId"].as_str().unwrap().to_owned(),
        secret: SecretKey::new(credentials["SecretAccessKey"].as_str().unwrap().to_owned()),
        token: credentials["SessionToken"].as_str().map(str::to_owned),
    }
}

pub(crate) fn account() -> AccountId {
    ACCOUNT.parse().unwrap()
}

/// A policy of one statement.
pub(crate) fn allow(action: &str, resource: &str) -> Value {
    policy("Allow", action, Some(resource), Value::Null)
}

/// A policy of one denying statement.
pub(crate) fn deny(action: &str, resource: &str) -> Value {
    policy("Deny", action, Some(resource), Value::Null)
}

/// A policy of one statement with a condition.
pub(crate) fn when(mut policy: Value, condition: Value) -> Value {
    policy["Statement"]["Condition"] = condition;
    policy
}

/// A trust policy for every user of the account.
pub(crate) fn trust() -> String {
    policy("Allow", "sts:AssumeRole", None, json!({"AWS": ACCOUNT})).to_string()
}

fn policy(effect: &str, action: &str, resource: Option<&str>, principal: Value) -> Value {
    let mut statement = json!({"Effect": effect, "Action": action});
    if let Some(resource) = resource {
        statement["Resource"] = resource.into();
    }
    if !principal.is_null() {
        statement["Principal"] = principal;
    }
    json!({"Version": "2012-10-17", "Statement": statement})
}

/// An error as `Code: message`.
pub(crate) fn text(result: Result<Value, Fault>) -> String {
    match result {
        Ok(answer) => format!("no error: {answer}"),
        Err(fault) => format!("{}: {}", fault.code.wire, fault.message),
    }
}

fn master() -> Sealer {
    Sealer::new(&[7; 32])
}

/// Runs a future on this thread.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = std::pin::pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}
