//! The credentials endpoint of containers: who gets what, and that nobody learns more.

mod support;

use std::sync::Arc;

use rolecall_model::SecretKey;
use rolecall_workload::container::{Containers, Seat};
use rolecall_workload::{Cache, Purpose};
use support::{Counting, Standing, Told, ask, no_role, refused, unreachable};

/// Two tasks, `a` and `b`, the first with an execution role too.
struct Host {
    containers: Containers,
    a: (String, String),
    a_execution: (String, String),
    b: (String, String),
    issuer: Arc<Told>,
}

impl Host {
    fn new() -> Self {
        let (clock, entropy) = (Standing::new(), Counting::new());
        let issuers = [Told::new(&clock), Told::new(&clock)];
        issuers[1].swap("arn:aws:iam::111122223333:role/b");
        let caches = issuers.clone().map(|issuer| Arc::new(Cache::new(issuer, clock.clone())));
        let known = |seat: &Seat| (seat.path(), seat.token().expose().to_owned());
        let seats = [(); 3].map(|()| Seat::generate(&*entropy));
        let [a, a_execution, b] = [known(&seats[0]), known(&seats[1]), known(&seats[2])];
        let [first, second, third] = seats;
        let containers = Containers::new()
            .with(first, caches[0].clone(), Purpose::Role)
            .with(second, caches[0].clone(), Purpose::Execution)
            .with(third, caches[1].clone(), Purpose::Role);
        Self { containers, a, a_execution, b, issuer: issuers[0].clone() }
    }
}

#[tokio::test]
async fn each_seat_gets_its_own_role() {
    let host = Host::new();
    for ((path, token), role) in [(&host.a, "role/teams/web"), (&host.a_execution, "role/pull"), (&host.b, "role/b")] {
        let answer = ask(&host.containers, "GET", path, &[("authorization", token)]).await;
        let start = format!("{{\"RoleArn\":\"arn:aws:iam::111122223333:{role}\",\"AccessKeyId\":\"ASIA");
        assert!(answer.status == 200 && answer.body.starts_with(&start), "{}", answer.body);
        assert_eq!(answer.headers["content-type"], "application/json");
    }
    let (path, token) = &host.a;
    let answer = ask(&host.containers, "GET", path, &[("authorization", token)]).await;
    assert!(
        answer.body.ends_with(
            "\"SecretAccessKey\":\"secret-1\",\"Token\":\"token-1\",\"Expiration\":\"2026-07-01T18:00:00Z\"}"
        ),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn whoever_lacks_id_or_token_is_refused_in_the_same_words() {
    let host = Host::new();
    let (path, token) = &host.a;
    let longer = format!("{token}x");
    let shorter = token.chars().skip(1).collect::<String>();
    let around = path.replace("/v2/", "/v2/credentials/../");
    let unknown = "/v2/credentials/00000000-0000-4000-8000-000000000000";
    let mut told = std::collections::BTreeSet::new();
    for (path, headers) in [
        (&**path, &[][..]),
        (path, &[("authorization", "")]),
        (path, &[("authorization", &host.b.1)]),
        (path, &[("authorization", &host.a_execution.1)]),
        (path, &[("authorization", &longer)]),
        (path, &[("authorization", &shorter)]),
        (path, &[("authorization", token), ("authorization", token)]),
        (&host.b.0, &[("authorization", token)]),
        (&host.a_execution.0, &[("authorization", token)]),
        (unknown, &[("authorization", token)]),
        (unknown, &[]),
        ("/v2/credentials/", &[("authorization", token)]),
        (&format!("{path}/"), &[("authorization", token)]),
        (&around, &[("authorization", token)]),
    ] {
        let answer = ask(&host.containers, "GET", path, headers).await;
        assert_eq!(answer.status, 401, "{path} {headers:?}");
        told.insert(answer.body);
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(host.issuer.asked(), 0, "nobody was asked");
}

#[tokio::test]
async fn what_is_no_fetch() {
    let host = Host::new();
    let (path, token) = &host.a;
    for (method, path, name, status) in [
        ("POST", &**path, "127.0.0.1", 405),
        ("HEAD", path, "127.0.0.1", 405),
        ("GET", "/", "127.0.0.1", 404),
        ("GET", "/v3/credentials", "127.0.0.1", 404),
        ("GET", path, "rebound.example", 403),
    ] {
        let answer = ask(&host.containers, method, path, &[("authorization", token), ("host", name)]).await;
        assert_eq!(answer.status, status, "{method} {path} {name}");
    }
}

#[tokio::test]
async fn failures_carry_a_code_and_a_message() {
    for (why, status, code) in [
        (no_role(), 404, "RoleNotFound"),
        (refused(), 403, "AssumeRoleUnauthorizedAccess"),
        (unreachable(), 503, "ServiceUnavailable"),
    ] {
        let host = Host::new();
        host.issuer.refuse(&why, 1);
        let answer = ask(&host.containers, "GET", &host.a.0, &[("authorization", &host.a.1)]).await;
        assert_eq!(answer.status, status);
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((told["code"].as_str(), told["message"].as_str()), (Some(code), Some(&*why.to_string())));
    }
}

#[test]
fn seats_that_were_made_before() {
    for (id, token, fits) in [
        ("9d2f", "0123456789abcdef", true),
        ("9d2f", "0123456789abcde", false),
        ("9d2f", "0123456789 abcdef", false),
        ("9d2f", "0123456789abcdef\n", false),
        ("", "0123456789abcdef", false),
        ("a/b", "0123456789abcdef", false),
        ("..", "0123456789abcdef", false),
    ] {
        assert_eq!(Seat::new(id.to_owned(), SecretKey::new(token.to_owned())).is_ok(), fits, "{id} {token}");
    }
}
