//! Documents that a running server holds: managed policies, trust policies, inline policies.

use percent_encoding::percent_decode_str;
use rolecall_model::Arn;
use tokio::runtime::Runtime;

use super::kind::Kind;
use super::named::Document;
use crate::cli::NotRun;
use crate::client::{Client, Element, Endpoint, NotAnswered, ServerOptions};
use crate::creds::runtime;
use crate::failure::Failure;

/// What somebody can do who has no server.
const INSTEAD: &str = "; documents in files need no server";

/// The nouns with inline policies.
const HOLDERS: [&str; 2] = ["Role", "User"];

/// A server to read from.
pub(super) struct Server {
    iam: Endpoint,
    client: Client,
    runtime: Runtime,
}

impl Server {
    /// The one that the options name.
    pub(super) fn new(options: &ServerOptions) -> Result<Self, Failure> {
        let options = options.or_else(INSTEAD);
        Ok(Self { iam: options.endpoint("iam")?, client: options.client()?, runtime: runtime()? })
    }

    /// The documents of a policy, role or user.
    pub(super) fn documents_of(&self, text: &str) -> Result<Vec<Document>, NotRun> {
        let arn: Option<Arn> = text.parse().ok();
        let named = |kind: &str| Some(arn.as_ref()?.of("iam", kind)?.rsplit('/').next()?.to_owned());
        if named("policy/").is_some() {
            return Ok(vec![self.managed(text)?]);
        }
        for holder in HOLDERS {
            if let Some(name) = named(&format!("{}/", holder.to_ascii_lowercase())) {
                return self.held(holder, &name, text);
            }
        }
        let why = format!("`{text}` is not the ARN of a policy, role or user");
        Err(Failure::usage("there is no such document", why, "name one of these, or a file").into())
    }

    /// The documents of the account.
    pub(super) fn all(&self) -> Result<Vec<Document>, NotRun> {
        let mut documents = Vec::new();
        for policy in self.list("ListPolicies", &[("Scope", "Local")], "Policies")? {
            documents.push(self.managed(text_of(&policy, "Arn")?)?);
        }
        for holder in HOLDERS {
            for found in self.list(&format!("List{holder}s"), &[], &format!("{holder}s"))? {
                let name = text_of(&found, &format!("{holder}Name"))?;
                documents.extend(self.held(holder, name, text_of(&found, "Arn")?)?);
            }
        }
        Ok(documents)
    }

    /// A managed policy in its default version.
    fn managed(&self, arn: &str) -> Result<Document, NotRun> {
        let answer = self.call("GetPolicy", &[("PolicyArn", arn)])?;
        let version = text_at(&answer, &["GetPolicyResult", "Policy", "DefaultVersionId"])?;
        let answer = self.call("GetPolicyVersion", &[("PolicyArn", arn), ("VersionId", version)])?;
        let document = text_at(&answer, &["GetPolicyVersionResult", "PolicyVersion", "Document"])?;
        document_of(format!("{arn} {version}"), document, Kind::Identity)
    }

    /// The trust policy of a role, and the inline policies of a role or user.
    fn held(&self, holder: &str, name: &str, arn: &str) -> Result<Vec<Document>, NotRun> {
        let mut documents = Vec::new();
        let (get, holder_name) = (format!("Get{holder}"), format!("{holder}Name"));
        let answer = self.call(&get, &[(&holder_name, name)])?;
        let found = answer.find(&[&format!("{get}Result"), holder]).ok_or_else(|| senseless(holder))?;
        // Servers look by the name alone, in the account of the credentials.
        if text_of(found, "Arn")? != arn {
            return Err(unread(NotAnswered::Refused {
                code: "NoSuchEntity".to_owned(),
                message: format!("the {holder} of this name in the account of the credentials is not {arn}"),
            }));
        }
        if let Some(trust) = found.text_of(&["AssumeRolePolicyDocument"]) {
            documents.push(document_of(format!("{arn} trust policy"), trust, Kind::Trust)?);
        }
        for policy in self.list(&format!("List{holder}Policies"), &[(&holder_name, name)], "PolicyNames")? {
            let get = format!("Get{holder}Policy");
            let answer = self.call(&get, &[(&holder_name, name), ("PolicyName", policy.text())])?;
            let text = text_at(&answer, &[&format!("{get}Result"), "PolicyDocument"])?;
            documents.push(document_of(format!("{arn} inline policy {}", policy.text()), text, Kind::Identity)?);
        }
        Ok(documents)
    }

    /// All pages of a list.
    fn list(&self, operation: &str, parameters: &[(&str, &str)], member: &str) -> Result<Vec<Element>, NotRun> {
        let mut items = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let marked = marker.iter().map(|marker| ("Marker", marker.as_str()));
            let parameters: Vec<_> = parameters.iter().copied().chain(marked).collect();
            let mut answer = self.call(operation, &parameters)?;
            let result = format!("{operation}Result");
            let next = answer.text_of(&[&result, "Marker"]).map(str::to_owned);
            let page = answer.take_list(&[&result, member]).ok_or_else(|| senseless(member))?;
            // A page that holds nothing and names another one would never end.
            let is_empty = page.is_empty();
            items.extend(page);
            marker = next.filter(|_| !is_empty);
            if marker.is_none() {
                return Ok(items);
            }
        }
    }

    fn call(&self, operation: &str, parameters: &[(&str, &str)]) -> Result<Element, NotRun> {
        let parameters: Vec<_> =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer = self.runtime.block_on(self.client.call(&self.iam, operation, &parameters));
        answer.map_err(unread)
    }
}

/// Servers answer documents percent-encoded (RFC 3986).
fn document_of(name: String, encoded: &str, kind: Kind) -> Result<Document, NotRun> {
    let text = percent_decode_str(encoded).decode_utf8().map_err(|_| senseless("document in UTF-8"))?;
    Ok(Document { name, text: text.into_owned(), kind: Some(kind), file: None })
}

fn text_of<'a>(element: &'a Element, name: &str) -> Result<&'a str, NotRun> {
    text_at(element, &[name])
}

fn text_at<'a>(element: &'a Element, path: &[&str]) -> Result<&'a str, NotRun> {
    element.text_of(path).ok_or_else(|| senseless(path.last().copied().unwrap_or_default()))
}

fn senseless(what: &str) -> NotRun {
    unread(NotAnswered::Senseless(format!("the answer holds no {what}")))
}

/// What cannot be read is neither right nor wrong.
fn unread(error: NotAnswered) -> NotRun {
    match error.while_trying_to("read the policies") {
        NotRun::Failed(failure) => NotRun::Undecided(failure),
        other => other,
    }
}
