//! Whatever a request is, it is answered without a panic, and what is sent on means what was asked about.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use rolecall_mapping::{Authentication, Mapped, NoTables, Plan, S3Rules, Seen, Unmapped, plan, plan_with_body};

type Headers = Vec<(String, Vec<u8>)>;

/// Services with the members that most of their requests are told by.
const SERVICES: &[&str] = &[
    "s3",
    "dynamodb",
    "sqs",
    "sns",
    "monitoring",
    "logs",
    "ecr",
    "lambda",
    "ec2",
    "cloudformation",
    "other",
    "kinesis",
    "route53",
    "apigateway",
    "eks",
    "rds",
    "servicediscovery",
    "bedrock",
    "mediastore",
];

fn map(
    service: &str,
    (method, path, query): (&str, &str, &str),
    host: Option<&str>,
    headers: &Headers,
    body: &[u8],
) -> Result<Mapped, Unmapped> {
    let s3 = S3Rules { base_hosts: vec!["s3.localhost".to_owned()], literal_keys: false };
    let seen = Seen {
        method,
        path,
        query,
        host,
        headers,
        service,
        region: "eu-north-1",
        account: "111111111111".parse().unwrap(),
        authentication: Authentication::Header,
        signature_age: None,
        tls_version: Some("1.3"),
        now: 0,
        tables: &NoTables,
        s3: &s3,
    };
    match plan(&seen) {
        Plan::Ready(mapped) => Ok(mapped),
        Plan::Refused(unmapped) => Err(unmapped),
        Plan::NeedsBody { .. } => plan_with_body(&seen, body),
    }
}

/// Text that is near to what requests hold.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("bkt"),
        Just("k"),
        Just("acl"),
        Just("uploadId"),
        Just("partNumber"),
        Just("versionId"),
        Just("list-type=2"),
        Just("delete"),
        Just("tagging"),
        Just("prefix"),
        Just("x-amz-acl"),
        Just(".."),
        Just("."),
        Just("/"),
        Just("/clusters/"),
        Just("/restapis/"),
        Just("/tags/arn%3Aaws%3Aeks%3Aeu-north-1%3A111111111111%3Acluster%2F"),
        Just("?"),
        Just("%2F"),
        Just("%2e"),
        Just("%25"),
        Just("%C3%A9"),
        Just("%"),
        Just("+"),
        Just("&"),
        Just("="),
        Just(";"),
        Just("\\"),
        Just("é"),
        Just(" "),
    ]
    .prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![prop::collection::vec(piece(), 0..8).prop_map(|pieces| pieces.concat()), "\\PC{0,12}"]
}

