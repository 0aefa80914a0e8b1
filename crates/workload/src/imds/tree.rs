//! The tree of metadata: which path holds what. Directories follow from the paths of what is in them.

use std::collections::BTreeSet;

use http::StatusCode;

use super::iam::{self, Fetched};
use super::{Imds, Instance, document};
use crate::issuer::Purpose;

const CREDENTIALS: &str = "meta-data/iam/security-credentials/";

/// What stands at the end of a path.
enum Leaf {
    Text(String),
    Signature,
    Info,
    Credentials,
}

/// The text at a path below the version, or the listing of a directory.
pub(super) async fn find(imds: &Imds, path: &str, purpose: Purpose) -> Result<String, StatusCode> {
    let instance = imds.instance();
    let mut leaves = fixed(&instance);
    // Nothing else depends on credentials.
    let fetched = if path.starts_with("meta-data/iam") || path == "meta-data" {
        Some(imds.cache.fetch(purpose).await)
    } else {
        None
    };
    if let Some(fetched) = &fetched {
        match iam::role(fetched) {
            Ok(role) => leaves.push((format!("{CREDENTIALS}{role}"), Leaf::Credentials)),
            Err(status) if CREDENTIALS.starts_with(path) && status != StatusCode::NOT_FOUND => return Err(status),
            Err(_) => {}
        }
        if iam::info(fetched, imds.clock.now()).is_ok() {
            leaves.push(("meta-data/iam/info".to_owned(), Leaf::Info));
        }
    }
    match leaves.iter().find(|(name, _)| name == path) {
        Some((_, leaf)) => content(imds, &instance, leaf, fetched.as_ref()),
        None => listing(path, leaves.iter().map(|(name, _)| name.as_str())).ok_or(StatusCode::NOT_FOUND),
    }
}

/// What every instance has.
fn fixed(instance: &Instance) -> Vec<(String, Leaf)> {
    let mut leaves = vec![
        ("dynamic/instance-identity/document".to_owned(), Leaf::Text(document::document(instance))),
        ("dynamic/instance-identity/signature".to_owned(), Leaf::Signature),
    ];
    let mut add = |path: &str, text: &str| leaves.push((format!("meta-data/{path}"), Leaf::Text(text.to_owned())));
    add("instance-id", &instance.id);
    let address = instance.private_ip.to_canonical();
    add(if address.is_ipv4() { "local-ipv4" } else { "ipv6" }, &address.to_string());
    add("mac", &instance.mac());
    add("placement/availability-zone", &instance.availability_zone());
    add("placement/region", &instance.region);
    add("services/domain", "amazonaws.com");
    add("services/partition", "aws");
    for (key, value) in instance.tags.iter().filter(|(key, _)| fits_a_path(key)) {
        add(&format!("tags/instance/{key}"), value);
    }
    leaves
}

/// The keys that EC2 shows in metadata.
fn fits_a_path(key: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-=.,_:@".contains(c);
    !key.is_empty() && key.chars().all(fits) && !matches!(key, "." | ".." | "_index")
}

fn content(imds: &Imds, instance: &Instance, leaf: &Leaf, fetched: Option<&Fetched>) -> Result<String, StatusCode> {
    let now = imds.clock.now();
    match (leaf, fetched) {
        (Leaf::Text(text), _) => Ok(text.clone()),
        (Leaf::Signature, _) => {
            let signature = imds.signer.sign(&document::document(instance));
            signature.ok_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
        (Leaf::Info, Some(fetched)) => iam::info(fetched, now),
        (Leaf::Credentials, Some(fetched)) => Ok(iam::credentials(fetched, now)),
        (Leaf::Info | Leaf::Credentials, None) => Err(StatusCode::NOT_FOUND),
    }
}

/// What is directly in a directory, one a line; directories end with `/`, but for those at the top, which EC2 lists without.
/// `None` if there is no such directory.
fn listing<'p>(directory: &str, paths: impl Iterator<Item = &'p str>) -> Option<String> {
    let within =
        |path: &'p str| if directory.is_empty() { Some(path) } else { path.strip_prefix(directory)?.strip_prefix('/') };
    let entries: BTreeSet<&str> = paths
        .filter_map(within)
        .filter_map(|rest| match rest.split_inclusive('/').next() {
            Some(entry) if directory.is_empty() => Some(entry.trim_end_matches('/')),
            entry => entry,
        })
        .collect();
    (!entries.is_empty()).then(|| entries.into_iter().collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::listing;

    #[test]
    fn directories_follow_from_paths() {
        let paths = ["meta-data/iam/info", "meta-data/iam/security-credentials/web", "meta-data/mac", "dynamic/x"];
        for (directory, expected) in [
            ("", Some("dynamic\nmeta-data")),
            ("meta-data", Some("iam/\nmac")),
            ("meta-data/iam", Some("info\nsecurity-credentials/")),
            ("meta-data/iam/security-credentials", Some("web")),
            ("meta-data/ia", None),
            ("meta-data/mac", None),
            ("user-data", None),
        ] {
            assert_eq!(listing(directory, paths.into_iter()).as_deref(), expected, "{directory}");
        }
    }
}
