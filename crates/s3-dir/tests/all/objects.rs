//! Objects: written, read in part and under conditions, listed, copied, deleted.

use rolecall_gateway::Fault;
use rolecall_sigv4::{PayloadHash, SignedBody};

use crate::ask::S3;

#[tokio::test]
async fn an_object_is_what_was_put() {
    let s3 = S3::start().await;
    let put = s3
        .ask("PUT", "/bucket/a/%E1%88%B4%20b%2Bc", &[("content-type", "text/x"), ("x-amz-meta-m", "v")], "content")
        .await;
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(put.header("etag"), "\"9a0364b9e99bb480dd25e1f0284c8555\"");
    let s3 = s3.again();
    let got = s3.ask("GET", "/bucket/a/%E1%88%B4%20b%2Bc", &[], "").await;
    assert_eq!((got.status, got.body.as_str()), (200, "content"));
    assert_eq!((got.header("content-type"), got.header("x-amz-meta-m")), ("text/x", "v"));
    let head = s3.ask("HEAD", "/bucket/a/%E1%88%B4%20b%2Bc", &[], "").await;
    assert_eq!((head.status, head.header("content-length"), head.body.as_str()), (200, "7", ""));
    let part = s3.ask("GET", "/bucket/a/%E1%88%B4%20b%2Bc", &[("range", "bytes=1-3")], "").await;
    assert_eq!((part.status, part.body.as_str(), part.header("content-range")), (206, "ont", "bytes 1-3/7"));
    assert_eq!(s3.status("DELETE", "/bucket/a/%E1%88%B4%20b%2Bc").await, 204);
    assert_eq!(s3.status("GET", "/bucket/a/%E1%88%B4%20b%2Bc").await, 404);
}

#[tokio::test]
async fn conditions() {
    let s3 = S3::start().await;
    let put = s3.ask("PUT", "/bucket/k", &[], "content").await;
    let tag = put.header("etag").to_owned();
    let modified = s3.ask("HEAD", "/bucket/k", &[], "").await.header("last-modified").to_owned();
    for (method, header, value, status) in [
        ("GET", "if-match", tag.as_str(), 200),
        ("GET", "if-match", "\"other\"", 412),
        ("GET", "if-none-match", &tag, 304),
        ("HEAD", "if-none-match", &tag, 304),
        ("GET", "if-none-match", "\"other\"", 200),
        ("GET", "if-modified-since", &modified, 304),
        ("GET", "if-unmodified-since", &modified, 200),
        ("GET", "if-modified-since", "Wed, 01 Jan 2020 00:00:00 GMT", 200),
        ("GET", "if-unmodified-since", "Wed, 01 Jan 2020 00:00:00 GMT", 412),
        ("PUT", "if-none-match", "*", 412),
        ("PUT", "if-match", "\"other\"", 412),
    ] {
        let answer = s3.ask(method, "/bucket/k", &[(header, value)], "").await;
        assert_eq!(answer.status, status, "{method} {header} {value}");
    }
    assert_eq!(s3.ask("GET", "/bucket/k", &[], "").await.body, "content");
}

#[tokio::test]
async fn lists() {
    let s3 = S3::start().await;
    for key in ["a/1", "a/2", "b+%25", "c"] {
        assert_eq!(s3.status("PUT", &format!("/bucket/{key}")).await, 200);
    }
    let list = s3.ask("GET", "/bucket?list-type=2&encoding-type=url&delimiter=%2F", &[], "").await;
    assert_eq!(
        (list.status, list.element("KeyCount").as_str(), list.element("Prefix").as_str()),
        (200, "3", "a/"),
        "{}",
        list.body
    );
    assert!(list.body.contains("<Key>b+%</Key>") && !list.body.contains("EncodingType"), "{}", list.body);
    let page = s3.ask("GET", "/bucket?list-type=2&max-keys=2&prefix=a", &[], "").await;
    assert_eq!((page.element("Key").as_str(), page.element("IsTruncated").as_str()), ("a/1", "false"));
    let page = s3.ask("GET", "/bucket?list-type=2&max-keys=1&prefix=a", &[], "").await;
    let token = page.element("NextContinuationToken");
    let next = s3.ask("GET", &format!("/bucket?list-type=2&prefix=a&continuation-token={token}"), &[], "").await;
    assert_eq!(next.element("Key"), "a/2", "{}", next.body);
    assert_eq!(s3.status("GET", "/bucket?prefix=%2Fa").await, 400, "no key begins with a slash");
    assert_eq!(s3.ask("GET", "/", &[], "").await.element("Name"), "bucket");
}

