//! The options that describe a question beside who, what and on what: its context, and policies in files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::policy::text_of;

/// What is known about the request.
#[derive(Debug, Args)]
pub(crate) struct Circumstances {
    /// The account that owns the resource, where its ARN does not say so [default: the principal's own]
    #[arg(long, value_name = "ID")]
    resource_account: Option<String>,

    /// A condition key; given several times, a key has several values
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_and_value)]
    context: Vec<(String, String)>,
}

/// Policies that stand in files.
#[derive(Debug, Args)]
pub(crate) struct PolicyFiles {
    /// A policy of the user or role, one of a group, or of the user behind a federated session
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,

    /// The permissions boundary
    #[arg(long, value_name = "FILE")]
    boundary: Option<PathBuf>,

    /// A policy passed when the session was made
    #[arg(long, value_name = "FILE")]
    session: Vec<PathBuf>,

    /// The policy of the resource: a bucket policy, a key policy, a role's trust policy
    #[arg(long, value_name = "FILE")]
    resource_policy: Option<PathBuf>,

    /// The service control policies at one level (root, each unit on the path, account), joined by commas
    #[arg(long, value_name = "FILE[,FILE]")]
    scp: Vec<String>,

    /// The resource control policies at one level of the resource's organization, joined by commas
    #[arg(long, value_name = "FILE[,FILE]")]
    rcp: Vec<String>,

    /// The policy of the VPC endpoint that the request comes through
    #[arg(long, value_name = "FILE")]
    vpc_endpoint_policy: Option<PathBuf>,
}

impl Circumstances {
    /// The account that owns the resource, if it is named.
    pub(crate) fn resource_account(&self) -> Option<&str> {
        self.resource_account.as_deref()
    }

    /// The condition keys with their values, in order of the keys as first written.
    pub(crate) fn context(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut keys: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, value) in &self.context {
            let written = keys.keys().find(|other| other.eq_ignore_ascii_case(key)).copied();
            keys.entry(written.unwrap_or(key)).or_default().push(value);
        }
        keys
    }
}

impl PolicyFiles {
    /// Whether no file is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.files().next().is_none()
    }

    fn files(&self) -> impl Iterator<Item = &Path> {
        let lists = [&self.identity, &self.session].into_iter().flatten().map(PathBuf::as_path);
        let single = [&self.boundary, &self.resource_policy, &self.vpc_endpoint_policy];
        let single = single.into_iter().flatten().map(PathBuf::as_path);
        lists.chain(single).chain([&self.scp, &self.rcp].into_iter().flatten().map(Path::new))
    }

    /// What a server can be asked to take into account besides the policies that it holds.
    pub(super) fn for_server(&self) -> Result<Map<String, Value>, Failure> {
        let others =
            [self.session.is_empty(), self.scp.is_empty(), self.rcp.is_empty(), self.vpc_endpoint_policy.is_none()];
        if others.contains(&false) {
            return Err(Failure::usage(
                "the server cannot be asked",
                "beside its own policies it takes those of --identity, --boundary and --resource-policy",
                "leave the others out, or name no server",
            ));
        }
        let mut members = Map::new();
        if !self.identity.is_empty() {
            let texts = self.identity.iter().map(|path| text_of(path)).collect::<Result<Vec<_>, _>>()?;
            members.insert("PolicyInputList".to_owned(), json!(texts));
        }
        for (member, path) in
            [("PermissionsBoundaryPolicyInput", &self.boundary), ("ResourcePolicy", &self.resource_policy)]
        {
            if let Some(path) = path {
                members.insert(member.to_owned(), json!(text_of(path)?));
            }
        }
        Ok(members)
    }

    /// The member `policies` of a question in the batch form.
    pub(super) fn read(&self) -> Result<Map<String, Value>, Failure> {
        let mut policies = Map::new();
        let mut set = |member: &str, value| policies.insert(member.to_owned(), value);
        set("identity", documents(&self.identity)?);
        if let Some(path) = &self.boundary {
            set("boundary", documents([path])?);
        }
        if !self.session.is_empty() {
            set("session", documents(&self.session)?);
        }
        if let Some(path) = &self.resource_policy {
            set("resource", document(path)?);
        }
        if let Some(path) = &self.vpc_endpoint_policy {
            set("vpcEndpoint", documents([path])?);
        }
        for (member, levels) in [("scps", &self.scp), ("rcps", &self.rcp)] {
            if !levels.is_empty() {
                let read = levels.iter().map(|level| documents(level.split(',')));
                set(member, read.collect::<Result<_, _>>()?);
            }
        }
        Ok(policies)
    }
}

fn documents<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Value, Failure> {
    paths.into_iter().map(document).collect()
}

fn document(path: impl AsRef<Path>) -> Result<Value, Failure> {
    let path = path.as_ref();
    Ok(json!({"name": path.display().to_string(), "document": text_of(path)?}))
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected a condition key and its value, like `aws:username=ada`")?;
    if key.contains(':') {
        return Ok((key.to_owned(), value.to_owned()));
    }
    Err(format!("`{key}` is not a condition key: each begins with a service and a colon, like `aws:username`"))
}
