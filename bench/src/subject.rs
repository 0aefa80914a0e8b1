//! Rolecall under test: started, called, and given the users and roles that the loads need.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rolecall_model::SecretKey;
use tokio::runtime::Runtime;

use crate::Result;
use crate::load::{Bodies, Connection, Identity, Load, Requests, Target, form};
use crate::process::Process;

/// A running Rolecall with a role, and a user who may assume it.
pub(crate) struct Subject {
    pub(crate) process: Process,
    pub(crate) target: Target,
    /// The user of the first start, who may do everything.
    pub(crate) admin: Arc<Identity>,
    /// A user whose only permission is to assume roles.
    pub(crate) worker: Arc<Identity>,
    role: String,
}

const IAM: &str = "2010-05-08";
const STS: &str = "2011-06-15";

/// The worker's inline policy.
const MAY_ASSUME: &str = r#"{"Version":"2012-10-17","Statement":[
 {"Sid":"Own","Effect":"Allow","Action":["iam:GetUser","iam:ListAccessKeys"],"Resource":"arn:aws:iam::*:user/${aws:username}"},
 {"Sid":"Work","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/work/*"}]}"#;

/// What the role may do behind the gateway.
const MAY_USE_OBJECTS: &str = r#"{"Version":"2012-10-17","Statement":[
 {"Sid":"List","Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::bench","Condition":{"StringLike":{"s3:prefix":"1*"}}},
 {"Sid":"Objects","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::bench/*"},
 {"Sid":"Never","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::bench/private/*"}]}"#;

