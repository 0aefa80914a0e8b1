//! What of a request the mapping looks at.

use rolecall_model::AccountId;
use rolecall_sigv4::Headers;

use crate::S3Rules;

/// A request as it came over the wire, and what is known about it besides.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The path before `?`, still percent-encoded.
    pub path: &'a str,
    /// What follows `?`, still percent-encoded; empty if there is none.
    pub query: &'a str,
    /// The `Host` header or the `:authority`, with or without a port.
    pub host: Option<&'a str>,
    /// The headers.
    pub headers: &'a dyn Headers,
    /// The service that the request was signed for, as in the credential scope; `s3` for an anonymous request.
    pub service: &'a str,
    /// The region that the request was signed for, or the upstream's.
    pub region: &'a str,
    /// The account that owns the upstream's resources: it stands in the ARNs.
    pub account: AccountId,
    /// How the request was authenticated.
    pub authentication: Authentication,
    /// How long ago the request was signed, in milliseconds.
    pub signature_age: Option<u64>,
    /// The version of TLS that the request came over, such as `1.3`; `None` if it came without.
    pub tls_version: Option<&'a str>,
    /// The present moment, in seconds since 1970: some condition keys count days from it.
    pub now: i64,
    /// What is known about DynamoDB tables.
    pub tables: &'a dyn Tables,
    /// What is to be known about the S3 upstream.
    pub s3: &'a S3Rules,
}

/// How a request was authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// By an `Authorization` header.
    Header,
    /// By its query string: a presigned URL.
    Query,
    /// Not at all.
    Anonymous,
}

/// What is known about DynamoDB tables.
pub trait Tables {
    /// The name of the attribute that is the partition key of a table, or of a secondary index of it; `None` if that is not known,
    /// and for an index whose partition key has several attributes.
    fn partition_key(&self, table: &str, index: Option<&str>) -> Option<&str>;
}

/// No table is known. Then the partition key's value ([`Needed::unknown`](crate::Needed::unknown)) is known only of requests whose
/// keys have one attribute.
#[derive(Debug, Clone, Copy)]
pub struct NoTables;

impl Tables for NoTables {
    fn partition_key(&self, _table: &str, _index: Option<&str>) -> Option<&str> {
        None
    }
}
