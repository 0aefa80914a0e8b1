//! Amazon S3: from a request to bucket, object, operation, and what must be allowed.
//!
//! Actions and resources: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>.

mod access;
mod address;
mod batch;
mod body;
mod copy;
mod headers;
mod keys;
mod names;
mod operations;
mod parameters;
mod targets;
mod values;
mod xml;

pub use address::S3Rules;

use self::address::Address;
use self::copy::Source;
use self::headers::Meaning;
use self::operations::{Body, Operation};
use self::parameters::Parameters;
use crate::{ErrorForm, Mapped, Plan, S3Target, Seen, Unmapped, query};

/// A request of which the operation is known.
struct Call<'a> {
    seen: &'a Seen<'a>,
    address: Address,
    parameters: Parameters,
    headers: Meaning<'a>,
    /// What is copied.
    source: Option<Source>,
    operation: &'static Operation,
}

impl Call<'_> {
    /// The version of the object that the request names.
    fn version_id(&self) -> Option<&str> {
        self.parameters.value("versionId")
    }
}

/// What is asked about a request, as far as the body is known.
pub(crate) fn plan(seen: &Seen<'_>, body: Option<&[u8]>) -> Plan {
    match try_plan(seen, body) {
        Ok(plan) => plan,
        Err(unmapped) => Plan::Refused(unmapped),
    }
}

fn try_plan(seen: &Seen<'_>, body: Option<&[u8]>) -> Result<Plan, Unmapped> {
    let call = read(seen)?;
    let limit = call.operation.body.limit();
    let body = match (limit, body) {
        (0, _) => &[],
        (limit, None) => {
            call.headers.check_plain_body()?;
            return Ok(Plan::NeedsBody { limit });
        }
        (limit, Some(body)) if body.len() > limit => {
            return Err(Unmapped::new(format!("the body is longer than the {limit} bytes that are read to decide")));
        }
        (_, Some(body)) => body,
    };
    let told = body::read(call.operation.body, body)?;
    let (accesses, copied_tags) = (access::needed(&call, &told)?, access::copied_tags(&call, &told)?);
    Ok(Plan::Ready(Mapped { copied_tags, ..mapped(call, accesses)? }))
}

/// Finds bucket, key and operation.
fn read<'a>(seen: &'a Seen<'a>) -> Result<Call<'a>, Unmapped> {
    let address = Address::read(seen)?;
    let parameters = Parameters::read(seen)?;
    let headers = Meaning::read(seen.headers, parameters.hoisted())?;
    let source = headers.get(copy::HEADER).map(|header| Source::read(header, seen.s3)).transpose()?;
    let operation = operations::find(seen.method, address.level(), source.is_some(), &parameters)?;
    Ok(Call { seen, address, parameters, headers, source, operation })
}

fn mapped(call: Call<'_>, accesses: Vec<crate::Needed>) -> Result<Mapped, Unmapped> {
    let version_id = call.version_id().map(str::to_owned);
    let mut headers = call.headers.to_set();
    let source = call.source.as_ref().map(|source| (copy::HEADER, source.written()));
    // What is decided is what is sent: servers differ in what `+` is.
    let tags = call.headers.get(keys::TAGGING).map(|tags| Ok((keys::TAGGING, query::write(&query::parse(tags)?))));
    for (name, value) in source.into_iter().chain(tags.transpose()?) {
        headers.retain(|(own, _)| own != name);
        headers.push((name.to_owned(), value));
    }
    Ok(Mapped {
        operation: call.operation.name.into(),
        accesses,
        path: call.address.path(),
        query: query::write(call.parameters.forwarded()),
        has_body: matches!(call.seen.method, "PUT" | "POST"),
        headers,
        error_form: ErrorForm::S3,
        s3: Some(S3Target { bucket: call.address.bucket, key: call.address.key, version_id }),
        copied_tags: None,
        instance_profiles: Vec::new(),
    })
}

impl Body {
    /// The most bytes of a body that are read to decide; 0 if none are needed.
    fn limit(self) -> usize {
        match self {
            Self::Irrelevant => 0,
            // A thousand keys of 1024 bytes, each byte written as a reference at worst.
            Self::Delete => 8 << 20,
            Self::Replication => 1 << 20,
            _ => 64 << 10,
        }
    }
}
