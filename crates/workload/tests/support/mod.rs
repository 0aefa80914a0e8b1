//! What the tests share: an issuer that says what it is told, a clock that stands, and requests to endpoints.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::Request;
use http_body_util::BodyExt;
use rolecall_model::{Clock, Entropy, SecretKey, Time};
use rolecall_workload::{Endpoint, InstanceProfile, Issued, Issuer, Issuing, NotIssued, Purpose};
use tokio::sync::Semaphore;

pub(crate) const NOON: i64 = 1_782_907_200;
/// More than any test asks for.
pub(crate) const ANSWERS: usize = 100_000;
pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/teams/web";

/// A clock that stands still until it is moved.
pub(crate) struct Standing(AtomicI64);

impl Standing {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(NOON)))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Standing {
    fn now(&self) -> Time {
        Time::from_epoch(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes that count up.
pub(crate) struct Counting(AtomicU64);

impl Counting {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(1)))
    }
}

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = u8::try_from(self.0.fetch_add(1, Ordering::SeqCst) % 251).unwrap();
        }
    }
}

/// An issuer that answers with six hours of the role `web`, unless it is told something else.
pub(crate) struct Told {
    clock: Arc<Standing>,
    asked: AtomicUsize,
    refusals: Mutex<VecDeque<NotIssued>>,
    role: Mutex<String>,
    pub(crate) purposes: Mutex<Vec<Purpose>>,
    pub(crate) revision: Mutex<Option<u64>>,
    /// Each answer takes one.
    pub(crate) permits: Semaphore,
}

impl Told {
    pub(crate) fn new(clock: &Arc<Standing>) -> Arc<Self> {
        Arc::new(Self {
            clock: clock.clone(),
            asked: AtomicUsize::new(0),
            refusals: Mutex::default(),
            purposes: Mutex::default(),
            role: Mutex::new(ROLE.to_owned()),
            revision: Mutex::default(),
            permits: Semaphore::new(ANSWERS),
        })
    }

    /// Says no so many times.
    pub(crate) fn refuse(&self, why: &NotIssued, times: usize) {
        self.refusals.lock().unwrap().extend(std::iter::repeat_n(why.clone(), times));
    }

    /// Says no no more.
    pub(crate) fn calm(&self) {
        self.refusals.lock().unwrap().clear();
    }

    pub(crate) fn swap(&self, role: &str) {
        role.clone_into(&mut self.role.lock().unwrap());
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Issuer for Told {
    fn issue(&self, purpose: Purpose) -> Issuing<'_> {
        Box::pin(async move {
            self.purposes.lock().unwrap().push(purpose);
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.permits.acquire().await.unwrap().forget();
            if let Some(why) = self.refusals.lock().unwrap().pop_front() {
                return Err(why);
            }
            let role = match purpose {
                Purpose::Role | Purpose::RoleByVersion1 => self.role.lock().unwrap().clone(),
                Purpose::Execution => "arn:aws:iam::111122223333:role/pull".to_owned(),
            };
            Ok(Issued {
                access_key_id: format!("ASIA{number:016}").parse().unwrap(),
                secret_access_key: SecretKey::new(format!("secret-{number}")),
                session_token: SecretKey::new(format!("token-{number}")),
                issued: self.clock.now(),
                expiration: self.clock.now().plus(6 * 3600),
                role_arn: role.parse().unwrap(),
                instance_profile: Some(InstanceProfile {
                    arn: "arn:aws:iam::111122223333:instance-profile/web".to_owned(),
                    id: "AIPAEXAMPLEEXAMPLE000".to_owned(),
                }),
            })
        })
    }

    fn revision(&self) -> Option<u64> {
        *self.revision.lock().unwrap()
    }
}

pub(crate) fn unreachable() -> NotIssued {
    NotIssued::Unreachable("connection refused".to_owned())
}

pub(crate) fn refused() -> NotIssued {
    NotIssued::Refused {
        role_arn: Some(ROLE.parse().unwrap()),
        message: "the trust policy does not allow it".to_owned(),
    }
}

pub(crate) fn no_role() -> NotIssued {
    NotIssued::NoRole("there is no instance profile `web`".to_owned())
}

/// An answer: status, headers by name, body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

/// Asks an endpoint, with a fitting host unless one is given.
pub(crate) async fn ask(endpoint: &impl Endpoint, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if headers.iter().all(|(name, _)| *name != "host") {
        request = request.header("host", "127.0.0.1:1338");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    let (head, body) = endpoint.answer(head).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: head.status.as_u16(), headers: head.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}
