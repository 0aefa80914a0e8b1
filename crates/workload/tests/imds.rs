//! The metadata service: tokens, refusals, the tree, credentials and the identity document.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::Arc;

use data_encoding::BASE64;
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use rolecall_model::Clock;
use rolecall_workload::imds::{DocumentSigner, Imds, Instance, Options};
use rolecall_workload::{Cache, Purpose};
use support::{Answer, Counting, NOON, Standing, Told, ask, no_role, refused, unreachable};

const TTL: &str = "X-aws-ec2-metadata-token-ttl-seconds";
const TOKEN: &str = "X-aws-ec2-metadata-token";

struct Service {
    clock: Arc<Standing>,
    issuer: Arc<Told>,
    signer: Arc<DocumentSigner>,
    imds: Imds,
}

impl Service {
    fn new() -> Self {
        Self::with("i-0abc", Options::default())
    }

    fn with(id: &str, options: Options) -> Self {
        let clock = Standing::new();
        let issuer = Told::new(&clock);
        let cache = Arc::new(Cache::new(issuer.clone(), clock.clone()));
        let arn = format!("arn:aws:ec2:eu-west-1:111122223333:instance/{id}").parse().unwrap();
        let mut instance = Instance::of(&arn, "127.0.0.1".parse().unwrap(), clock.now()).unwrap();
        instance.tags =
            [("Name", "web 1"), ("a/b", "hidden"), ("team", "blue")].map(|(k, v)| (k.into(), v.into())).into();
        let signer = Arc::new(DocumentSigner::new(&DocumentSigner::generate().unwrap()).unwrap());
        let (pending_time, tags) = (instance.pending_time, std::mem::take(&mut instance.tags));
        let imds = Imds::new(instance, options, cache, clock.clone(), Counting::new(), signer.clone());
        imds.describe(pending_time, tags);
        Self { clock, issuer, signer, imds }
    }

    async fn token(&self, seconds: &str) -> String {
        let answer = ask(&self.imds, "PUT", "/latest/api/token", &[(TTL, seconds)]).await;
        assert_eq!(answer.status, 200);
        answer.body
    }

    async fn get(&self, path: &str) -> Answer {
        let token = self.token("60").await;
        ask(&self.imds, "GET", path, &[(TOKEN, &token)]).await
    }
}

#[tokio::test]
async fn tokens_are_asked_for_as_ec2_wants_it() {
    let service = Service::new();
    let granted = ask(&service.imds, "PUT", "/latest/api/token", &[(TTL, "21600")]).await;
    assert_eq!(granted.status, 200);
    for (name, value) in [(TTL, "21600"), ("content-type", "text/plain"), ("server", "EC2ws")] {
        assert_eq!(granted.headers[name], value);
    }
    for (path, headers, status) in [
        ("/latest/api/token", &[][..], 400),
        ("/latest/api/token", &[(TTL, "0")], 400),
        ("/latest/api/token", &[(TTL, "21601")], 400),
        ("/latest/api/token", &[(TTL, "-1")], 400),
        ("/latest/api/token", &[(TTL, "+60")], 400),
        ("/latest/api/token", &[(TTL, "1h")], 400),
        ("/latest/api/token", &[(TTL, "")], 400),
        ("/latest/api/token", &[(TTL, "60"), (TTL, "60")], 400),
        ("/latest/api/token", &[(TTL, "1")], 200),
        ("/latest/api/token", &[(TTL, "60"), ("X-Forwarded-For", "10.0.0.1")], 403),
        ("/latest/api/token", &[(TTL, "60"), ("x-forwarded-for", "")], 403),
        ("/latest/api/token", &[(TTL, "60"), ("host", "rebound.example:1338")], 403),
        ("/2021-07-15/api/token", &[(TTL, "60")], 403),
        ("/latest/meta-data/", &[(TTL, "60")], 405),
        ("/latest/api/token/", &[(TTL, "60")], 405),
    ] {
        let answer = ask(&service.imds, "PUT", path, headers).await;
        assert_eq!(answer.status, status, "{path} {headers:?}");
        if status != 200 {
            assert!(answer.body.contains(&format!("<title>{status} - ")), "{}", answer.body);
            assert_eq!(answer.headers["content-type"], "text/html");
        }
    }
}

