//! Bucket and key of a request, by path or by host.

use super::names;
use crate::percent::{decode, encode_into};
use crate::{Seen, Unmapped};

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

/// What a request is about, by its path and host alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// All buckets.
    Service,
    /// A bucket.
    Bucket,
    /// An object.
    Object,
}

/// Bucket and key, both decoded and checked. Without a bucket there is no key.
#[derive(Debug, Default)]
pub(super) struct Address {
    pub(super) bucket: Option<String>,
    pub(super) key: Option<String>,
}

impl Address {
    /// Reads host and path.
    pub(super) fn read(seen: &Seen<'_>) -> Result<Self, Unmapped> {
        let path = match seen.path.strip_prefix('/') {
            Some(path) => path,
            None if seen.path.is_empty() => "",
            None => return Err(Unmapped::new("the path does not begin with `/`")),
        };
        if let Some(bucket) = bucket_in_host(seen)? {
            names::check_bucket(&bucket)?;
            return Ok(Self { bucket: Some(bucket), key: key(path, seen.s3)? });
        }
        let (bucket, rest) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() {
            return if path.is_empty() { Ok(Self::default()) } else { Err(Unmapped::new("the path begins with `//`")) };
        }
        names::check_bucket(bucket)?;
        Ok(Self { bucket: Some(bucket.to_owned()), key: key(rest, seen.s3)? })
    }

    pub(super) fn level(&self) -> Level {
        match (&self.bucket, &self.key) {
            (None, _) => Level::Service,
            (Some(_), None) => Level::Bucket,
            (Some(_), Some(_)) => Level::Object,
        }
    }

    /// The path in path style, written so that every server reads the same bucket and key.
    pub(super) fn path(&self) -> String {
        let mut path = String::from("/");
        path.push_str(self.bucket.as_deref().unwrap_or_default());
        if let Some(key) = &self.key {
            path.push('/');
            encode_into(&mut path, key, b"/");
        }
        path
    }
}

fn key(raw: &str, rules: &S3Rules) -> Result<Option<String>, Unmapped> {
    if raw.is_empty() {
        return Ok(None);
    }
    // URL readers such as WHATWG's take it for a slash.
    if raw.contains('\\') {
        return Err(Unmapped::new("the path has a backslash that is not escaped, which servers read differently"));
    }
    let key = decode(raw)?;
    names::check_key(&key, rules)?;
    Ok(Some(key))
}

/// The bucket that stands before a base host.
fn bucket_in_host(seen: &Seen<'_>) -> Result<Option<String>, Unmapped> {
    let Some(host) = seen.host else { return Ok(None) };
    let host = host.to_ascii_lowercase();
    let name = without_port(&host);
    if name.contains(|character: char| character.is_whitespace() || "/\\@?#,%".contains(character)) {
        return Err(Unmapped::new("the host has characters that no host name has"));
    }
    let bases = &seen.s3.base_hosts;
    if bases.iter().any(|base| name == base) {
        return Ok(None);
    }
    let before = |base: &String| name.strip_suffix(base.as_str())?.strip_suffix('.').map(str::to_owned);
    // The longest base leaves the shortest bucket.
    if let Some(bucket) = bases.iter().filter_map(before).min_by_key(String::len) {
        return Ok(Some(bucket));
    }
    if name.contains(".s3.") || name.contains(".s3-") {
        return Err(Unmapped::new("the host looks like a bucket's, but it is not below a configured base host"));
    }
    Ok(None)
}

fn without_port(host: &str) -> &str {
    let name = match host.rsplit_once(':') {
        // The colons of an IPv6 address stand within brackets.
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.strip_suffix('.').unwrap_or(name)
}
