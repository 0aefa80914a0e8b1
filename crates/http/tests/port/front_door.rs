//! The front door over a real port: what well-behaved, strange and hostile clients get.

use crate::support::{Answer, serve, serve_with};
use rolecall_service::{Service, declaration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const CALLER: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const FAULT: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";

fn error(namespace: &str, code: &str, message: &str, answer: &Answer) -> String {
    let id = answer.header("x-amzn-requestid").unwrap();
    let message = if message.is_empty() { String::new() } else { format!("<Message>{message}</Message>") };
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>Sender</Type><Code>{code}</Code>{message}</Error><RequestId>{id}</RequestId></ErrorResponse>"
    )
}

#[tokio::test]
async fn a_signed_call_is_answered() {
    let served = serve();
    let answer = served.exchange(served.form("sts", CALLER)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/xml")), "{answer:?}");
    let id = answer.header("x-amzn-requestid").unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(answer.header("content-length").unwrap(), answer.body.len().to_string());
    assert!(answer.header("date").is_some());
    assert!(answer.body.starts_with(&format!("<GetCallerIdentityResponse xmlns=\"{STS}\"><GetCallerIdentityResult>")));
    assert!(answer.body.contains("<Arn>arn:aws:iam::123456789012:user/admin</Arn>"), "{}", answer.body);
    assert!(answer.body.ends_with(&format!(
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    )));
    let records = served.trail.lines();
    assert!(records.iter().any(|record| record.contains(id)), "{records:?}");
}

#[tokio::test]
async fn json_is_answered_to_those_who_accept_it() {
    let served = serve();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
    let answer = served.exchange(served.signed("sts", &headers, CALLER)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let response = &body["GetCallerIdentityResponse"];
    assert_eq!(response["GetCallerIdentityResult"]["Account"], "123456789012");
    assert_eq!(response["ResponseMetadata"]["RequestId"], answer.header("x-amzn-requestid").unwrap());
}

#[tokio::test]
async fn one_connection_carries_many_calls() {
    let served = serve();
    let request = served.form("sts", CALLER).replace("connection: close\r\n", "");
    let mut stream = served.connect().await;
    for _ in 0..3 {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut buffer = vec![0; 4096];
        let mut seen = Vec::new();
        while !seen.ends_with(b"</GetCallerIdentityResponse>") {
            let count = stream.read(&mut buffer).await.unwrap();
            assert_ne!(count, 0);
            seen.extend_from_slice(&buffer[..count]);
        }
        assert_eq!(Answer::read(&seen).status, 200);
    }
}

#[tokio::test]
async fn what_comes_before_credentials_is_answered_without_them() {
    let served = serve();
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    for (request, headers, body, status, expected) in [
        ("GET /_rolecall/health", "", "", 200, "{\"status\":\"ready\"}"),
        ("GET /nowhere", "", "", 404, "<UnknownOperationException/>"),
        ("POST /_rolecall/reset", "", "", 404, "<UnknownOperationException/>"),
        ("GET /%zz", "", "", 400, ""),
        ("GET /?Action=%zz", "", "", 400, ""),
        ("POST /", form, "Action=%", 400, ""),
        ("POST /", "content-type: text/plain\r\n", CALLER, 302, ""),
        ("POST /", form, "Version=2011-06-15", 302, ""),
        ("GET /", "", "", 302, ""),
        (
            "POST /",
            "content-type: application/x-amz-json-1.1\r\nx-amz-target: AWSOrganizationsV20161128.No\r\n",
            "{}",
            400,
            "{\"__type\":\"UnknownOperationException\"}",
        ),
    ] {
        let length = body.len();
        let answer = served
            .exchange(format!(
                "{request} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
            ))
            .await;
        assert_eq!((answer.status, answer.body.as_str()), (status, expected), "{request} {headers}");
        assert!(answer.header("x-amzn-requestid").is_some());
        let location = (status == 302).then_some("https://aws.amazon.com/iam");
        assert_eq!(answer.header("location"), location);
    }
}

#[tokio::test]
async fn errors_come_in_the_wire_of_the_service() {
    let served = serve();
    let unsigned = |body: &str| {
        let length = body.len();
        format!(
            "POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let deep = format!("{CALLER}&{}=1", vec!["a"; 40].join("."));
    for (request, namespace, status, code, message) in [
        (
            unsigned("Action=Nothing&Version=2011-06-15"),
            FAULT,
            400,
            "InvalidAction",
            "Could not find operation Nothing for version 2011-06-15",
        ),
        (
            unsigned("Action=%3CGetUser%3E"),
            FAULT,
            400,
            "InvalidAction",
            "Could not find operation &lt;GetUser&gt; for version NO_VERSION_SPECIFIED",
        ),
        (unsigned(&"a&".repeat(10_001)), FAULT, 400, "MalformedInput", "too many parameters"),
        (unsigned(CALLER), STS, 403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
        (served.form("sts", &deep), STS, 400, "MalformedInput", "a parameter is nested too deeply"),
    ] {
        let answer = served.exchange(request).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, Some("text/xml")), "{code} {answer:?}");
        assert_eq!(answer.body, error(namespace, code, message, &answer));
    }
    let answer = served.exchange(served.form("s3", CALLER)).await;
    assert!(
        answer.status == 400 && answer.body.contains("The service &quot;s3&quot; is not served here"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn bodies_that_are_not_json_are_serialization_exceptions() {
    let served = serve();
    let Some(declared) = rolecall_service::registry().find(|declared| declared.spec.service == Service::Organizations)
    else {
        panic!("organizations has operations");
    };
    assert!(declaration(Service::Organizations, declared.spec.name).is_some());
    let target = format!("AWSOrganizationsV20161128.{}", declared.spec.name);
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
    for body in ["", "not json", "[]", "{\"A\":1,\"A\":2}"] {
        let answer = served.exchange(served.signed("organizations", &headers, body)).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (400, Some("application/x-amz-json-1.1")),
            "{body} {answer:?}"
        );
        assert_eq!(answer.header("x-amzn-errortype"), Some("serializationexception"));
        assert_eq!(answer.body, "{\"__type\":\"SerializationException\"}");
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused_after_they_were_sent() {
    let served = serve();
    let body = "a".repeat(11_000_000);
    let head = "POST / HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let answer = served.exchange(format!("{head}content-length: {}\r\n\r\n{body}", body.len())).await;
    assert_eq!((answer.status, answer.body.as_str()), (413, ""));
    let answer = served
        .exchange(format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len()))
        .await;
    assert_eq!((answer.status, answer.body.as_str()), (413, ""));
    let answer = served.exchange(format!("{head}expect: 100-continue\r\ncontent-length: {}\r\n\r\n", body.len())).await;
    assert_eq!(answer.status, 413, "refused before it is sent");
    let answer = served.exchange(format!("{head}content-length: 99999999999\r\n\r\n")).await;
    assert_eq!(answer.status, 413, "refused by what it declares");
}

#[tokio::test]
async fn a_truncated_body_harms_nobody() {
    let served = serve();
    let mut stream = served.connect().await;
    stream.write_all(b"POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nAction=").await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty() || Answer::read(&answer).status == 400);
    assert_eq!(served.exchange(served.form("sts", CALLER)).await.status, 200);
}

#[tokio::test]
async fn browsers_may_call_but_not_reset() {
    let served = serve_with(None, |door| door.with_reset(std::sync::Arc::new(|| Ok(()))));
    let head = "HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: 0\r\n";
    let answer = served
        .exchange(format!("OPTIONS / {head}origin: http://o\r\naccess-control-request-method: POST\r\naccess-control-request-headers: authorization,x-amz-date\r\n\r\n"))
        .await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-allow-methods", "post"),
        ("access-control-allow-headers", "authorization,x-amz-date"),
        ("access-control-max-age", "172800"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    let answer = served.exchange(format!("GET /_rolecall/health {head}origin: http://o\r\n\r\n")).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    for (origin, status) in [("", 200), ("origin: http://o\r\n", 403)] {
        assert_eq!(served.exchange(format!("POST /_rolecall/reset {head}{origin}\r\n")).await.status, status);
    }
}
