//! Amazon SNS: subscriptions belong to topics, and messages also go to endpoints and telephones.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html>

use super::{Service, Then, arn, refuse, service};
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::is_name;
use crate::wire::wanted::Wanted;

pub(super) const SERVICE: Service = Service {
    principal: "sns.amazonaws.com",
    fills: &[("TopicName", &["Name"])],
    arns: &["TopicArn", "ResourceArn"],
    actions: &[("PublishBatch", "Publish")],
    data: &["Publish", "PublishBatch"],
    special,
    ..service("sns", "sns")
};

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    match call.operation {
        "Publish" => publish(call, wanted),
        "CreateTopic" if call.members.get("Tags").is_some() => {
            let name = call.members.text("Name")?.filter(|name| is_name("TopicName", name));
            let name = name.ok_or_else(|| Unmapped::new("the topic's name has characters that are not mapped"))?;
            wanted.want_named("sns", "TagResource", arn(call, "sns", name))?;
            Ok(Then::ByFacts)
        }
        _ => match call.members.text("SubscriptionArn")? {
            Some(subscription) => {
                wanted.want_named("sns", call.operation, topic_of(call, subscription)?)?;
                Ok(Then::Done)
            }
            None => Ok(Then::ByFacts),
        },
    }
}

fn publish(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let [topic, target, phone] = ["TopicArn", "TargetArn", "PhoneNumber"].map(|member| call.members.text(member));
    let resource = match (topic?, target?, phone?) {
        (Some(_), None, None) => return Ok(Then::ByFacts),
        (None, Some(target), None) if is_target(call, target) => target.to_owned(),
        // A message to a telephone has no resource.
        (None, None, Some(_)) => "*".to_owned(),
        _ => return refuse(call.operation, "it does not name one target of this account and region"),
    };
    wanted.want_named("sns", "Publish", resource)?;
    Ok(Then::Done)
}

/// Whether a text is the ARN of a topic or of a platform's endpoint.
fn is_target(call: &Call<'_>, text: &str) -> bool {
    let Some(resource) = text.strip_prefix(&arn(call, "sns", "")) else { return false };
    let mut pieces = resource.split('/');
    match (pieces.next(), resource.contains('/')) {
        (Some(topic), false) => is_name("TopicName", topic),
        (Some("endpoint"), true) => pieces.all(|piece| is_name("EndpointId", piece)),
        _ => false,
    }
}

/// The topic of a subscription: its ARN is the topic's with one more field.
fn topic_of(call: &Call<'_>, subscription: &str) -> Result<String, Unmapped> {
    let own = arn(call, "sns", "");
    let parts = subscription.strip_prefix(&own).and_then(|rest| rest.split_once(':'));
    match parts {
        Some((topic, id)) if is_name("TopicName", topic) && is_name("Id", id) => Ok(format!("{own}{topic}")),
        _ => Err(Unmapped::new("`SubscriptionArn` is not the ARN of a subscription of this account and region")),
    }
}
