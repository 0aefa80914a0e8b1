//! The embedded table: how much is in it, and facts that everybody knows.
#![expect(clippy::unwrap_used, reason = "tests")]

use rolecall_catalog::{
    AccessLevel, Action, ConditionKey, KeyType, Service, condition_key, condition_keys, service, services,
};

fn action(name: &str) -> Action {
    let (prefix, name) = name.split_once(':').unwrap();
    service(prefix).unwrap().action(name).unwrap()
}

fn names(keys: impl Iterator<Item = ConditionKey>) -> Vec<&'static str> {
    keys.map(ConditionKey::name).collect()
}

fn resources(action: Action) -> Vec<(&'static str, bool)> {
    action.resources().map(|resource| (resource.resource_type().name(), resource.is_required())).collect()
}

#[test]
fn the_table_is_whole() {
    let count = |level| services().flat_map(Service::actions).filter(|a| a.access_level() == level).count();
    assert_eq!(AccessLevel::ALL.map(count), [3_719, 5_871, 11_357, 719, 425]);
    assert_eq!(services().len(), 456);
    assert_eq!(services().map(|service| service.actions().len()).sum::<usize>(), 22_091);
    assert_eq!(services().map(|service| service.resource_types().len()).sum::<usize>(), 2_334);
    assert_eq!(condition_keys().len(), 1_627);
    assert_eq!(condition_keys().filter(|key| key.is_global()).count(), 60);
}

#[test]
fn everything_is_found_by_its_name_in_any_case() {
    for found in services() {
        assert_eq!(service(&found.prefix().to_uppercase()), Some(found));
        for action in found.actions() {
            assert_eq!(found.action(&action.name().to_uppercase()), Some(action));
            assert_eq!(action.service(), found);
        }
        for resource_type in found.resource_types() {
            assert_eq!(found.resource_type(&resource_type.name().to_uppercase()), Some(resource_type));
            assert!(resource_type.arn_format().to_string().starts_with("arn:${Partition}:"));
        }
    }
    for key in condition_keys() {
        assert_eq!(condition_key(&key.name().to_uppercase()), Some(key));
    }
}

#[test]
fn what_is_unknown_is_not_found() {
    let s3 = service("s3").unwrap();
    for name in ["", "s", "s33", "zzz", "s3:GetObject", "é"] {
        assert_eq!(service(name), None, "{name}");
        assert_eq!(s3.action(name), None, "{name}");
        assert_eq!(s3.resource_type(name), None, "{name}");
    }
    // The neighbours' actions and resource types are not this service's.
    assert_eq!((s3.action("RunInstances"), s3.resource_type("instance")), (None, None));
    for name in ["", ":", "aws:", "aws:RequestTag", "aws:RequestTag/", "aws:NoSuchKey", "é", "s3:ExistingObjectTagé/x"]
    {
        assert_eq!(condition_key(name), None, "{name}");
    }
}

#[test]
fn actions_have_levels_resources_and_dependents() {
    for (name, level, wanted, dependents) in [
        ("s3:GetObject", AccessLevel::Read, &[("accesspointobject", false), ("object", false)][..], &[][..]),
        ("s3:ListAllMyBuckets", AccessLevel::List, &[], &[]),
        ("iam:PassRole", AccessLevel::Write, &[("role", true)], &[]),
        ("iam:AttachRolePolicy", AccessLevel::PermissionsManagement, &[("role", true)], &[]),
        ("iam:TagRole", AccessLevel::Tagging, &[("role", true)], &[]),
        (
            "lambda:CreateFunction",
            AccessLevel::Write,
            &[("function", true)],
            &["iam:PassRole", "lambda:PassCapacityProvider"],
        ),
    ] {
        let action = action(name);
        assert_eq!(action.to_string(), name);
        assert_eq!(action.access_level(), level, "{name}");
        assert_eq!(resources(action), wanted, "{name}");
        assert_eq!(
            action.dependent_actions().map(|action| action.to_string()).collect::<Vec<_>>(),
            dependents,
            "{name}"
        );
    }
    let run_instances = action("ec2:RunInstances");
    let required: Vec<_> = resources(run_instances).into_iter().filter(|(_, required)| *required).collect();
    assert_eq!(
        required.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["image", "instance", "network-interface", "security-group", "subnet"]
    );
    assert!(run_instances.dependent_actions().any(|action| action.to_string() == "iam:PassRole"));
    let assume_role = resources(action("sts:AssumeRole"));
    assert!(assume_role.contains(&("role", true)), "{assume_role:?}");
}

