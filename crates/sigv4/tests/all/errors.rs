//! Every refusal: its place in the order, code, status and exact text.

use rolecall_sigv4::{Claim, Form, PresignedLifetime, Regions, RequestParts, ServiceRules, SignatureError};

use crate::common::{Request, lines, secret, time};

const NOW: &str = "20260701T120000Z";
const CREDENTIAL: &str = "AKIA1/20260701/us-east-1/sts/aws4_request";

/// A request that passes every check but that of its signature, with some headers replaced (or left out, if empty).
fn with_headers(changes: &[(&str, &str)]) -> Request {
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature={:064}", 0);
    let mut headers = lines(&[("host", "sts.amazonaws.com"), ("x-amz-date", NOW), ("authorization", &authorization)]);
    headers.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    headers.extend(lines(changes).into_iter().filter(|(_, value)| !value.is_empty()));
    Request { method: "POST".into(), path: "/".into(), query: String::new(), headers, body: String::new() }
}

fn with_authorization(parameters: &str) -> Request {
    with_headers(&[("authorization", &format!("AWS4-HMAC-SHA256 {parameters}"))])
}

fn with_credential(credential: &str) -> Request {
    with_authorization(&format!("Credential={credential}, SignedHeaders=host;x-amz-date, Signature=0"))
}

/// A presigned request that passes every check but that of its signature, with some parameters replaced (or left out).
fn with_query(changes: &[(&str, &str)]) -> Request {
    let credential = CREDENTIAL.replace('/', "%2F");
    let mut query = lines(&[
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", NOW),
        ("X-Amz-Expires", "60"),
        ("X-Amz-SignedHeaders", "host"),
        ("X-Amz-Signature", "0"),
    ]);
    query.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    query.extend(lines(changes).into_iter().filter(|(_, value)| !value.is_empty()));
    let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers = lines(&[("host", "sts.amazonaws.com")]);
    Request { method: "GET".into(), path: "/".into(), query: query.join("&"), headers, body: String::new() }
}

fn sts() -> ServiceRules<'static> {
    ServiceRules::new("sts", Regions::OneOf(&["us-east-1"]))
}

fn refused_by(rules: &ServiceRules<'_>, request: &Request, code: &str, status: u16, message: &str) {
    let error = request.verify(time(NOW), rules, &secret("s")).unwrap_err();
    assert_eq!((error.code(), error.status(), error.to_string().as_str()), (code, status, message), "{error:?}");
}

fn refused(request: &Request, code: &str, status: u16, message: &str) {
    refused_by(&sts(), request, code, status, message);
}

#[test]
fn malformed_escapes() {
    let request = Request { path: "/%4".into(), ..with_headers(&[]) };
    refused(&request, "", 400, "");
    for (query, message) in [
        ("a=%4", "Incomplete trailing escape % sequence"),
        ("a=%&b=1", "Incomplete trailing escape % sequence"),
        ("%zz=1", "Illegal hex character in escape % pattern: %zz"),
        ("a=%4g", "Illegal hex character in escape % pattern: %4g"),
    ] {
        refused(&Request { query: query.into(), ..with_headers(&[]) }, "MalformedQueryString", 404, message);
    }
}

#[test]
fn one_form_and_no_other() {
    refused(
        &Request { query: "X-Amz-Algorithm=AWS4-HMAC-SHA256".into(), ..with_headers(&[]) },
        "SignatureDoesNotMatch",
        403,
        "",
    );
    let neither = with_headers(&[("authorization", "")]);
    refused(&neither, "MissingAuthenticationToken", 403, "Request is missing Authentication Token");
}

