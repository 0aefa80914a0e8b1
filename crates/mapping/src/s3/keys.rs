//! The condition keys of an S3 request.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html>. What a request says is offered to every
//! action that it needs; the authorization facts say which action has which keys.

use super::Call;
use crate::keys::{Offer, constant, of_tags, one};
use crate::{Authentication, Unmapped, Value};

/// Headers and the keys that hold their values; sorted.
const HEADERS: &[(&str, &str)] = &[
    ("if-match", "s3:if-match"),
    ("if-none-match", "s3:if-none-match"),
    ("x-amz-acl", "s3:x-amz-acl"),
    ("x-amz-bucket-namespace", "s3:x-amz-bucket-namespace"),
    ("x-amz-content-sha256", "s3:x-amz-content-sha256"),
    ("x-amz-grant-full-control", "s3:x-amz-grant-full-control"),
    ("x-amz-grant-read", "s3:x-amz-grant-read"),
    ("x-amz-grant-read-acp", "s3:x-amz-grant-read-acp"),
    ("x-amz-grant-write", "s3:x-amz-grant-write"),
    ("x-amz-grant-write-acp", "s3:x-amz-grant-write-acp"),
    ("x-amz-metadata-directive", "s3:x-amz-metadata-directive"),
    ("x-amz-object-annotation-directive", "s3:x-amz-object-annotation-directive"),
    ("x-amz-object-if-match", "s3:x-amz-object-if-match"),
    ("x-amz-object-lock-event-hold", "s3:object-lock-event-hold"),
    ("x-amz-object-lock-event-hold-duration-days", "s3:object-lock-event-hold-duration-days"),
    ("x-amz-object-lock-legal-hold", "s3:object-lock-legal-hold"),
    ("x-amz-object-lock-mode", "s3:object-lock-mode"),
    ("x-amz-object-lock-retain-until-date", RETAIN_UNTIL),
    ("x-amz-object-ownership", "s3:x-amz-object-ownership"),
    ("x-amz-server-side-encryption", "s3:x-amz-server-side-encryption"),
    ("x-amz-server-side-encryption-aws-kms-key-id", "s3:x-amz-server-side-encryption-aws-kms-key-id"),
    ("x-amz-server-side-encryption-customer-algorithm", "s3:x-amz-server-side-encryption-customer-algorithm"),
    ("x-amz-storage-class", "s3:x-amz-storage-class"),
    ("x-amz-website-redirect-location", "s3:x-amz-website-redirect-location"),
];

/// The header that gives an object its tags.
pub(super) const TAGGING: &str = "x-amz-tagging";

/// Parameters and the keys that hold their values.
const PARAMETERS: &[(&str, &str)] = &[
    ("annotation-prefix", "s3:annotation-prefix"),
    ("delimiter", "s3:delimiter"),
    ("max-annotation-results", "s3:max-annotation-results"),
    ("max-keys", "s3:max-keys"),
    ("prefix", "s3:prefix"),
    ("versionId", "s3:versionid"),
];

/// The key whose value is the date until which an object is retained.
pub(super) const RETAIN_UNTIL: &str = "s3:object-lock-retain-until-date";

/// What the request says by its headers, parameters and signature, and what `told` adds from its body.
pub(super) fn offered(call: &Call<'_>, told: &[Offer]) -> Result<Vec<Offer>, Unmapped> {
    let mut offers = of_signature(call);
    offers.extend(call.headers.in_table(HEADERS).map(|(key, value)| one(key, value)));
    offers.extend(PARAMETERS.iter().filter_map(|(name, key)| Some(one(key, call.parameters.value(name)?))));
    if let Some(creates) = call.operation.creates {
        offers.push(constant("s3:ObjectCreationOperation", if creates { "true" } else { "false" }));
    }
    if let Some(tags) = call.headers.get(TAGGING) {
        offers.extend(of_tags("s3:RequestObjectTag/", "s3:RequestObjectTagKeys", &tags_in_header(tags)?));
    }
    if call.headers.get("x-amz-object-lock-event-hold-duration-years").is_some() {
        return Err(Unmapped::new("a hold of years is not mapped to the condition key, which counts days"));
    }
    offers.extend_from_slice(told);
    if let Some((_, Value::One(date))) = offers.iter().find(|(key, _)| key == RETAIN_UNTIL) {
        offers.push(one("s3:object-lock-remaining-retention-days", &remaining_days(date, call.seen.now)?));
    }
    Ok(offers)
}

fn of_signature(call: &Call<'_>) -> Vec<Offer> {
    let mut offers = Vec::new();
    offers.extend(call.seen.tls_version.map(|version| one("s3:TlsVersion", version)));
    let kind = match call.seen.authentication {
        Authentication::Anonymous => return offers,
        Authentication::Header => "REST-HEADER",
        Authentication::Query => "REST-QUERY-STRING",
    };
    offers.push(constant("s3:authType", kind));
    offers.push(constant("s3:signatureversion", rolecall_sigv4::ALGORITHM));
    offers.extend(call.seen.signature_age.map(|age| one("s3:signatureAge", &age.to_string())));
    if call.seen.authentication == Authentication::Query && call.headers.get("x-amz-content-sha256").is_none() {
        // Without the header nothing about the body is signed, whatever the parameter of that name says.
        offers.push(constant("s3:x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
    }
    offers
}

fn tags_in_header(header: &str) -> Result<Vec<(String, String)>, Unmapped> {
    let parameters = crate::query::parse(header)?;
    Ok(parameters.into_iter().map(|tag| (tag.name, tag.value.unwrap_or_default())).collect())
}

/// Whole days from now until a date, as the key counts them.
fn remaining_days(date: &str, now: i64) -> Result<String, Unmapped> {
    let date: jiff::Timestamp =
        date.parse().map_err(|_| Unmapped::new("the date until which an object is retained cannot be read"))?;
    Ok(date.as_second().saturating_sub(now).div_euclid(86_400).to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn headers_are_found_by_their_order() {
        assert!(super::HEADERS.is_sorted_by_key(|(name, _)| name));
    }
}