#[test]
fn resource_types_have_arn_formats() {
    for (prefix, name, fields) in [
        ("s3", "object", ["s3", "", "", "${BucketName}/${ObjectName}"]),
        ("iam", "role", ["iam", "", "${Account}", "role/${RoleNameWithPath}"]),
        ("lambda", "function", ["lambda", "${Region}", "${Account}", "function:${FunctionName}"]),
        ("sts", "role", ["iam", "", "${Account}", "role/${RoleNameWithPath}"]),
    ] {
        let format = service(prefix).unwrap().resource_type(name).unwrap().arn_format();
        assert_eq!([format.service(), format.region(), format.account(), format.resource()], fields, "{prefix} {name}");
        let [service, region, account, resource] = fields;
        assert_eq!(format.to_string(), format!("arn:${{Partition}}:{service}:{region}:{account}:{resource}"));
    }
}

#[test]
fn condition_keys_hang_on_actions_resources_and_types() {
    let get_object = names(action("s3:GetObject").condition_keys());
    assert!(get_object.contains(&"s3:TlsVersion") && get_object.contains(&"s3:ResourceAccount"), "{get_object:?}");
    let object = action("s3:GetObject").resources().find(|used| used.resource_type().name() == "object").unwrap();
    assert!(names(object.resource_type().condition_keys()).contains(&"s3:BucketTag/${TagKey}"));
    let instance =
        action("ec2:RunInstances").resources().find(|used| used.resource_type().name() == "instance").unwrap();
    assert!(names(instance.condition_keys()).contains(&"ec2:InstanceType"));
    assert!(!names(action("ec2:RunInstances").condition_keys()).contains(&"ec2:InstanceType"));
    let pass_role = names(action("iam:PassRole").condition_keys());
    assert!(pass_role.contains(&"iam:PassedToService"), "{pass_role:?}");
    assert!(names(service("sts").unwrap().condition_keys()).contains(&"sts:ExternalId"));
}

#[test]
fn condition_keys_have_types() {
    for (asked, name, kind, is_global) in [
        ("aws:sourceip", "aws:SourceIp", KeyType::IpAddress, true),
        ("aws:CalledVia", "aws:CalledVia", KeyType::ArrayOfString, true),
        ("aws:TagKeys", "aws:TagKeys", KeyType::ArrayOfString, true),
        ("aws:MultiFactorAuthPresent", "aws:MultiFactorAuthPresent", KeyType::Bool, true),
        ("aws:CurrentTime", "aws:CurrentTime", KeyType::Date, true),
        ("aws:PrincipalTag/Team", "aws:PrincipalTag/${TagKey}", KeyType::String, true),
        ("aws:RequestTag/a/b:c", "aws:RequestTag/${TagKey}", KeyType::String, true),
        ("aws:SignInSessionArn", "aws:SignInSessionArn", KeyType::Arn, true),
        ("ec2:SourceInstanceArn", "ec2:SourceInstanceArn", KeyType::Arn, true),
        ("identitystore:UserId", "identitystore:UserId", KeyType::String, true),
        ("s3:prefix", "s3:prefix", KeyType::String, false),
        ("s3:max-keys", "s3:max-keys", KeyType::Numeric, false),
        ("S3:existingobjecttag/x", "s3:ExistingObjectTag/${TagKey}", KeyType::String, false),
        ("kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", KeyType::String, false),
        ("events:Metadata/x", "events:Metadata/${MetadataKey}", KeyType::ArrayOfString, false),
        ("events:Metadata/x/Matcher", "events:Metadata/${MetadataKey}/Matcher", KeyType::String, false),
        (
            "token.actions.githubusercontent.com:actor",
            "token.actions.githubusercontent.com:actor",
            KeyType::String,
            false,
        ),
        ("sts:ExternalId", "sts:ExternalId", KeyType::String, false),
    ] {
        let key = condition_key(asked).unwrap_or_else(|| panic!("{asked} is not found"));
        assert_eq!((key.name(), key.kind(), key.is_global()), (name, kind, is_global));
        assert_eq!(key.is_template(), name.contains('$'));
    }
    assert!(KeyType::ArrayOfArn.is_multivalued() && !KeyType::Arn.is_multivalued());
    assert_eq!(KeyType::ALL.map(KeyType::element).iter().filter(|kind| kind.is_multivalued()).count(), 0);
}