#[tokio::test]
async fn buckets() {
    let s3 = S3::start().await;
    assert_eq!(s3.status("PUT", "/bucket").await, 409);
    assert_eq!(s3.status("PUT", "/bucket/k").await, 200);
    assert_eq!(s3.status("DELETE", "/bucket").await, 409, "it is not empty");
    assert_eq!(s3.status("GET", "/bucket/k").await, 200);
    assert_eq!(s3.status("PUT", "/absent/k").await, 404, "a bucket is not made in passing");
    for (method, uri) in [("GET", "/absent"), ("HEAD", "/absent"), ("GET", "/absent?location"), ("DELETE", "/absent/k")]
    {
        assert_eq!(s3.status(method, uri).await, 404, "{method} {uri}");
    }
    assert_eq!(s3.status("DELETE", "/bucket/k").await, 204);
    assert_eq!(s3.status("DELETE", "/bucket").await, 204);
    assert_eq!(s3.status("HEAD", "/bucket").await, 404);
}

#[tokio::test]
async fn a_body_that_was_not_signed_leaves_the_old_object() {
    let s3 = S3::start().await;
    s3.ask("PUT", "/bucket/k", &[], "old").await;
    let digest = PayloadHash::of(b"new").digest().unwrap();
    let wrong = s3.try_ask("PUT", "/bucket/k", &[], "bad", SignedBody::Sha256(digest)).await;
    assert_eq!(wrong.err(), Some(Fault::HashMismatch));
    let wrong = s3
        .try_ask("PUT", "/bucket/k", &[("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")], "bad", SignedBody::Unsigned)
        .await;
    assert_eq!(wrong.err(), Some(Fault::Checksum("Content-MD5")));
    assert_eq!(s3.ask("GET", "/bucket/k", &[], "").await.body, "old");
    assert!(s3.try_ask("PUT", "/bucket/k", &[], "new", SignedBody::Sha256(digest)).await.is_ok());
    assert_eq!(s3.ask("GET", "/bucket/k", &[], "").await.body, "new");
}

#[tokio::test]
async fn copies_and_deletions_of_many() {
    let s3 = S3::start().await;
    s3.ask("PUT", "/bucket/a", &[("x-amz-meta-m", "v")], "content").await;
    let copied = s3.ask("PUT", "/bucket/b/c", &[("x-amz-copy-source", "bucket/a")], "").await;
    assert_eq!(copied.status, 200, "{}", copied.body);
    let got = s3.ask("GET", "/bucket/b/c", &[], "").await;
    assert_eq!((got.body.as_str(), got.header("x-amz-meta-m")), ("content", "v"));
    let list =
        "<Delete><Object><Key>a</Key></Object><Object><Key>b/c</Key></Object><Object><Key>no</Key></Object></Delete>";
    let deleted = s3.ask("POST", "/bucket?delete", &[], list).await;
    assert_eq!((deleted.status, deleted.body.matches("<Deleted>").count()), (200, 3), "{}", deleted.body);
    assert_eq!((s3.status("GET", "/bucket/a").await, s3.status("GET", "/bucket/b/c").await), (404, 404));
}

#[tokio::test]
async fn what_is_not_kept_is_refused() {
    let s3 = S3::start().await;
    s3.ask("PUT", "/bucket/k", &[], "old").await;
    for (header, value) in [
        ("x-amz-server-side-encryption", "AES256"),
        ("x-amz-acl", "public-read"),
        ("x-amz-tagging", "a=b"),
        ("x-amz-object-lock-mode", "GOVERNANCE"),
        ("x-amz-grant-read", "id=1"),
    ] {
        assert_eq!(s3.ask("PUT", "/bucket/k", &[(header, value)], "new").await.status, 501, "{header}");
    }
    for (method, uri, status) in [
        ("GET", "/bucket/k?versionId=v", 404),
        ("DELETE", "/bucket/k?versionId=v", 404),
        ("GET", "/bucket/k?tagging", 501),
        ("PUT", "/bucket/k?tagging", 501),
        ("GET", "/bucket?versions", 501),
        ("PUT", "/bucket?versioning", 501),
    ] {
        let answer = s3.ask(method, uri, &[], "").await;
        assert!(answer.status == status || answer.status == 400, "{method} {uri} {}", answer.status);
    }
    let form = "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nnew\r\n--x--\r\n";
    let posted = s3.ask("POST", "/bucket", &[("content-type", "multipart/form-data; boundary=x")], form).await;
    assert_eq!(posted.status, 501, "{}", posted.body);
    assert_eq!(s3.ask("GET", "/bucket/k", &[("x-amz-acl", "private")], "").await.body, "old");
}
