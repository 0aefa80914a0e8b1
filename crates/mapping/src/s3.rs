//! Amazon S3.

use crate::{Plan, Seen, Unmapped};

/// What is to be known about the S3 upstream.
#[derive(Debug, Clone, Default)]
pub struct S3Rules {
    /// Hosts of which a subdomain is a bucket, in lower case and without a port, such as `s3.localhost`. A request to a host that is
    /// neither one of these nor below one is read in path style.
    pub base_hosts: Vec<String>,
    /// Whether the upstream is known to take keys with `.`, `..` and empty segments literally, as AWS does. Otherwise such keys are
    /// refused: servers that keep objects as files, and proxies, resolve them.
    pub literal_keys: bool,
}

pub(crate) fn plan(_seen: &Seen<'_>, _body: Option<&[u8]>) -> Plan {
    Plan::Refused(Unmapped::new("not yet"))
}
