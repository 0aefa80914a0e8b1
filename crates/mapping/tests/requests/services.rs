//! Requests to services for which the table is enough, and what IAM is asked about them.

use crate::case::{Request, check, lines};

#[test]
fn services_of_the_table() {
    let lines = lines("services.txt");
    let wrong = lines.iter().filter_map(|line| {
        let (service, line) = line.split_once(": ").unwrap();
        check(service, line).map(|wrong| format!("{service}: {wrong}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {} cases are wrong:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
    assert!(lines.len() > 60);
}

#[test]
fn keys_of_the_service_that_the_request_does_not_say_are_unknown() {
    let needed = |service: &str, line: &str| Request::read(service, line).map().unwrap().accesses.remove(0);
    let get = r#"JSON GetSecretValue {{"SecretId":"arn:aws:secretsmanager:eu-north-1:111111111111:secret:s-abcdef"}}"#;
    let secret = needed("secretsmanager", get);
    assert!(secret.is_unknown("aws:ResourceTag/team") && secret.is_unknown("secretsmanager:ResourceTag/team"));
    assert!(!secret.is_unknown("secretsmanager:SecretId") && !secret.is_unknown("aws:SourceIp"));
    let key = needed("kms", r#"JSON Encrypt {{"KeyId":"k","Plaintext":"eA=="}}"#);
    assert!(
        key.is_unknown("kms:ViaService")
            && key.is_unknown("kms:EncryptionContext:a") == key.is_unknown("kms:EncryptionContext:b")
    );
    let by_name = needed("secretsmanager", r#"JSON GetSecretValue {{"SecretId":"s"}}"#);
    let by_start = needed("secretsmanager", &get.replace("-abcdef", ""));
    assert!([by_name, by_start].iter().all(|secret| secret.is_unknown("secretsmanager:SecretId")));
    let by_alias = needed("kms", r#"JSON Encrypt {{"KeyId":"alias/a","Plaintext":"eA=="}}"#);
    let two = needed("kms", r#"JSON ReEncrypt {{"CiphertextBlob":"","SourceKeyId":"k","DestinationKeyId":"alias/a"}}"#);
    assert!(!key.is_unknown("kms:RequestAlias") && two.is_unknown("kms:RequestAlias"));
    assert!([&key, &by_alias].iter().all(|key| key.is_unknown("kms:ResourceAliases")));
    let tagged = needed("kms", r#"JSON CreateKey {{"Tags":{"strange":[]}}}"#);
    assert!(tagged.is_unknown("aws:RequestTag/team") && tagged.is_unknown("aws:TagKeys"));
    let service = r#"JSON CreateService {{"cluster":"c","serviceName":"s","propagateTags":"SERVICE","tags":[{"key":"a","value":"b"}]}}"#;
    assert!(
        !needed("ecs", service).is_unknown("aws:RequestTag/a") && !needed("ecs", service).is_unknown("aws:TagKeys")
    );
    let twice = "FORM CreateDBInstance {DBInstanceIdentifier=d&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b&TagSpecifications.item.1.ResourceType=db}";
    let twice = needed("rds", twice);
    assert!(twice.keys.iter().any(|(key, _)| key == "aws:RequestTag/a") && twice.is_unknown("aws:RequestTag/a"));
    let plain = needed("kms", "JSON CreateKey {{}}");
    assert!(!plain.is_unknown("aws:RequestTag/team") && !plain.is_unknown("aws:TagKeys"));
}

#[test]
fn unmapped_requests_say_their_operation_if_it_is_known() {
    let refused = |line: &str| Request::read("kinesis", line).map().unwrap_err().operation;
    assert_eq!(refused(r#"JSON PutRecord {{"Data":""}}"#), Some("PutRecord"));
    assert_eq!(refused("JSON Nothing {{}}"), None);
}