#[tokio::test]
async fn without_a_good_token_nothing_is_told() {
    let service = Service::new();
    let path = "/latest/meta-data/instance-id";
    assert_eq!(ask(&service.imds, "GET", path, &[]).await.status, 401);
    let token = service.token("60").await;
    assert_eq!(ask(&service.imds, "GET", path, &[(TOKEN, &token)]).await.body, "i-0abc");
    let changed = token.chars().rev().collect::<String>();
    let shorter = token.chars().skip(1).collect::<String>();
    let longer = format!("{token}A");
    for bad in ["", "x", &changed, &longer, &shorter, "é"] {
        assert_eq!(ask(&service.imds, "GET", path, &[(TOKEN, bad)]).await.status, 401, "{bad}");
    }
    let twice = [(TOKEN, &*token), (TOKEN, &*token)];
    assert_eq!(ask(&service.imds, "GET", path, &twice).await.status, 401);
    service.clock.advance(59);
    assert_eq!(ask(&service.imds, "GET", path, &[(TOKEN, &token)]).await.status, 200);
    service.clock.advance(1);
    assert_eq!(ask(&service.imds, "GET", path, &[(TOKEN, &token)]).await.status, 401, "it has ended");
    let other = Service::with("i-0def", Options::default()).token("60").await;
    assert_eq!(ask(&service.imds, "GET", path, &[(TOKEN, &other)]).await.status, 401, "of another instance");
}

#[tokio::test]
async fn version_1_answers_only_where_it_is_switched_on() {
    let service = Service::with("i-0abc", Options { tokens_required: false, hop_limit: 1 });
    assert_eq!(ask(&service.imds, "GET", "/latest/meta-data/instance-id", &[]).await.body, "i-0abc");
    let bad = ask(&service.imds, "GET", "/latest/meta-data/instance-id", &[(TOKEN, "x")]).await;
    assert_eq!(bad.status, 401, "a bad token is refused all the same");
    let path = "/latest/meta-data/iam/security-credentials/web";
    let first = ask(&service.imds, "GET", path, &[]).await.body;
    assert_ne!(first, service.get(path).await.body, "each version has credentials of its own");
    assert_eq!(*service.issuer.purposes.lock().unwrap(), [Purpose::RoleByVersion1, Purpose::Role]);
}

#[tokio::test]
async fn the_tree_of_metadata() {
    let service = Service::new();
    let credentials = "/latest/meta-data/iam/security-credentials";
    for (path, expected) in [
        ("/latest/", "dynamic\nmeta-data"),
        ("/latest", "dynamic\nmeta-data"),
        ("/2021-07-15/meta-data/instance-id", "i-0abc"),
        ("/latest/meta-data/", "iam/\ninstance-id\nlocal-ipv4\nmac\nplacement/\nservices/\ntags/"),
        ("/latest/meta-data/placement/", "availability-zone\nregion"),
        ("/latest/meta-data/placement/region", "eu-west-1"),
        ("/latest/meta-data/placement/availability-zone/", "eu-west-1a"),
        ("/latest/meta-data/local-ipv4", "127.0.0.1"),
        ("/latest/meta-data/tags/instance/", "Name\nteam"),
        ("/latest/meta-data/tags/instance/Name", "web 1"),
        ("/latest/meta-data/iam/", "info\nsecurity-credentials/"),
        (credentials, "web"),
        (&format!("{credentials}/"), "web"),
        ("/latest/dynamic/instance-identity", "document\nsignature"),
    ] {
        let answer = service.get(path).await;
        assert_eq!((answer.status, &*answer.body), (200, expected), "{path}");
    }
    assert!(service.get("/").await.body.ends_with("\nlatest"));
    assert!(service.get("/latest/meta-data/mac").await.body.starts_with("02:"));
    for (path, status) in [
        ("/nope", 404),
        ("/1999-01-01/meta-data/", 404),
        ("/latest/user-data", 404),
        ("/latest/meta-data/nope", 404),
        ("/latest/meta-data/instance-id/x", 404),
        ("/latest/meta-data/../meta-data/instance-id", 404),
        ("/latest/meta-data/%69nstance-id", 404),
        ("/latest/meta-data/iam/security-credentials/other", 404),
        ("/latest/meta-data/iam/security-credentials/web/x", 404),
        ("/latest/meta-data/tags/instance/a", 404),
        ("/latest/dynamic/instance-identity/pkcs7", 404),
        ("/latest/api/token", 405),
    ] {
        assert_eq!(service.get(path).await.status, status, "{path}");
    }
    for method in ["POST", "DELETE", "OPTIONS", "TRACE"] {
        assert_eq!(ask(&service.imds, method, "/latest/meta-data/", &[]).await.status, 405, "{method}");
    }
}

