//! Which bucket names and keys all servers read alike; others are refused.

use super::S3Rules;
use crate::Unmapped;

/// Names that S3 servers keep for other things than buckets; behind them may be an administration interface, which a re-signed
/// request would reach with the upstream's own credentials.
const RESERVED: &[&str] = &[
    // `minioReservedBucket` of MinIO, with its administration, metrics and health endpoints below it.
    "minio",
    // `rgw_admin_entry`, `rgw_swift_url_prefix` and the authentication of Ceph's gateway.
    "admin",
    "auth",
    "swift",
    // Moto's own interface.
    "moto-api",
    // The paths of S3 Control, which is signed for `s3` too.
    "v20180820",
];

/// Endings that AWS keeps for access points and directory buckets, whose requests are other services' or have other ARNs
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>).
const ENDINGS: &[&str] = &["-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap"];

/// Refuses what is not a name of a general purpose bucket by the rules of
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>.
pub(super) fn check_bucket(name: &str) -> Result<(), Unmapped> {
    let is_outer = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_inner = |byte: u8| is_outer(byte) || byte == b'-' || byte == b'.';
    let ends_well = name.bytes().next().is_some_and(is_outer) && name.bytes().next_back().is_some_and(is_outer);
    let is_name = (3..=63).contains(&name.len()) && ends_well && name.bytes().all(is_inner) && !name.contains("..");
    if !is_name {
        return Err(Unmapped::new("the bucket's name is not 3 to 63 lower-case letters, digits, `-` and `.`"));
    }
    if RESERVED.contains(&name) {
        return Err(Unmapped::new(format!(
            "`{name}` is not taken as a bucket: S3 servers have other interfaces below it"
        )));
    }
    if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
        return Err(Unmapped::new("access points and directory buckets are not mapped"));
    }
    Ok(())
}

/// Refuses a key that servers could take for another one.
pub(super) fn check_key(key: &str, rules: &S3Rules) -> Result<(), Unmapped> {
    // The longest key that S3 has (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html).
    if key.is_empty() || key.len() > 1024 {
        return Err(Unmapped::new("a key has 1 to 1024 bytes"));
    }
    if key.chars().any(char::is_control) {
        return Err(Unmapped::new("the key has control characters, which servers read differently"));
    }
    if rules.literal_keys {
        return Ok(());
    }
    let segments = key.strip_suffix('/').unwrap_or(key).split('/');
    if segments.into_iter().any(|segment| matches!(segment, "" | "." | "..")) || key.contains('\\') {
        return Err(Unmapped::new(
            "the key has an empty segment, `.`, `..` or a backslash, which servers read differently",
        ));
    }
    Ok(())
}
