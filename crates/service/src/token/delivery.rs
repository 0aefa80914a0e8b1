//! How a service delivered a session: what conditions on sessions of instances and functions can ask for.
//!
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policy-structure.html#amazon-ec2-keys>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html>

use rolecall_model::WorkloadArn;
use serde::{Deserialize, Serialize};

rolecall_model::choice! {
    /// The version of the instance metadata service that delivers the credentials of an instance.
    pub enum RoleDelivery {
        /// Without a token.
        V1 = "1.0",
        /// With one.
        V2 = "2.0",
    }
}

/// How a service delivered a session, and to which workload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Delivery {
    /// To an instance.
    Instance {
        /// `ec2:SourceInstanceArn`
        arn: WorkloadArn,
        /// `ec2:RoleDelivery`
        by: RoleDelivery,
    },
    /// To a function.
    Function {
        /// `lambda:SourceFunctionArn`
        arn: WorkloadArn,
    },
}

impl Delivery {
    /// The instance that it was delivered to.
    pub fn instance(&self) -> Option<&WorkloadArn> {
        if let Self::Instance { arn, .. } = self { Some(arn) } else { None }
    }

    /// `1.0` or `2.0`, for instances.
    pub fn role_delivery(&self) -> Option<&'static str> {
        if let Self::Instance { by, .. } = self { Some(by.as_str()) } else { None }
    }

    /// The function that it was delivered to.
    pub fn function(&self) -> Option<&WorkloadArn> {
        if let Self::Function { arn } = self { Some(arn) } else { None }
    }
}
