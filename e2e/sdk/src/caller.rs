//! Somebody who calls: clients of the SDK with one set of credentials.

use aws_sdk_iam::config::retry::RetryConfig;
use aws_sdk_iam::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sts::types::AssumedRoleUser;

/// An access key, with the session token that temporary ones have.
#[derive(Debug, Clone)]
pub struct Session {
    /// The access key id.
    pub key: String,
    /// The secret access key.
    pub secret: String,
    /// The session token.
    pub token: Option<String>,
}

/// Clients of every service.
#[derive(Debug, Clone)]
pub struct Caller {
    /// IAM.
    pub iam: aws_sdk_iam::Client,
    /// STS.
    pub sts: aws_sdk_sts::Client,
}

/// A client of one of the SDK's packages, whose configurations are alike and yet not of one type.
macro_rules! client {
    ($package:ident, $endpoint:expr, $session:expr) => {
        $package::Client::from_conf(
            $package::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::from_static("us-east-1"))
                .endpoint_url($endpoint)
                .http_client(aws_smithy_http_client::Builder::new().build_http())
                .retry_config(RetryConfig::disabled())
                .credentials_provider($session.provider())
                .build(),
        )
    };
}

impl Session {
    fn provider(&self) -> Credentials {
        Credentials::new(&self.key, &self.secret, self.token.clone(), None, "test")
    }
}

impl From<aws_sdk_sts::types::Credentials> for Session {
    fn from(credentials: aws_sdk_sts::types::Credentials) -> Self {
        Self {
            key: credentials.access_key_id,
            secret: credentials.secret_access_key,
            token: Some(credentials.session_token),
        }
    }
}

impl Caller {
    pub(crate) fn new(endpoint: &str, session: &Session) -> Self {
        Self { iam: client!(aws_sdk_iam, endpoint, session), sts: client!(aws_sdk_sts, endpoint, session) }
    }

    /// A role with an inline policy; its ARN.
    pub async fn create_role(&self, name: &str, trust: &str, policy: &str) -> String {
        let created = self.iam.create_role().role_name(name).assume_role_policy_document(trust).send().await;
        let role = created.expect("the role is made").role.expect("the answer has the role");
        let put = self.iam.put_role_policy().role_name(name).policy_name("inline").policy_document(policy);
        put.send().await.expect("the policy is put");
        role.arn
    }

    /// A user with an access key and without policies: its ARN and its key.
    pub async fn create_user(&self, name: &str) -> (String, Session) {
        let created = self.iam.create_user().user_name(name).send().await;
        let user = created.expect("the user is made").user.expect("the answer has the user");
        let created = self.iam.create_access_key().user_name(name).send().await;
        let key = created.expect("the key is made").access_key.expect("the answer has the key");
        (user.arn, Session { key: key.access_key_id, secret: key.secret_access_key, token: None })
    }

    /// A session of a role, which must be given.
    pub async fn assume(&self, role_arn: &str) -> Session {
        let assumed = self.sts.assume_role().role_arn(role_arn).role_session_name("me").send().await;
        let assumed = assumed.expect("the role is assumed");
        let arn = assumed.assumed_role_user.as_ref().map(AssumedRoleUser::arn);
        assert!(arn.is_some_and(|arn| arn.ends_with("/me")), "{arn:?}");
        assumed.credentials.expect("the answer has credentials").into()
    }

    /// The ARN of this caller.
    pub async fn arn(&self) -> String {
        let identity = self.sts.get_caller_identity().send().await;
        identity.expect("everybody may ask").arn.expect("everybody has one")
    }
}