#[test]
fn algorithms() {
    for (header, name) in [
        ("AWS4-ECDSA-P256-SHA256 Credential=x", "AWS4-ECDSA-P256-SHA256"),
        ("Bearer abc", "Bearer"),
        ("aws4-hmac-sha256 x", "aws4-hmac-sha256"),
        ("AWS AKIA1:sig", "AWS"),
    ] {
        let message = format!("Unsupported AWS 'algorithm': '{name}'.");
        refused(&with_headers(&[("authorization", header)]), "IncompleteSignature", 400, &message);
        let query = with_query(&[("X-Amz-Algorithm", name)]);
        refused(&query, "IncompleteSignature", 400, &message);
    }
}

#[test]
fn a_header_that_is_not_utf8() {
    let headers = vec![("host", b"h".as_slice()), ("authorization", b"B\xff x".as_slice())];
    let parts = RequestParts { method: "GET", path: "/", query: "", authority: None, headers: &headers };
    let Err(error) = Claim::read(&parts) else { panic!("accepted") };
    assert_eq!(error, SignatureError::UnsupportedAlgorithm("B\u{fffd}".into()));
}

#[test]
fn parameters_of_the_header() {
    refused(
        &with_authorization("Credential=x, junk, Signature=y"),
        "IncompleteSignature",
        400,
        "'junk' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=x, junk, Signature=y'.",
    );
    refused(
        &with_headers(&[("authorization", "AWS4-HMAC-SHA256"), ("x-amz-date", "")]),
        "IncompleteSignature",
        400,
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
         Authorization header requires 'SignedHeaders' parameter. \
         Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. \
         Authorization=AWS4-HMAC-SHA256",
    );
    refused(
        &with_authorization("Credential=x,Signature=y"),
        "IncompleteSignature",
        400,
        "Authorization header requires 'SignedHeaders' parameter. \
         Authorization=AWS4-HMAC-SHA256 Credential=x,Signature=y",
    );
}

