//! The tags of resources: for each service which keys they are the values of, and how they are asked for and answered.
//!
//! Only what an action has among its condition keys is told ([`Asked::learn`]): of others AWS would not look at a tag either.
//! Left out, and so denied, is what no page of AWS says: the tags of a function's versions and aliases, of log streams, and of
//! indexes; and those of buckets, which count only where that is switched on.

use rolecall_gateway::Backend;
use rolecall_mapping::Mapped;
use rolecall_model::Arn;
use rolecall_policy::{Context, Key, Values};
use rolecall_service::gateway::Asked;
use serde_json::json;

use super::question::{JSON_1_0, JSON_1_1, Question, Reply};
use super::read::{Listed, Tags, of_list, of_map};
use crate::door::foreign::ForeignDoor;
use crate::door::foreign::passage::Crossing;
use crate::wire::percent::encode_into;

/// Where a service has the tags of its resources.
pub(super) struct Source {
    /// The service, as its actions name it.
    service: &'static str,
    /// What the condition keys begin with that hold them.
    pub(super) keys: &'static [&'static str],
    /// How they are asked for; `None` for resources whose tags are not known to decide.
    ask: fn(&Resource, &Backend) -> Option<Question>,
    /// What the answer to that says.
    read: fn(&Resource, &Reply) -> Option<Tags>,
    /// The operation that makes such a resource, and the codes by which the service says that there is none yet.
    made_by: Option<(&'static str, &'static [&'static str])>,
}

const NOT_FOUND: &[&str] = &["ResourceNotFoundException"];

const RESOURCE_TAGS: &[&str] = &["aws:ResourceTag/"];

const SOURCES: [Source; 8] = [
    Source {
        service: "dynamodb",
        keys: RESOURCE_TAGS,
        ask: |table, _| {
            table.named("table/")?;
            Some(Question::json(JSON_1_0, "DynamoDB_20120810.ListTagsOfResource", &json!({"ResourceArn": table.arn})))
        },
        read: |_, reply| of_list(&reply.member("Tags")?),
        made_by: Some(("CreateTable", NOT_FOUND)),
    },
    Source {
        service: "ec2",
        keys: &["aws:ResourceTag/", "ec2:ResourceTag/"],
        ask: |resource, _| {
            Some(Question::form(&[
                ("Action", "DescribeTags"),
                ("Version", "2016-11-15"),
                ("Filter.1.Name", "resource-id"),
                ("Filter.1.Value.1", resource.ec2_id()?),
            ]))
        },
        read: |resource, reply| {
            let owner = Some(("resourceId", resource.ec2_id()?.to_owned()));
            reply.listed(&Listed { list: "tagSet", key: "key", value: "value", owner })
        },
        made_by: None,
    },
    Source {
        service: "ecr",
        keys: &["aws:ResourceTag/", "ecr:ResourceTag/"],
        ask: |repository, _| {
            repository.resource().strip_prefix("repository/").filter(|name| is_one(name))?;
            let target = "AmazonEC2ContainerRegistry_V20150921.ListTagsForResource";
            Some(Question::json(JSON_1_1, target, &json!({"resourceArn": repository.arn})))
        },
        read: |_, reply| of_list(&reply.member("tags")?),
        made_by: Some(("CreateRepository", &["RepositoryNotFoundException"])),
    },
    Source {
        service: "lambda",
        keys: RESOURCE_TAGS,
        ask: |function, _| {
            function.named("function:")?;
            let mut path = "/2017-03-31/tags/".to_owned();
            encode_into(&mut path, &function.arn);
            Some(Question::get(path))
        },
        read: |_, reply| of_map(&reply.member("Tags")?),
        made_by: Some(("CreateFunction", NOT_FOUND)),
    },
    Source {
        service: "logs",
        keys: RESOURCE_TAGS,
        ask: |group, _| {
            // Actions on a group are asked about with an empty stream, its tags without.
            let arn = group.arn.strip_suffix(":log-stream:").unwrap_or(&group.arn);
            let name = arn.parse::<Arn>().ok()?.resource().strip_prefix("log-group:")?.to_owned();
            let asked = json!({"resourceArn": arn});
            (is_one(&name) && !name.contains(':'))
                .then(|| Question::json(JSON_1_1, "Logs_20140328.ListTagsForResource", &asked))
        },
        read: |_, reply| of_map(&reply.member("tags")?),
        made_by: Some(("CreateLogGroup", NOT_FOUND)),
    },
    Source {
        service: "s3",
        keys: &["s3:ExistingObjectTag/"],
        ask: |object, _| {
            let (bucket, key) = object.resource().split_once('/')?;
            let mut query = "tagging".to_owned();
            if let Some(version) = &object.version {
                query.push_str("&versionId=");
                encode_into(&mut query, version);
            }
            Some(Question::object(bucket, key, &query))
        },
        read: |_, reply| match reply.code.as_deref() {
            // An object that is not there has no tags, and the service itself answers so.
            Some("NoSuchKey") => Some(Tags::NONE),
            _ => reply.listed(&Listed { list: "TagSet", key: "Key", value: "Value", owner: None }),
        },
        made_by: None,
    },
    Source {
        service: "sns",
        keys: RESOURCE_TAGS,
        ask: |topic, _| {
            topic.named("")?;
            let action = [("Action", "ListTagsForResource"), ("Version", "2010-03-31"), ("ResourceArn", &topic.arn)];
            Some(Question::form(&action))
        },
        read: |_, reply| reply.listed(&Listed { list: "Tags", key: "Key", value: "Value", owner: None }),
        made_by: Some(("CreateTopic", &["NotFound", "ResourceNotFound"])),
    },
    Source {
        service: "sqs",
        keys: RESOURCE_TAGS,
        ask: |queue, backend| {
            let Backend::Network(upstream) = backend else { return None };
            let (account, name) = (queue.arn.parse::<Arn>().ok()?.account_id()?, queue.named("")?);
            // Other letters could mean something else in a URL.
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            name.bytes().all(is_plain).then_some(())?;
            let url = format!("{}/{account}/{name}", upstream.url);
            Some(Question::json(JSON_1_0, "AmazonSQS.ListQueueTags", &json!({"QueueUrl": url})))
        },
        // A queue without tags is answered without a list.
        read: |_, reply| match reply.member("Tags")? {
            serde_json::Value::Null => Some(Tags::NONE),
            tags => of_map(&tags),
        },
        made_by: Some(("CreateQueue", &["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"])),
    },
];

/// Where the value of a key, in lower case, is found.
pub(super) fn source(service: &str, key: &str) -> Option<&'static Source> {
    let holds = |source: &&Source| {
        let is_start =
            |start: &&&str| key.split_at_checked(start.len()).is_some_and(|(own, _)| own.eq_ignore_ascii_case(start));
        source.service == service && source.keys.iter().any(|start| is_start(&start))
    };
    SOURCES.iter().find(holds)
}

