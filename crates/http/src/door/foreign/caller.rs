//! Who sends a request to a service behind the gateway, and how its body is to be believed.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use hyper::body::Body;
use rolecall_gateway::{Content, HeaderLines, read_whole};
use rolecall_mapping::Authentication;
use rolecall_model::Time;
use rolecall_service::{Code, Fault, Foreign, Identified, Server};
use rolecall_sigv4::{Form, Payload, ServiceRules, SignedBody};

use super::ForeignDoor;
use super::passage::Passage;
use super::refusal::Refusal;
use crate::door::head::{claimed_service, signed_parts, text, waits};

/// A caller, and the body that it sends.
pub(super) struct Called<B> {
    /// `None` for an anonymous one.
    pub(super) identified: Option<Identified>,
    pub(super) authentication: Authentication,
    /// When the request says that it was signed.
    pub(super) signed: Option<Time>,
    pub(super) content: Content<B>,
}

impl ForeignDoor {
    /// Finds out who sends the request. Bodies for S3 are verified while they stream; others are small, and read first.
    pub(super) async fn called<B>(&self, passage: &Passage<'_>, body: B) -> Result<Called<B>, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        if passage.service != "s3" {
            let held = self.room.read(body, waits(&passage.parts)).await?;
            let rules = ServiceRules::new(passage.service, self.server.regions(true));
            let foreign = identify(&self.server, passage, &rules, Payload::Bytes(&held.bytes))?;
            return Ok(called(foreign, |_| Content::Whole(held.bytes)));
        }
        if is_signed_the_old_way(passage) {
            let message =
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
            return Err(Fault::new(Code::new("InvalidRequest", 400), message).into());
        }
        if claimed_service(&passage.parts).is_none() && !claims_to_be_signed(passage) {
            let content = Content::Streamed { body, signed: SignedBody::Unsigned };
            let authentication = Authentication::Anonymous;
            return Ok(Called { identified: None, authentication, signed: None, content });
        }
        let rules = ServiceRules::s3(self.server.regions(true));
        let foreign = identify(&self.server, passage, &rules, Payload::Declared)?;
        Ok(called(foreign, |signed| Content::Streamed { body, signed }))
    }

    /// Who sends the request now that its body was read, which can have taken any time: the signature may have expired, the caller be gone, and
    /// whatever decides have changed. `None` if it is anonymous, and so decided by what holds when it is decided.
    pub(super) fn called_again(
        &self,
        passage: &Passage<'_>,
        before: Option<&Identified>,
    ) -> Result<Option<Identified>, Fault> {
        let rules = ServiceRules::s3(self.server.regions(true));
        let again = before.map(|_| identify(&self.server, passage, &rules, Payload::Declared)).transpose()?;
        Ok(again.map(|foreign| foreign.identified))
    }

    /// The whole body, for requests whose body says what they ask for.
    pub(super) async fn whole<B>(
        &self,
        passage: &Passage<'_>,
        content: Content<B>,
        limit: usize,
    ) -> Result<Bytes, Refusal>
    where
        B: Body<Data = Bytes>,
    {
        match content {
            Content::Whole(bytes) if bytes.len() <= limit => Ok(bytes),
            Content::Whole(_) => Err(rolecall_gateway::Fault::TooLarge.into()),
            Content::Streamed { body, signed } => {
                Ok(read_whole(&passage.parts, body, signed, limit, self.patience).await?)
            }
        }
    }
}

fn identify(
    server: &Server,
    passage: &Passage<'_>,
    rules: &ServiceRules<'_>,
    payload: Payload<'_>,
) -> Result<Foreign, Fault> {
    let lines = HeaderLines::of(&passage.parts.headers);
    server.identify_foreign(rules, &signed_parts(&passage.parts, &lines), payload)
}

fn called<B>(foreign: Foreign, content: impl FnOnce(SignedBody) -> Content<B>) -> Called<B> {
    let Foreign { identified, body, form, signed } = foreign;
    let authentication = match form {
        Form::Header => Authentication::Header,
        Form::Presigned => Authentication::Query,
    };
    Called { identified: Some(identified), authentication, signed: Some(signed), content: content(body) }
}

/// Whether the request is signed as before Signature Version 4: some clients still presign so.
/// See <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingAWSSDK.html#UsingAWSSDK-sig2-deprecation>.
fn is_signed_the_old_way(passage: &Passage<'_>) -> bool {
    let query = passage.parts.uri.query().unwrap_or_default();
    let header = text(&passage.parts.headers, AUTHORIZATION).is_some_and(|value| value.starts_with("AWS "));
    header || query.split('&').any(|pair| pair.split('=').next() == Some("AWSAccessKeyId"))
}

/// Whether anything in the request looks like a signature, whatever its form: such a request is not anonymous.
fn claims_to_be_signed(passage: &Passage<'_>) -> bool {
    let query = passage.parts.uri.query().unwrap_or_default();
    let names = [
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-signature",
        "x-amz-security-token",
        "awsaccesskeyid",
        "signature",
    ];
    let in_query = query.split('&').any(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        names.iter().any(|known| name.eq_ignore_ascii_case(known)) || name.contains('%')
    });
    in_query || passage.parts.headers.contains_key(AUTHORIZATION)
}
