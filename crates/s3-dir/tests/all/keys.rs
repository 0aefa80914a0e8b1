//! Keys are never paths to anything else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::ask::S3;

/// All files below a directory.
fn files(directory: &Path) -> BTreeSet<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { BTreeSet::from([path]) }).collect()
}

const HOSTILE: [&str; 13] = [
    "../other/secret",
    "%2e%2e/other/secret",
    "..%2Fother%2Fsecret",
    "a/../../other/secret",
    "a/%2e%2e/%2e%2e/other/secret",
    "/other/secret",
    "%2Fother%2Fsecret",
    "%2Fetc%2Fpasswd",
    "a//b",
    "./k",
    "k/.",
    "k%00",
    "..%5Cother%5Csecret",
];

#[tokio::test]
async fn hostile_keys_reach_nothing() {
    let s3 = S3::start().await;
    assert_eq!(s3.status("PUT", "/other").await, 200);
    assert_eq!(s3.ask("PUT", "/other/secret", &[], "secret").await.status, 200);
    assert_eq!(s3.ask("PUT", "/bucket/k", &[], "own").await.status, 200);
    let before = files(s3.path());
    let long = "k".repeat(1025);
    for key in HOSTILE.iter().copied().chain([long.as_str()]) {
        for method in ["GET", "HEAD", "PUT", "DELETE"] {
            let answer = s3.ask(method, &format!("/bucket/{key}"), &[], "").await;
            assert!((400..500).contains(&answer.status), "{method} {key}: {}", answer.status);
        }
        for query in ["?uploads", "?uploadId=00000000-0000-0000-0000-000000000000&partNumber=1"] {
            let method = if query == "?uploads" { "POST" } else { "PUT" };
            let answer = s3.ask(method, &format!("/bucket/{key}{query}"), &[], "").await;
            assert!((400..500).contains(&answer.status), "{key}{query}: {}", answer.status);
        }
        let copied = s3.ask("PUT", "/bucket/stolen", &[("x-amz-copy-source", &format!("bucket/{key}"))], "").await;
        assert!((400..500).contains(&copied.status), "copy of {key}: {}", copied.status);
    }
    for key in ["../other/secret", "/other/secret", "a/../../other/secret", ".."] {
        let list = format!("<Delete><Object><Key>{key}</Key></Object></Delete>");
        let answer = s3.ask("POST", "/bucket?delete", &[], &list).await;
        assert!((400..500).contains(&answer.status), "deletion of {key}: {}", answer.status);
    }
    assert_eq!(files(s3.path()), before);
    assert_eq!(s3.ask("GET", "/other/secret", &[], "").await.body, "secret");
}

#[tokio::test]
async fn hostile_buckets() {
    let s3 = S3::start().await;
    for path in ["/..", "/%2e%2e/etc", "/../etc/passwd", "/Bucket", "/.tmp.0.internal.part/k"] {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = s3.ask(method, path, &[], "").await;
            assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn a_key_is_an_object_or_a_directory() {
    let s3 = S3::start().await;
    assert_eq!(s3.status("PUT", "/bucket/a").await, 200);
    assert_eq!(s3.status("PUT", "/bucket/a/b").await, 400);
    assert_eq!(s3.status("PUT", "/bucket/c/d").await, 200);
    assert_eq!((s3.status("PUT", "/bucket/c").await, s3.status("GET", "/bucket/c").await), (400, 404));
    assert_eq!((s3.status("DELETE", "/bucket/c").await, s3.status("GET", "/bucket/c/d").await), (204, 200));
    assert_eq!((s3.status("DELETE", "/bucket/c/d").await, s3.status("PUT", "/bucket/c").await), (204, 200));
}