/// The inline policy of a stored role.
const TYPICAL: &str = r#"{"Version":"2012-10-17","Statement":[
 {"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::data","arn:aws:s3:::data/*"]},
 {"Sid":"Log","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}}}]}"#;

/// The trust policy of a stored role.
const FOR_MACHINES: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

impl Subject {
    /// Starts a server for the first time, and makes the worker and the role. `tls` is how to speak to it, if not plainly.
    pub(crate) fn start(runtime: &Runtime, command: Command, tls: Option<Arc<rustls::ClientConfig>>) -> Result<Self> {
        let process = Process::start(command)?;
        let said = |name: &str| {
            let line = process.said.iter().find_map(|line| line.strip_prefix("export ")?.strip_prefix(name));
            line.and_then(|line| line.strip_prefix('='))
                .map(str::to_owned)
                .ok_or_else(|| format!("it did not say {name}"))
        };
        let admin = Arc::new(Identity {
            id: said("AWS_ACCESS_KEY_ID")?,
            secret: SecretKey::new(said("AWS_SECRET_ACCESS_KEY")?),
            token: None,
        });
        let target = Target { address: process.address, tls };
        let mut subject = Self { process, target, worker: admin.clone(), admin, role: String::new() };
        subject.make_worker(runtime)?;
        subject.make_role(runtime)?;
        Ok(subject)
    }

    /// Stops the server and starts it again on what it kept.
    pub(crate) fn restarted(self, command: Command) -> Result<Self> {
        self.process.stop()?;
        let process = Process::start(command)?;
        Ok(Self { target: Target { address: process.address, ..self.target }, process, ..self })
    }

    fn make_worker(&mut self, runtime: &Runtime) -> Result<()> {
        let user = ("UserName", "worker");
        let version = ("Version", IAM);
        let policy = [("PolicyName", "work"), ("PolicyDocument", MAY_ASSUME)];
        self.administer(runtime, &[("Action", "CreateUser"), version, user])?;
        let [name, document] = policy;
        self.administer(runtime, &[("Action", "PutUserPolicy"), version, user, name, document])?;
        let made = self.administer(runtime, &[("Action", "CreateAccessKey"), version, user])?;
        let secret = SecretKey::new(element(&made, "SecretAccessKey")?.to_owned());
        self.worker = Arc::new(Identity { id: element(&made, "AccessKeyId")?.to_owned(), secret, token: None });
        Ok(())
    }

    /// The trust policy admits whomever the account admits, so that both it and the worker's own policy decide.
    fn make_role(&mut self, runtime: &Runtime) -> Result<()> {
        let who = [("Action", "GetCallerIdentity"), ("Version", STS)];
        let who = self.call(runtime, &self.admin, "sts", &form(&who))?;
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:root"}},"Action":"sts:AssumeRole"}}]}}"#,
            element(&who, "Account")?
        );
        let fields = [
            ("Action", "CreateRole"),
            ("Version", IAM),
            ("Path", "/work/"),
            ("RoleName", "target"),
            ("AssumeRolePolicyDocument", &trust),
        ];
        element(&self.administer(runtime, &fields)?, "Arn")?.clone_into(&mut self.role);
        Ok(())
    }

    /// Lets the worker and the role read and write the objects of one bucket.
    pub(crate) fn allow_objects(&self, runtime: &Runtime) -> Result<()> {
        let (version, name, document) =
            (("Version", IAM), ("PolicyName", "objects"), ("PolicyDocument", MAY_USE_OBJECTS));
        for (action, whom) in [("PutUserPolicy", ("UserName", "worker")), ("PutRolePolicy", ("RoleName", "target"))] {
            self.administer(runtime, &[("Action", action), version, whom, name, document])?;
        }
        Ok(())
    }

    /// A session of the role.
    pub(crate) fn session(&self, runtime: &Runtime) -> Result<Identity> {
        let made = self.call(runtime, &self.worker, "sts", &form(&self.assuming()))?;
        let part = |name| element(&made, name).map(str::to_owned);
        let token = Some(part("SessionToken")?);
        Ok(Identity { id: part("AccessKeyId")?, secret: SecretKey::new(part("SecretAccessKey")?), token })
    }

    /// Makes an instance profile, and in it a role of the same name.
    pub(crate) fn make_instance_profile(&self, runtime: &Runtime, name: &str) -> Result<()> {
        let (version, role, profile) = (("Version", IAM), ("RoleName", name), ("InstanceProfileName", name));
        let trust = ("AssumeRolePolicyDocument", FOR_MACHINES);
        self.administer(runtime, &[("Action", "CreateRole"), version, role, trust])?;
        self.administer(runtime, &[("Action", "CreateInstanceProfile"), version, profile])?;
        self.administer(runtime, &[("Action", "AddRoleToInstanceProfile"), version, profile, role]).map(drop)
    }

    fn assuming(&self) -> [(&str, &str); 4] {
        [("Action", "AssumeRole"), ("Version", STS), ("RoleArn", &*self.role), ("RoleSessionName", "bench")]
    }

    fn administer(&self, runtime: &Runtime, fields: &[(&str, &str)]) -> Result<String> {
        self.call(runtime, &self.admin, "iam", &form(fields))
    }

    /// The body of the answer to one call.
    fn call(&self, runtime: &Runtime, identity: &Arc<Identity>, service: &'static str, body: &str) -> Result<String> {
        let mut requests = Requests::new(identity.clone(), service, Bodies::Same(body.to_owned()));
        let request = requests.next().ok_or("no request")?;
        runtime.block_on(async {
            let mut connection = Connection::open(&self.target).await?;
            Ok(String::from_utf8_lossy(connection.ask(request).await?).into_owned())
        })
    }

    /// How many bytes the body of the answer to a load has.
    pub(crate) fn answer_bytes(&self, runtime: &Runtime, load: &Load) -> Result<usize> {
        let Bodies::Same(body) = &load.bodies else { return Err("its answers differ".into()) };
        self.call(runtime, &load.identity, load.service, body).map(|answer| answer.len())
    }

    fn load(&self, identity: &Arc<Identity>, service: &'static str, bodies: Bodies, connections: usize) -> Load {
        let (target, identity) = (self.target.clone(), identity.clone());
        Load { target, identity, service, bodies, connections, reconnects: false }
    }

    /// The worker assumes the role.
    pub(crate) fn assume_role(&self, connections: usize) -> Load {
        self.load(&self.worker, "sts", Bodies::Same(form(&self.assuming())), connections)
    }

    /// The worker asks who it is.
    pub(crate) fn get_caller_identity(&self, connections: usize) -> Load {
        let body = form(&[("Action", "GetCallerIdentity"), ("Version", STS)]);
        self.load(&self.worker, "sts", Bodies::Same(body), connections)
    }

    /// The administrator makes roles.
    pub(crate) fn create_role(&self, connections: usize, numbers: std::ops::Range<u64>) -> Load {
        let bodies = Bodies::numbered(numbers, |number| {
            let name = format!("machine-{number}");
            form(&[
                ("Action", "CreateRole"),
                ("Version", IAM),
                ("RoleName", &name),
                ("AssumeRolePolicyDocument", FOR_MACHINES),
            ])
        });
        self.load(&self.admin, "iam", bodies, connections)
    }

    /// The administrator gives those roles an inline policy.
    pub(crate) fn put_role_policy(&self, connections: usize, numbers: std::ops::Range<u64>) -> Load {
        let bodies = Bodies::numbered(numbers, |number| {
            let name = format!("machine-{number}");
            form(&[
                ("Action", "PutRolePolicy"),
                ("Version", IAM),
                ("RoleName", &name),
                ("PolicyName", "typical"),
                ("PolicyDocument", TYPICAL),
            ])
        });
        self.load(&self.admin, "iam", bodies, connections)
    }
}

/// Bytes of the policy documents of a stored role: its trust policy and its inline policy.
pub(crate) const DOCUMENT_BYTES: (usize, usize) = (FOR_MACHINES.len(), TYPICAL.len());

/// Options of a server that keeps its data in this directory.
pub(crate) fn with_data<'c>(command: &'c mut Command, directory: &Path) -> &'c mut Command {
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(directory)
}

/// The text of the first element of this name.
fn element<'t>(xml: &'t str, name: &str) -> Result<&'t str> {
    let inside = xml.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
    inside.map(|(text, _)| text).ok_or_else(|| format!("no {name} in the answer: {xml}").into())
}
