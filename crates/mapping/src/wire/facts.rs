//! How requests look: the tables of `spec/wire/`, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A service.
#[derive(Debug, Deserialize, Default)]
pub(super) struct Facts {
    pub(super) metadata: Metadata,
    pub(super) operations: BTreeMap<String, Operation>,
}

/// What holds for all of its requests.
#[derive(Debug, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    #[serde(default)]
    pub(super) api_version: String,
    #[serde(default)]
    pub(super) json_version: String,
    #[serde(default)]
    pub(super) protocols: Vec<String>,
    #[serde(default)]
    pub(super) target_prefix: String,
}

/// An operation: its members by where they go, by their names on the wire.
#[derive(Debug, Deserialize, Default)]
pub(super) struct Operation {
    /// Method and URI template.
    pub(super) http: String,
    #[serde(default)]
    pub(super) body: Vec<String>,
    #[serde(default)]
    pub(super) query: Vec<String>,
}

impl Facts {
    pub(super) fn has(&self, protocol: &str) -> bool {
        self.metadata.protocols.iter().any(|own| own == protocol)
    }

    pub(super) fn operation(&self, name: &str) -> Option<(&str, &Operation)> {
        self.operations.get_key_value(name).map(|(name, operation)| (name.as_str(), operation))
    }
}

/// The facts of one service, or none if the table is damaged: then nothing of it is mapped. A test reads every table.
fn read(text: &str) -> Facts {
    serde_json::from_str(text).unwrap_or_default()
}

macro_rules! tables {
    ($($name:ident = $file:literal,)*) => {
        $(pub(super) static $name: LazyLock<Facts> =
            LazyLock::new(|| read(include_str!(concat!("../../../../spec/wire/", $file))));)*

        #[cfg(test)]
        pub(super) fn all() -> Vec<&'static Facts> {
            vec![$(&$name),*]
        }
    };
}

tables! {
    CLOUDFORMATION = "cloudformation.json",
    CLOUDWATCH = "cloudwatch.json",
    DYNAMODB = "dynamodb.json",
    EC2 = "ec2.json",
    ECR = "ecr.json",
    LAMBDA = "lambda.json",
    LOGS = "logs.json",
    SNS = "sns.json",
    SQS = "sqs.json",
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_table_is_read() {
        for facts in super::all() {
            assert!(facts.operations.len() > 20);
            assert!(!facts.metadata.protocols.is_empty());
            assert!(facts.operations.values().all(|operation| operation.http.contains(" /")));
        }
    }
}
