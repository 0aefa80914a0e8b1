//! Rolecall's own service: calls of root users, and calls that hosts sign with their own keys.

use rolecall_model::{Clock as _, SecretKey};
use rolecall_service::{Fault, Identified, Service};
use rolecall_sigv4::{HostKey, HostSigner, PayloadHash, RequestParts};
use serde_json::{Value, json};

use super::{Keys, World, text};

pub(crate) const INSTANCE: &str = "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0";
pub(crate) const TASK: &str = "arn:aws:ecs:us-east-1:123456789012:task/default/0123456789abcdef";
pub(crate) const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:resize";

/// A host that has joined.
pub(crate) struct HostKeys {
    pub(crate) id: String,
    pub(crate) key: HostKey,
}

impl World {
    /// Calls an operation of Rolecall's own service as the root user.
    pub(crate) fn rolecall(&self, operation: &str, parameters: Value) -> Result<Value, Fault> {
        self.call(&self.root, Service::Rolecall, operation, parameters)
    }

    /// The same; it must succeed.
    pub(crate) fn done(&self, operation: &str, parameters: Value) -> Value {
        let shown = parameters.to_string();
        let result = self.rolecall(operation, parameters);
        assert!(result.is_ok(), "{operation} {shown}: {}", text(result));
        result.unwrap()
    }

    /// A join token, as the keys that it signs with.
    pub(crate) fn join_token(&self) -> Keys {
        let made = self.done("CreateJoinToken", json!({"HostName": "rack-1"}));
        Keys {
            id: made["JoinTokenId"].as_str().unwrap().to_owned(),
            secret: SecretKey::new(made["JoinToken"].as_str().unwrap().to_owned()),
            token: None,
        }
    }

    /// A host with the key of this seed.
    pub(crate) fn host(&self, seed: u8) -> HostKeys {
        let key = HostKey::from_seed(&[seed; 32]).unwrap();
        let joined = self
            .call(&self.join_token(), Service::Rolecall, "EnrollHost", json!({"PublicKey": key.public().to_string()}))
            .unwrap();
        HostKeys { id: joined["HostId"].as_str().unwrap().to_owned(), key }
    }

    /// Signs a request as a host, and identifies who sent it.
    pub(crate) fn identify_host(
        &self,
        host: &HostKeys,
        service: Service,
        operation: &str,
        change: impl FnOnce(&mut Vec<(&'static str, String)>),
    ) -> Result<Identified, Fault> {
        let mut headers =
            vec![("host", "rolecall.example".to_owned()), ("x-amz-target", format!("Rolecall.{operation}"))];
        let signer = HostSigner { host_id: &host.id, key: &host.key, region: "us-east-1", service: service.name() };
        let parts = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &headers };
        let added = signer.headers(&parts, PayloadHash::of(b"{}"), self.clock.now());
        headers.extend(added);
        change(&mut headers);
        let parts = RequestParts { method: "POST", path: "/", query: "", authority: None, headers: &headers };
        self.server.identify(service, &parts, b"{}")
    }

    /// Calls an operation of Rolecall's own service as a host.
    pub(crate) fn as_host(&self, host: &HostKeys, operation: &str, parameters: Value) -> Result<Value, Fault> {
        let identified = self.identify_host(host, Service::Rolecall, operation, |_| ())?;
        self.execute(identified, Service::Rolecall, operation, parameters)
    }

    /// A role that trusts a service, under a condition if there is one.
    pub(crate) fn service_role(&self, name: &str, service: &str, condition: Value) {
        let mut statement = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}});
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        let trust = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        self.ok("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust}));
    }

    /// An instance profile that holds a role.
    pub(crate) fn profile_of(&self, name: &str, role: &str) {
        self.ok("CreateInstanceProfile", json!({"InstanceProfileName": name}));
        self.ok("AddRoleToInstanceProfile", json!({"InstanceProfileName": name, "RoleName": role}));
    }
}