impl Source {
    /// How the tags of a resource are asked for.
    pub(super) fn question(&self, resource: &Resource, backend: &Backend) -> Option<Question> {
        (self.ask)(resource, backend)
    }

    /// What the answer to that says.
    pub(super) fn told(&self, resource: &Resource, reply: &Reply) -> Option<Tags> {
        (self.read)(resource, reply)
    }

    /// Whether a code says that the resource is not there.
    fn says_none(&self, code: &str) -> bool {
        self.made_by.is_some_and(|(_, codes)| codes.contains(&code))
    }
}

/// A resource whose tags are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Resource {
    arn: String,
    /// The version of an object.
    version: Option<String>,
    /// Whether the request is to make it.
    is_made: bool,
}

impl Resource {
    /// What an action is asked on; `None` if the source is not that of the action's service, or if the version is not certain.
    pub(super) fn of(source: &Source, asked: &Asked, mapped: &Mapped) -> Option<Self> {
        asked.action.split_once(':').filter(|(prefix, _)| *prefix == source.service)?;
        let version = match asked.keys.values(&VERSION) {
            Some(Values::One(version)) => Some(version.into_owned()),
            _ => None,
        };
        let target = mapped.s3.as_ref();
        let is_versioned = target.is_some_and(|s3| s3.version_id.is_some()) || asked.action.contains("Version");
        let is_made = source.made_by.is_some_and(|(operation, _)| operation == mapped.operation);
        (version.is_some() || !is_versioned).then(|| Self { arn: asked.resource.clone(), version, is_made })
    }

    /// What the ARN has behind the account.
    fn resource(&self) -> &str {
        self.arn.splitn(6, ':').nth(5).unwrap_or_default()
    }

    /// The name of one resource, without parts, whose ARN has this before its name.
    fn named(&self, prefix: &str) -> Option<&str> {
        self.resource().strip_prefix(prefix).filter(|name| is_one(name) && !name.contains([':', '/']))
    }