#[test]
fn parameters_of_the_query() {
    let bare = ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"].map(|name| (name, ""));
    refused(
        &with_query(&bare),
        "IncompleteSignature",
        400,
        "AWS query-string parameters must include 'X-Amz-Credential'. \
         AWS query-string parameters must include 'X-Amz-Signature'. \
         AWS query-string parameters must include 'X-Amz-SignedHeaders'. \
         AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    );
    refused(
        &with_query(&[("X-Amz-Date", "")]),
        "IncompleteSignature",
        400,
        "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    );
}

#[test]
fn host_and_date() {
    let unsigned = format!("Credential={CREDENTIAL}, SignedHeaders=x-amz-date, Signature=0");
    let message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    // Before the date, though the date is wrong as well.
    let authorization = format!("AWS4-HMAC-SHA256 {unsigned}");
    let request = with_headers(&[("authorization", &authorization), ("x-amz-date", "junk")]);
    refused(&request, "SignatureDoesNotMatch", 403, message);
    refused(&with_query(&[("X-Amz-SignedHeaders", "hosts")]), "SignatureDoesNotMatch", 403, message);
    for got in ["junk", "2026-07-01T12:00:00Z", "20260701T250000Z"] {
        let message =
            format!("Date must be in ISO-8601 'basic format'. Got '{got}'. See http://en.wikipedia.org/wiki/ISO_8601");
        refused(&with_headers(&[("x-amz-date", got)]), "IncompleteSignature", 400, &message);
        refused(&with_headers(&[("x-amz-date", ""), ("date", got)]), "IncompleteSignature", 400, &message);
        refused(&with_query(&[("X-Amz-Date", got)]), "IncompleteSignature", 400, &message);
    }
}

#[test]
fn clock() {
    let expired =
        "Signature expired: 20260701T114459Z is now earlier than 20260701T114500Z (20260701T120000Z - 15 min.)";
    let early =
        "Signature not yet current: 20260701T121501Z is still later than 20260701T121500Z (20260701T120000Z + 15 min.)";
    for (date, message) in [("20260701T114459Z", expired), ("20260701T121501Z", early)] {
        refused(&with_headers(&[("x-amz-date", date)]), "SignatureDoesNotMatch", 403, message);
        refused(&with_query(&[("X-Amz-Date", date)]), "SignatureDoesNotMatch", 403, message);
    }
    for edge in ["20260701T114500Z", "20260701T121500Z"] {
        assert!(with_headers(&[("x-amz-date", edge)]).check(time(NOW), &sts()).is_ok(), "{edge}");
    }
}

#[test]
fn lifetimes_of_presigned_requests() {
    let rules = ServiceRules { presigned: PresignedLifetime::Expires, ..sts() };
    let at = |date| with_query(&[("X-Amz-Date", date)]);
    assert!(at("20260701T115900Z").check(time(NOW), &rules).is_ok());
    let expired =
        "Signature expired: 20260701T115859Z is now earlier than 20260701T115900Z (20260701T120000Z - 1 min.)";
    refused_by(&rules, &at("20260701T115859Z"), "SignatureDoesNotMatch", 403, expired);
    let week = with_query(&[("X-Amz-Expires", "604800"), ("X-Amz-Date", "20260624T120000Z")]);
    let Err(SignatureError::ScopeDate { .. }) = week.check(time(NOW), &rules) else { panic!("a week is too long") };
    for (expires, message) in [
        (
            "",
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        ),
        ("x", "X-Amz-Expires should be a number"),
        ("9223372036854775808", "X-Amz-Expires should be a number"),
        ("-1", "X-Amz-Expires must be non-negative"),
        ("0", "X-Amz-Expires must be non-negative"),
        (
            "604801",
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
        ),
    ] {
        let request = with_query(&[("X-Amz-Expires", expires)]);
        refused_by(&rules, &request, "AuthorizationQueryParametersError", 400, message);
        assert!(request.check(time(NOW), &sts()).is_ok(), "STS ignores X-Amz-Expires={expires}");
    }
}

#[test]
fn credential_shape_and_scope() {
    for shape in ["", "AKIA1", "AKIA1/20260701/us-east-1/sts", "AKIA1/20260701/us-east-1/sts/aws4_request/x"] {
        let message = format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{shape}'"
        );
        refused(&with_credential(shape), "IncompleteSignature", 400, &message);
    }
    for (credential, message) in [
        ("AKIA1/20260701/eu-west-1/sts/aws4_request", "Credential should be scoped to a valid region. "),
        ("AKIA1/20260701/us-east-1/iam/aws4_request", "Credential should be scoped to correct service: 'sts'. "),
        (
            "AKIA1/20260702/x/iam/wrong",
            "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ",
        ),
        (
            "AKIA1/20260702/us-east-1/sts/wrong",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'wrong'.",
        ),
        (
            "AKIA1/20260702/us-east-1/sts/aws4_request",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260702' != '20260701', from '20260701T120000Z'.",
        ),
    ] {
        refused(&with_credential(credential), "SignatureDoesNotMatch", 403, message);
        refused(&with_query(&[("X-Amz-Credential", credential)]), "SignatureDoesNotMatch", 403, message);
    }
}

#[test]
fn the_clock_comes_before_the_credential() {
    let mut request = with_credential("junk");
    request
        .headers
        .iter_mut()
        .filter(|(name, _)| name == "x-amz-date")
        .for_each(|line| line.1 = "20250701T120000Z".into());
    assert!(matches!(request.check(time(NOW), &sts()), Err(SignatureError::Expired { .. })));
}

#[test]
fn any_region_is_still_a_region() {
    let rules = ServiceRules::new("sts", Regions::Any);
    let long = "a".repeat(65);
    for (region, accepted) in
        [("local", true), ("us-gov-west-1", true), ("", false), ("US", false), ("a b", false), (&*long, false)]
    {
        let request = with_credential(&format!("AKIA1/20260701/{region}/sts/aws4_request"));
        assert_eq!(request.check(time(NOW), &rules).is_ok(), accepted, "{region}");
    }
}

#[test]
fn mismatch_shows_what_should_have_been_signed_without_the_token() {
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={CREDENTIAL}, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=0"
    );
    let changes = [("authorization", &*authorization), ("x-amz-security-token", "the token")];
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let request = with_headers(&changes);
    let error = request.verify(time(NOW), &sts(), &secret("s")).unwrap_err();
    let SignatureError::Mismatch { string_to_sign, .. } = &error else { panic!("{error}") };
    assert!(string_to_sign.starts_with("AWS4-HMAC-SHA256\n20260701T120000Z\n20260701/us-east-1/sts/aws4_request\n"));
    let message = format!(
        "The request signature we calculated does not match the signature you provided. \
         Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\
         \nThe Canonical String for this request should have been\n\
         'POST\n/\n\nhost:sts.amazonaws.com\nx-amz-date:20260701T120000Z\nx-amz-security-token:***\n\n\
         host;x-amz-date;x-amz-security-token\n{hash}'\n\
         \nThe String-to-Sign should have been\n'{string_to_sign}'"
    );
    refused(&request, "SignatureDoesNotMatch", 403, &message);
    let query = with_query(&[("X-Amz-Security-Token", "the%20token")]);
    let error = query.verify(time(NOW), &sts(), &secret("s")).unwrap_err().to_string();
    assert!(error.contains("X-Amz-Security-Token=***&") && !error.contains("the%20token"), "{error}");
}

