//! Multipart uploads.

use crate::ask::S3;

const PART: usize = 5 * 1024 * 1024;

async fn begin(s3: &S3, uri: &str) -> String {
    let begun = s3.ask("POST", &format!("{uri}?uploads"), &[("x-amz-meta-m", "v")], "").await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    begun.element("UploadId")
}

fn list(tags: &[String]) -> String {
    let parts = (1..)
        .zip(tags)
        .map(|(number, tag)| format!("<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"));
    format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.collect::<String>())
}

async fn part(s3: &S3, uri: &str, id: &str, number: usize, body: &str) -> (u16, String) {
    let answer = s3.ask("PUT", &format!("{uri}?partNumber={number}&uploadId={id}"), &[], body).await;
    (answer.status, answer.header("etag").to_owned())
}

#[tokio::test]
async fn parts_become_an_object() {
    let s3 = S3::start().await;
    let id = begin(&s3, "/bucket/m").await;
    let large = "a".repeat(PART);
    let mut tags = Vec::new();
    for (number, body) in [(1, large.as_str()), (2, "end")] {
        let (status, tag) = part(&s3, "/bucket/m", &id, number, body).await;
        assert_eq!(status, 200);
        tags.push(tag);
    }
    let s3 = s3.again();
    let missing = list(&[tags.clone(), vec!["\"no\"".to_owned()]].concat());
    assert_eq!(s3.ask("POST", &format!("/bucket/m?uploadId={id}"), &[], &missing).await.status, 400);
    let done = s3.ask("POST", &format!("/bucket/m?uploadId={id}"), &[], &list(&tags)).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("<ETag>"), "{}", done.body);
    let got = s3.ask("GET", "/bucket/m", &[], "").await;
    assert!(got.body == format!("{large}end"), "{}", got.body.len());
    assert_eq!(got.header("x-amz-meta-m"), "v");
}

#[tokio::test]
async fn an_upload_belongs_to_one_object() {
    let s3 = S3::start().await;
    let id = begin(&s3, "/bucket/m").await;
    let (_, tag) = part(&s3, "/bucket/m", &id, 1, "content").await;
    for uri in ["/bucket/other", "/bucket/m/n"] {
        assert_eq!(part(&s3, uri, &id, 1, "forged").await.0, 404);
        let finish = format!("{uri}?uploadId={id}");
        assert_eq!(s3.ask("POST", &finish, &[], &list(std::slice::from_ref(&tag))).await.status, 404);
        assert_eq!((s3.status("GET", &finish).await, s3.status("DELETE", &finish).await), (404, 404));
    }
    for number in [0, 10_001] {
        assert_eq!(part(&s3, "/bucket/m", &id, number, "x").await.0, 400);
    }
    for odd in ["..", "../../x", &id.to_uppercase(), &id.replace('-', ""), ""] {
        assert!(part(&s3, "/bucket/m", odd, 1, "x").await.0 >= 400, "{odd}");
    }
    let done = s3.ask("POST", &format!("/bucket/m?uploadId={id}"), &[], &list(&[tag])).await;
    assert_eq!((done.status, s3.ask("GET", "/bucket/m", &[], "").await.body.as_str()), (200, "content"));
}

#[tokio::test]
async fn small_parts_are_not_lost() {
    let s3 = S3::start().await;
    let id = begin(&s3, "/bucket/m").await;
    let (_, one) = part(&s3, "/bucket/m", &id, 1, "small").await;
    let (_, two) = part(&s3, "/bucket/m", &id, 2, "end").await;
    let finish = format!("/bucket/m?uploadId={id}");
    let refused = s3.ask("POST", &finish, &[], &list(&[one.clone(), two])).await;
    assert_eq!((refused.status, refused.element("Code").as_str()), (400, "EntityTooSmall"));
    assert_eq!(s3.ask("POST", &finish, &[], &list(&[one])).await.status, 200);
    let id = begin(&s3, "/bucket/n").await;
    assert_eq!(s3.status("DELETE", &format!("/bucket/n?uploadId={id}")).await, 204);
    assert_eq!(part(&s3, "/bucket/n", &id, 1, "x").await.0, 404);
}