fn headers() -> impl Strategy<Value = Headers> {
    let name = prop_oneof![
        Just("x-amz-acl"),
        Just("x-amz-copy-source"),
        Just("x-amz-tagging"),
        Just("x-amz-target"),
        Just("smithy-protocol"),
        Just("content-type"),
        Just("content-encoding"),
        Just("x-amz-object-lock-retain-until-date"),
        Just("x-unheard-of"),
    ];
    let value = prop_oneof![
        Just(b"/bkt/k".to_vec()),
        Just(b"DynamoDB_20120810.GetItem".to_vec()),
        Just(b"Kinesis_20131202.PutRecord".to_vec()),
        Just(b"application/x-amz-json-1.0".to_vec()),
        Just(b"application/x-www-form-urlencoded".to_vec()),
        Just(b"rpc-v2-cbor".to_vec()),
        prop::collection::vec(any::<u8>(), 0..12),
        text().prop_map(String::into_bytes),
    ];
    prop::collection::vec((name.prop_map(str::to_owned), value), 0..4)
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        text().prop_map(String::into_bytes),
        Just(b"<Delete><Object><Key>a</Key></Object></Delete>".to_vec()),
        Just(br#"{"TableName":"t","Key":{"id":{"S":"x"}}}"#.to_vec()),
        Just(b"Action=DescribeInstances&InstanceId.1=i-1".to_vec()),
        Just(b"Action=DescribeDBInstances&DBInstanceIdentifier=d".to_vec()),
        Just(br#"{"StreamName":"s","Data":"","PartitionKey":"1"}"#.to_vec()),
        Just(b"<CreateHostedZoneRequest><Name>a</Name></CreateHostedZoneRequest>".to_vec()),
    ]
}

fn method() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("GET"), Just("PUT"), Just("POST"), Just("DELETE"), Just("HEAD")]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_nothing_is_asked_of_nobody(
        service in prop::sample::select(SERVICES), method in method(), path in text(), query in text(),
        host in prop::option::of(text()), headers in headers(), body in body(),
    ) {
        if let Ok(mapped) = map(service, (method, &path, &query), host.as_deref(), &headers, &body) {
            prop_assert!(!mapped.accesses.is_empty());
        }
    }

    #[test]
    fn paths_of_services_are_sent_on_as_they_were_asked_about(
        service in prop::sample::select(&["eks", "apigateway", "route53", "lambda", "mediastore"][..]),
        method in method(), path in text(), query in text(), body in body(),
    ) {
        if let Ok(mapped) = map(service, (method, &path, &query), None, &Vec::new(), &body) {
            let again = map(service, (method, &mapped.path, &mapped.query), None, &Vec::new(), &body).unwrap();
            prop_assert_eq!(&again.accesses, &mapped.accesses);
            prop_assert_eq!((again.operation, again.path, again.query), (mapped.operation, mapped.path, mapped.query));
        }
    }

    #[test]
    fn what_is_sent_on_is_what_was_asked_about(
        method in method(), path in text(), query in text(), headers in headers(), by_host in any::<bool>(), body in body(),
    ) {
        let path = format!("/{}{path}", if by_host { "" } else { "bkt/" });
        let host = by_host.then_some("bkt.s3.localhost");
        if let Ok(mapped) = map("s3", (method, &path, &query), host, &headers, &body) {
            let mut sent = headers.clone();
            sent.retain(|(name, _)| mapped.headers.iter().all(|(set, _)| set != name));
            sent.extend(mapped.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())));
            let again = map("s3", (method, &mapped.path, &mapped.query), None, &sent, &body).unwrap();
            prop_assert_eq!(&again.accesses, &mapped.accesses);
            prop_assert_eq!((again.operation, again.path, again.query), (mapped.operation, mapped.path, mapped.query));
            prop_assert_eq!(again.s3, mapped.s3);
        }
    }

    #[test]
    fn a_key_is_decoded_once_and_sent_on_as_it_is(key in "[^/\\\\\\pC]{1,40}") {
        prop_assume!(key != "." && key != "..");
        let raw = key.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        let mapped = map("s3", ("GET", &format!("/bkt/{raw}"), ""), None, &Vec::new(), b"").unwrap();
        prop_assert_eq!(mapped.s3.and_then(|target| target.key), Some(key.clone()));
        prop_assert_eq!(&mapped.accesses[0].resource, &format!("arn:aws:s3:::bkt/{key}"));
    }
}

#[test]
fn deep_bodies_are_refused() {
    let deep = |open: &str, close: &str, count: usize| (open.repeat(count) + &close.repeat(count)).into_bytes();
    let xml = deep("<a>", "</a>", 40_000);
    let body = [b"<Delete>".as_slice(), &xml, b"</Delete>"].concat();
    assert!(map("s3", ("POST", "/bkt", "delete"), None, &Vec::new(), &body).is_err());
    let json: Headers = vec![
        ("x-amz-target".to_owned(), b"DynamoDB_20120810.GetItem".to_vec()),
        ("content-type".to_owned(), b"application/x-amz-json-1.0".to_vec()),
    ];
    let body = [br#"{"TableName":"#.as_slice(), &deep("[", "]", 100_000), b"}"].concat();
    assert!(map("dynamodb", ("POST", "/", ""), None, &json, &body).is_err());
    let cbor: Headers = vec![("smithy-protocol".to_owned(), b"rpc-v2-cbor".to_vec())];
    let path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
    let body = [b"\xa1\x69Namespace".as_slice(), &vec![0x81; 100_000]].concat();
    assert!(map("monitoring", ("POST", path, ""), None, &cbor, &body).is_err());
    let route53 = deep("<a>", "</a>", 1_000);
    let body = [b"<CreateHostedZoneRequest>".as_slice(), &route53, b"</CreateHostedZoneRequest>"].concat();
    assert!(map("route53", ("POST", "/2013-04-01/hostedzone", ""), None, &Vec::new(), &body).is_err());
    let huge_text = b"\xa1\x69Namespace\x7b\xff\xff\xff\xff\xff\xff\xff\xff";
    assert!(map("monitoring", ("POST", path, ""), None, &cbor, huge_text).is_err());
    let form: Headers = vec![("content-type".to_owned(), b"application/x-www-form-urlencoded".to_vec())];
    let body = ["Action=DescribeInstances&Filter", &".1".repeat(100_000), "=x"].concat();
    assert!(map("ec2", ("POST", "/", ""), None, &form, body.as_bytes()).is_err());
}