#[test]
fn a_signed_header_that_is_not_there_has_no_line() {
    let request = with_authorization(&format!("Credential={CREDENTIAL}, SignedHeaders=gone;host, Signature=0"));
    let error = request.verify(time(NOW), &sts(), &secret("s")).unwrap_err();
    let SignatureError::Mismatch { canonical_request, .. } = &error else { panic!("{error}") };
    assert!(canonical_request.starts_with("POST\n/\n\nhost:sts.amazonaws.com\n\ngone;host\n"), "{canonical_request}");
}

#[test]
fn unsigned_amz_headers_are_refused_by_s3() {
    let credential = CREDENTIAL.replace("/sts/", "/s3/");
    let authorization = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, Signature=0");
    let request = with_headers(&[("authorization", &authorization), ("x-amz-acl", "public-read")]);
    let rules = ServiceRules::s3(Regions::Any);
    let message = "There were headers present in the request which were not signed";
    refused_by(&rules, &request, "AccessDenied", 403, message);
    assert!(with_headers(&[("x-amz-acl", "public-read")]).check(time(NOW), &sts()).is_ok());
}

#[test]
fn of_repeated_parameters_the_last_in_the_header_and_the_first_in_the_query_counts() {
    let request = with_authorization(&format!(
        "Credential=x, Credential={CREDENTIAL}, SignedHeaders=host, SignedHeaders=host;x-amz-date, Signature=0"
    ));
    let rules = sts();
    let claim = request.check(time(NOW), &rules).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(claim.form(), Form::Header);
    assert_eq!(claim.signed_headers().collect::<Vec<_>>(), ["host", "x-amz-date"]);
    let mut request = with_query(&[]);
    request.query.push_str("&X-Amz-Credential=x&X-Amz-Date=x&X-Amz-SignedHeaders=x&X-Amz-Algorithm=x");
    let claim = request.check(time(NOW), &rules).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((claim.form(), claim.access_key_id()), (Form::Presigned, "AKIA1"));
}

#[test]
fn what_a_claim_names_before_it_is_checked() {
    let request = with_headers(&[]);
    let Ok(claim) = Claim::read(&request.parts()) else { panic!("refused") };
    assert_eq!(claim.access_key_id(), Some("AKIA1"));
    assert_eq!(claim.scope().map(|scope| (scope.region, scope.service)), Some(("us-east-1", "sts")));
    let request = with_credential("junk");
    let Ok(claim) = Claim::read(&request.parts()) else { panic!("refused") };
    assert!(claim.access_key_id().is_none() && claim.scope().is_none());
}