    /// The id of a resource of EC2 whose ARN holds an id and not a name.
    fn ec2_id(&self) -> Option<&str> {
        let (kind, id) = self.resource().split_once('/')?;
        let (_, start) = EC2_IDS.iter().find(|(own, _)| *own == kind)?;
        let rest = id.strip_prefix(start)?;
        (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
    }
}

/// The key that holds the version of an object that a request names.
static VERSION: std::sync::LazyLock<Key> = std::sync::LazyLock::new(|| Key::new("s3:versionid"));

/// Types of resources, and what their ids begin with
/// (<https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>).
const EC2_IDS: &[(&str, &str)] = &[
    ("dhcp-options", "dopt-"),
    ("elastic-ip", "eipalloc-"),
    ("image", "ami-"),
    ("instance", "i-"),
    ("internet-gateway", "igw-"),
    ("launch-template", "lt-"),
    ("natgateway", "nat-"),
    ("network-acl", "acl-"),
    ("network-interface", "eni-"),
    ("route-table", "rtb-"),
    ("security-group", "sg-"),
    ("snapshot", "snap-"),
    ("subnet", "subnet-"),
    ("volume", "vol-"),
    ("vpc", "vpc-"),
];

/// Whether a text is the name of one thing.
fn is_one(name: &str) -> bool {
    !name.is_empty() && !name.contains(['*', '?'])
}

impl ForeignDoor {
    /// The tags of a resource; `None` if the service does not tell them.
    pub(super) async fn tags(&self, crossing: &Crossing<'_>, source: &Source, resource: &Resource) -> Option<Tags> {
        let question = source.question(resource, &crossing.route.backend)?;
        let reply = self.ask(crossing.route, question).await?;
        let is_none_yet = resource.is_made && reply.code.as_deref().is_some_and(|code| source.says_none(code));
        if is_none_yet { Some(Tags::NONE) } else { source.told(resource, &reply) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(service: &str, rest: &str) -> Resource {
        let fields = if service == "s3" { "::" } else { "eu-north-1:111111111111:" };
        Resource { arn: format!("arn:aws:{service}:{fields}{rest}"), version: None, is_made: false }
    }

    #[test]
    fn what_is_asked_about() {
        let cases: [(&str, &[&str], &[&str]); 8] = [
            ("dynamodb", &["table/t"], &["table/t/index/i", "table/t/stream/s", "table/*", "*"]),
            ("ec2", &["instance/i-0a", "image/ami-1"], &["instance/*", "key-pair/k", "instance/i-", "subnet/i-0a"]),
            ("ecr", &["repository/a/b"], &["repository/*", "registry"]),
            ("lambda", &["function:f"], &["function:f:alias", "function:*", "layer:l:1", "event-source-mapping:u"]),
            ("logs", &["log-group:g", "log-group:/a/b:log-stream:"], &["log-group:g:log-stream:s", "log-group:*"]),
            ("s3", &["b/k", "b/a/b"], &["b"]),
            ("sns", &["t"], &["endpoint/APNS/a/b", "t:subscription", "*"]),
            ("sqs", &[], &["q"]),
        ];
        let backend = Backend::InProcess(std::sync::Arc::new(Nothing));
        for (service, good, bad) in cases {
            let source = SOURCES.iter().find(|source| source.service == service).unwrap();
            for (names, expected) in [(good, true), (bad, false)] {
                for name in names {
                    let asked = (source.ask)(&resource(service, name), &backend);
                    assert_eq!(asked.is_some(), expected, "{service} {name}");
                }
            }
        }
    }

    #[test]
    fn keys_have_sources() {
        for (service, key, expected) in [
            ("sqs", "aws:resourcetag/team", true),
            ("ec2", "ec2:resourcetag/team", true),
            ("s3", "s3:existingobjecttag/team", true),
            ("s3", "aws:resourcetag/team", false),
            ("s3", "s3:buckettag/team", false),
            ("ec2", "ec2:instancetype", false),
            ("kinesis", "aws:resourcetag/team", false),
            ("sqs", "aws:requesttag/team", false),
        ] {
            assert_eq!(source(service, key).is_some(), expected, "{service} {key}");
        }
    }

    #[derive(Debug)]
    struct Nothing;

    impl rolecall_gateway::InProcess for Nothing {
        fn call(&self, _request: http::Request<rolecall_gateway::RequestBody>) -> rolecall_gateway::Answering {
            Box::pin(std::future::pending())
        }
    }
}
