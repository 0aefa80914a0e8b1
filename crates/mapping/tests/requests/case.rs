//! Requests and what they are mapped to, each written on one line.
//!
//! `METHOD PATH?QUERY [header: value] {body} => Operation | action resource ; key=value ; key=[a,b] | …`, or after `=>` an
//! exclamation mark and a part of the message with which the request is refused. `[host: …]` is the host, `[signed: query]` and
//! `[signed: not]` say how the request is authenticated, `[keys: literal]` that the upstream takes keys literally.
//! `JSON Operation {body}`, `CBOR Operation {body as JSON}` and `FORM Operation {parameters}` are requests of those protocols.
//! `in part` stands behind a resource of which `*` and `?` are not known.
//! `~sqs:` stands for `arn:aws:sqs:eu-north-1:111111111111:`, and so for every service.
//! `> path?query` at the end is what is sent on, `^ header: value` a header to set. Lines that begin with `#` are comments.

use std::fmt::Write as _;

use rolecall_mapping::models::{entries, model};
use rolecall_mapping::{Authentication, Mapped, Plan, S3Rules, Seen, Tables, Unmapped, Value, plan, plan_with_body};

/// Knows the table `known`, whose partition key is `pk`, and its index `i`, whose partition key is `ik`.
struct OneTable;

impl Tables for OneTable {
    fn partition_key(&self, table: &str, index: Option<&str>) -> Option<&str> {
        match (table, index) {
            ("known", None) => Some("pk"),
            ("known", Some("i")) => Some("ik"),
            _ => None,
        }
    }
}

/// A request of a case.
#[derive(Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
    pub(crate) service: String,
    pub(crate) literal_keys: bool,
}

impl Request {
    /// Reads the part of a line before `=>`.
    pub(crate) fn read(service: &str, text: &str) -> Self {
        let (text, body) = match text.split_once(" {") {
            Some((text, body)) => (text, body.trim_end().strip_suffix('}').unwrap()),
            None => (text, ""),
        };
        if let Some((protocol @ ("JSON" | "CBOR" | "FORM"), operation)) = text.split_once(' ') {
            return rpc(service, protocol, operation.trim_end(), body);
        }
        let mut parts = text.split(" [");
        let (method, target) = parts.next().unwrap().split_once(' ').unwrap();
        let (path, query) = target.trim_end().split_once('?').unwrap_or((target.trim_end(), ""));
        let mut request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            body: body.replace("\\n", "\n").into_bytes(),
            service: service.to_owned(),
            ..Self::default()
        };
        for part in parts {
            let (name, value) = part.trim_end().strip_suffix(']').unwrap().split_once(':').unwrap();
            request.headers.push((name.to_owned(), value.strip_prefix(' ').unwrap_or(value).as_bytes().to_vec()));
        }
        if let Some(at) = request.headers.iter().position(|(name, _)| name == "keys") {
            request.literal_keys = request.headers.remove(at).1 == b"literal";
        }
        request
    }

    fn take(headers: &mut Vec<(String, Vec<u8>)>, name: &str) -> Option<String> {
        let at = headers.iter().position(|(own, _)| own == name)?;
        Some(String::from_utf8(headers.remove(at).1).unwrap())
    }

    /// Maps the request, with its body if that is needed.
    pub(crate) fn map(&self) -> Result<Mapped, Unmapped> {
        let mut headers = self.headers.clone();
        let host = Self::take(&mut headers, "host");
        let authentication = match Self::take(&mut headers, "signed").as_deref() {
            None => Authentication::Header,
            Some("query") => Authentication::Query,
            Some(_) => Authentication::Anonymous,
        };
        let bases = ["s3.localhost", "localhost", "s3.eu-north-1.amazonaws.com"];
        let rules = S3Rules { base_hosts: bases.map(str::to_owned).to_vec(), literal_keys: self.literal_keys };
        let seen = Seen {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            host: host.as_deref(),
            headers: &headers,
            service: &self.service,
            region: "eu-north-1",
            account: "111111111111".parse().unwrap(),
            authentication,
            signature_age: Some(1500),
            tls_version: None,
            now: 1_800_000_000,
            tables: &OneTable,
            s3: &rules,
        };
        match plan(&seen) {
            Plan::Ready(mapped) => Ok(mapped),
            Plan::Refused(unmapped) => Err(unmapped),
            Plan::NeedsBody { limit } => {
                assert!(limit > 0);
                plan_with_body(&seen, &self.body)
            }
        }
    }
}