#[tokio::test]
async fn credentials_in_the_form_of_ec2() {
    let service = Service::new();
    let answer = service.get("/latest/meta-data/iam/security-credentials/web").await;
    assert_eq!(answer.headers["content-type"], "text/plain");
    assert_eq!(
        answer.body,
        "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2026-07-01T12:00:00Z\",\n  \"Type\" : \"AWS-HMAC\",\n  \
         \"AccessKeyId\" : \"ASIA0000000000000001\",\n  \"SecretAccessKey\" : \"secret-1\",\n  \"Token\" : \"token-1\",\n  \
         \"Expiration\" : \"2026-07-01T18:00:00Z\"\n}"
    );
    let info = service.get("/latest/meta-data/iam/info").await;
    assert_eq!(
        info.body,
        "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2026-07-01T12:00:00Z\",\n  \"InstanceProfileArn\" : \
         \"arn:aws:iam::111122223333:instance-profile/web\",\n  \"InstanceProfileId\" : \"AIPAEXAMPLEEXAMPLE000\"\n}"
    );
}

#[tokio::test]
async fn no_role_looks_like_no_instance_profile() {
    let service = Service::new();
    service.issuer.refuse(&no_role(), 1);
    let root = service.get("/latest/meta-data/").await;
    assert!(!root.body.contains("iam"), "{}", root.body);
    for path in ["iam", "iam/info", "iam/security-credentials", "iam/security-credentials/web"] {
        assert_eq!(service.get(&format!("/latest/meta-data/{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_within_the_answer() {
    let service = Service::new();
    service.issuer.refuse(&refused(), 1);
    let listing = service.get("/latest/meta-data/iam/security-credentials/").await;
    assert_eq!((listing.status, &*listing.body), (200, "web"));
    for path in ["iam/info", "iam/security-credentials/web"] {
        let answer = service.get(&format!("/latest/meta-data/{path}")).await;
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, told["Code"].as_str()), (200, Some("AssumeRoleUnauthorizedAccess")), "{path}");
        assert_eq!(told["Message"], "the trust policy does not allow it");
    }
}

#[tokio::test]
async fn an_issuer_that_is_not_reached_is_an_error_of_the_service() {
    let service = Service::new();
    service.issuer.refuse(&unreachable(), 1);
    assert_eq!(service.get("/latest/meta-data/iam/security-credentials/").await.status, 503);
    let info = service.get("/latest/meta-data/iam/info").await;
    assert!(info.body.contains("\"Code\" : \"Failed\""), "{}", info.body);
    assert_eq!(service.get("/latest/meta-data/instance-id").await.body, "i-0abc", "the rest is there");
}

#[tokio::test]
async fn a_swapped_role_shows_at_the_next_fetch() {
    let service = Service::new();
    *service.issuer.revision.lock().unwrap() = Some(1);
    let path = "/latest/meta-data/iam/security-credentials/";
    assert_eq!(service.get(path).await.body, "web");
    service.issuer.swap("arn:aws:iam::111122223333:role/db");
    *service.issuer.revision.lock().unwrap() = Some(2);
    assert_eq!(service.get(path).await.body, "db");
    assert_eq!(service.get(&format!("{path}web")).await.status, 404, "the former role is gone");
}

#[tokio::test]
async fn the_identity_document_and_its_signature() {
    let service = Service::new();
    let document = service.get("/latest/dynamic/instance-identity/document").await.body;
    let read: serde_json::Value = serde_json::from_str(&document).unwrap();
    for (name, value) in [
        ("accountId", "111122223333"),
        ("instanceId", "i-0abc"),
        ("region", "eu-west-1"),
        ("availabilityZone", "eu-west-1a"),
        ("privateIp", "127.0.0.1"),
        ("pendingTime", "2026-07-01T12:00:00Z"),
        ("version", "2017-09-30"),
    ] {
        assert_eq!(read[name], value);
    }
    assert_eq!(NOON, service.clock.now().epoch());
    let signature = service.get("/latest/dynamic/instance-identity/signature").await.body;
    let signature = BASE64.decode(signature.replace('\n', "").as_bytes()).unwrap();
    let pem = service.signer.public_key_pem();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let info = BASE64.decode(body.as_bytes()).unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &info[26..]);
    assert!(key.verify(document.as_bytes(), &signature).is_ok());
    assert!(key.verify(document.replace("i-0abc", "i-0abd").as_bytes(), &signature).is_err());
}
