//! The scene: EC2's role reads a bucket with no keys anywhere, and is refused what the role does not allow.

use bytes::Bytes;
use http::StatusCode;
use rolecall_model::SecretKey;
use serde_json::Value;

use super::say;
use crate::client::{Client, Credentials, Element, Endpoint, NotAnswered, Signing, unsigned};
use crate::failure::warn;
use crate::serve::Started;

/// The instance profile, and the role in it.
pub(super) const PROFILE: &str = "web";

const BUCKET: &str = "app-data";
const OBJECT: &str = "/app-data/in/hello.txt";

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
const READ: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::app-data/in/*"}}"#;

/// Plays the scene against a server that has just started. What goes wrong is told, and the server goes on.
pub(crate) async fn play(started: Started) {
    if let Err(why) = scene(&started).await {
        warn(format_args!("the demonstration ended early: {why}"));
    }
}

async fn scene(started: &Started) -> Result<(), String> {
    let stage = Stage::new(started)?;
    say::chapter("An administrator makes a role that EC2 may hand to instances, and says what it may do");
    stage
        .iam(
            "create-role --role-name web --assume-role-policy-document file://ec2-trust.json",
            "CreateRole",
            &[("RoleName", PROFILE), ("AssumeRolePolicyDocument", TRUST)],
        )
        .await?;
    stage
        .iam(
            "put-role-policy --role-name web --policy-name read --policy-document file://read.json",
            "PutRolePolicy",
            &[("RoleName", PROFILE), ("PolicyName", "read"), ("PolicyDocument", READ)],
        )
        .await?;
    say::answer(&format!("read.json: {READ}"));
    stage
        .iam(
            "create-instance-profile --instance-profile-name web",
            "CreateInstanceProfile",
            &[("InstanceProfileName", PROFILE)],
        )
        .await?;
    stage
        .iam(
            "add-role-to-instance-profile --instance-profile-name web --role-name web",
            "AddRoleToInstanceProfile",
            &[("InstanceProfileName", PROFILE), ("RoleName", PROFILE)],
        )
        .await?;

    say::chapter("… and a bucket with an object");
    stage.s3(&stage.admin, "aws s3 mb s3://app-data", ("PUT", "/app-data", ""), "").await?;
    stage
        .s3(&stage.admin, "echo hello | aws s3 cp - s3://app-data/in/hello.txt", ("PUT", OBJECT, ""), "hello\n")
        .await?;

    say::chapter("The instance has no keys. Its client asks the metadata service, as on EC2");
    let instance = stage.instance().await?;
    say::answer(&format!("temporary credentials of the role: AccessKeyId {}, a secret, a session token", instance.id));

    say::chapter("It reads what its role allows …");
    let instance = client(instance);
    let without_keys = format!("AWS_EC2_METADATA_SERVICE_ENDPOINT=http://{} aws s3", stage.imds.authority);
    stage.s3(&instance, &format!("{without_keys} cp s3://app-data/in/hello.txt -"), ("GET", OBJECT, ""), "").await?;

    say::chapter("… and nothing else");
    stage.s3(&instance, &format!("{without_keys} ls s3://app-data"), ("GET", "/app-data", "list-type=2"), "").await?;
    let new = "/app-data/in/new.txt";
    stage.s3(&instance, &format!("echo x | {without_keys} cp - s3:/{new}"), ("PUT", new, ""), "x\n").await?;

    say::chapter("The server goes on: try it yourself with the keys above. Ctrl-C ends it");
    Ok(())
}

struct Stage {
    iam: Endpoint,
    s3: Endpoint,
    imds: Endpoint,
    admin: Client,
}

impl Stage {
    fn new(started: &Started) -> Result<Self, String> {
        let endpoint =
            |service, url: &str| Endpoint::parse(service, url).ok_or_else(|| format!("{url} is not an endpoint"));
        let imds = started.instance.ok_or("the metadata service is not there")?;
        let (id, secret) = started.credentials.clone().ok_or("the server keeps its keys to itself")?;
        Ok(Self {
            iam: endpoint("iam", &started.endpoint)?,
            s3: endpoint("s3", &started.endpoint)?,
            imds: endpoint("imds", &format!("http://{imds}"))?,
            admin: client(Credentials { id, secret, session_token: None }),
        })
    }

    /// Calls IAM as the administrator.
    async fn iam(&self, shown: &str, operation: &str, parameters: &[(&str, &str)]) -> Result<(), String> {
        say::command(&format!("aws iam {shown}"));
        let parameters: Vec<_> =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.admin.call(&self.iam, operation, &parameters).await.map(drop).map_err(told)
    }

    /// Asks S3 as somebody, and shows the answer, whatever it is.
    async fn s3(&self, who: &Client, shown: &str, asked: (&str, &str, &str), body: &'static str) -> Result<(), String> {
        say::command(shown);
        let (status, body) = who.object(&self.s3, asked, Bytes::from_static(body.as_bytes())).await.map_err(told)?;
        let text = String::from_utf8_lossy(&body);
        if status.is_success() {
            say::answer(&text);
            return Ok(());
        }
        let error = Element::parse(&text).ok_or_else(|| format!("{status} {text}"))?;
        let part = |name| error.text_of(&[name]).unwrap_or_default();
        say::answer(&format!("{}: {}", part("Code"), part("Message")));
        if status == StatusCode::FORBIDDEN { Ok(()) } else { Err(format!("{status} in {BUCKET}")) }
    }

    /// The credentials that the metadata service hands out, by its version 2.
    async fn instance(&self) -> Result<Credentials, String> {
        say::command(&format!(
            "curl -X PUT http://{}/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'",
            self.imds.authority
        ));
        let ttl = ("x-aws-ec2-metadata-token-ttl-seconds", "60");
        let token = self.metadata(("PUT", "/latest/api/token"), ttl).await?;
        let path = format!("/latest/meta-data/iam/security-credentials/{PROFILE}");
        say::command(&format!("curl http://{}{path} -H 'X-aws-ec2-metadata-token: …'", self.imds.authority));
        let answer = self.metadata(("GET", &path), ("x-aws-ec2-metadata-token", &token)).await?;
        let answer: Value = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
        let part = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let whole = || {
            Some(Credentials {
                id: part("AccessKeyId")?,
                secret: SecretKey::new(part("SecretAccessKey")?),
                session_token: Some(SecretKey::new(part("Token")?)),
            })
        };
        whole().ok_or_else(|| "the metadata service has no credentials".to_owned())
    }

    async fn metadata(&self, asked: (&str, &str), header: (&'static str, &str)) -> Result<String, String> {
        let (status, body) = unsigned(&self.imds, asked, header).await.map_err(told)?;
        let text = String::from_utf8_lossy(&body).into_owned();
        if status.is_success() { Ok(text) } else { Err(format!("the metadata service answers {status}")) }
    }
}

fn client(credentials: Credentials) -> Client {
    Client { signing: Signing::Key(credentials), ca_bundle: None }
}

fn told(error: NotAnswered) -> String {
    match error {
        NotAnswered::Unreachable(why) | NotAnswered::Senseless(why) => why,
        NotAnswered::Refused { code, message } => format!("{code}: {message}"),
    }
}