/// A request of a protocol in which the operation does not stand in the URL, made from the service's facts.
fn rpc(service: &str, protocol: &str, operation: &str, body: &str) -> Request {
    let entry = entries().iter().find(|entry| entry.signing == service && entry.signing == entry.name);
    let entry = entry.or_else(|| entries().iter().find(|entry| entry.signing == service)).unwrap();
    let prefix = &model(&entry.name).unwrap().target_prefix;
    let mut parts = operation.split(" [");
    let operation = parts.next().unwrap().trim_end();
    let mut request =
        Request { method: "POST".to_owned(), path: "/".to_owned(), service: service.to_owned(), ..Request::default() };
    let headers: Vec<(&str, String)> = match protocol {
        "JSON" => {
            request.body = body.as_bytes().to_vec();
            vec![
                ("x-amz-target", format!("{prefix}.{operation}")),
                ("content-type", "application/x-amz-json-1.0".to_owned()),
            ]
        }
        "CBOR" => {
            request.path = format!("/service/{prefix}/operation/{operation}");
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            ciborium::into_writer(&body, &mut request.body).unwrap();
            vec![("smithy-protocol", "rpc-v2-cbor".to_owned()), ("content-type", "application/cbor".to_owned())]
        }
        _ => {
            request.body = format!("Action={operation}&{body}").into_bytes();
            vec![("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned())]
        }
    };
    request.headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())).collect();
    for part in parts {
        let (name, value) = part.trim_end().strip_suffix(']').unwrap().split_once(": ").unwrap();
        request.headers.push((name.to_owned(), value.as_bytes().to_vec()));
    }
    request
}

/// The keys that every signed request has; a test of their own looks at them.
const OF_SIGNATURE: &[&str] =
    &["s3:authType", "s3:signatureAge", "s3:signatureversion", "s3:x-amz-content-sha256", "s3:TlsVersion"];

fn written(mapped: &Mapped, wanted: &str) -> String {
    let mut text = mapped.operation.to_string();
    let copied = mapped.copied_tags.iter().flat_map(|both| &**both).map(|needed| ("if tagged: ", needed));
    for (when, needed) in mapped.accesses.iter().map(|needed| ("", needed)).chain(copied) {
        let partly = if needed.is_partial { " in part" } else { "" };
        write!(text, " | {when}{} {}{partly}", needed.action, needed.resource).unwrap();
        let prefixes = ["cloudformation:", "cloudwatch:", "dynamodb:", "lambda:", "s3:RequestObjectTag"];
        let untold = needed.unknown.iter().filter(|key| prefixes.iter().any(|prefix| key.starts_with(prefix)));
        for key in untold {
            write!(text, " ; {key}?").unwrap();
        }
        let mut keys: Vec<String> = needed
            .keys
            .iter()
            .filter(|(key, _)| !OF_SIGNATURE.contains(key))
            .map(|(key, value)| match value {
                Value::One(value) => format!("{key}={value}"),
                Value::Many(values) => format!("{key}=[{}]", values.join(",")),
            })
            .collect();
        keys.sort();
        for key in keys {
            write!(text, " ; {key}").unwrap();
        }
    }
    if wanted.contains(" > ") {
        let mark = if mapped.query.is_empty() { "" } else { "?" };
        write!(text, " > {}{mark}{}", mapped.path, mapped.query).unwrap();
    }
    for profile in &mapped.instance_profiles {
        write!(text, " & {profile:?}").unwrap();
    }
    for (name, value) in &mapped.headers {
        write!(text, " ^ {name}: {value}").unwrap();
    }
    text
}

/// A line with `~sqs:` written out.
fn expand(line: &str) -> String {
    let mut pieces = line.split('~');
    let mut text = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (service, rest) = piece.split_once(':').unwrap();
        write!(text, "arn:aws:{service}:eu-north-1:111111111111:{rest}").unwrap();
    }
    text
}

/// What is wrong with a case, if anything is.
pub(crate) fn check(service: &str, line: &str) -> Option<String> {
    let line = &expand(line);
    let (request, wanted) = line.split_once(" => ").unwrap();
    let wanted = wanted.trim();
    match (Request::read(service, request).map(), wanted.strip_prefix("! ")) {
        (Err(unmapped), Some(message)) if unmapped.message.contains(message) => None,
        (Err(unmapped), _) => Some(format!("{line}\n  refused: {}", unmapped.message)),
        (Ok(mapped), _) => {
            let written = written(&mapped, wanted);
            (written != wanted).then(|| format!("{request}\n  wanted: {wanted}\n  mapped: {written}"))
        }
    }
}

/// The lines of a file with cases.
pub(crate) fn lines(file: &str) -> Vec<String> {
    let path = format!("{}/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Checks every case of a file, and that there are as many as at least.
pub(crate) fn check_file(service: &str, file: &str, least: usize) {
    let lines = lines(file);
    let wrong: Vec<String> = lines.iter().filter_map(|line| check(service, line)).collect();
    assert!(wrong.is_empty(), "{} of {} cases are wrong:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
    assert!(lines.len() >= least, "only {} cases", lines.len());
}
