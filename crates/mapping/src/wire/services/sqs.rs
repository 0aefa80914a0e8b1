//! Amazon SQS: queues are named by URL, and batches need the action of one message.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html>

use super::{Service, Then, arn, service};
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::{is_name, is_region};
use crate::wire::wanted::Wanted;

pub(super) const SERVICE: Service = Service {
    // A batch of messages has at most 1 MiB, which JSON may write six times as long.
    limit: 8 << 20,
    fills: &[("QueueName", &["QueueName"])],
    arns: &["SourceArn"],
    actions: &[
        ("ChangeMessageVisibilityBatch", "ChangeMessageVisibility"),
        ("DeleteMessageBatch", "DeleteMessage"),
        ("SendMessageBatch", "SendMessage"),
    ],
    data: &["*"],
    special,
    ..service("sqs", "sqs")
};

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    if call.operation == "StartMessageMoveTask" {
        return move_messages(call, wanted);
    }
    if let Some(url) = call.members.text("QueueUrl")? {
        let queue = queue(call, url)?;
        wanted.want_named("sqs", call.service.action(call.operation), queue)?;
        return Ok(Then::Done);
    }
    if call.operation == "CreateQueue"
        && call.members.get("tags").is_some()
        && let Some(name) = call.members.text("QueueName")?
        && is_name("QueueName", name)
    {
        wanted.want_named("sqs", "TagQueue", arn(call, "sqs", name))?;
    }
    Ok(Then::ByFacts)
}

/// The queue with a URL: `https://HOST/ACCOUNT/NAME`.
fn queue(call: &Call<'_>, url: &str) -> Result<String, Unmapped> {
    let strange = || Unmapped::new("`QueueUrl` is not `https://HOST/ACCOUNT/NAME` of the upstream's account");
    let (scheme, rest) = url.split_once("://").ok_or_else(strange)?;
    let mut pieces = rest.split('/').skip(1);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    if names_other_region(call, host) {
        return Err(Unmapped::new("`QueueUrl` names another region than the upstream's"));
    }
    let (account, name) = (pieces.next().ok_or_else(strange)?, pieces.next().ok_or_else(strange)?);
    let is_plain = matches!(scheme, "http" | "https") && pieces.next().is_none() && !url.contains(['?', '#', '%', '@']);
    if is_plain && account == call.seen.account.as_str() && is_name("QueueName", name) {
        return Ok(arn(call, "sqs", name));
    }
    Err(strange())
}

/// Whether a host names a region, and not that of the request: some servers take the queue of that region. The oldest hosts are those of
/// one region (<https://docs.aws.amazon.com/general/latest/gr/sqs-service.html>).
fn names_other_region(call: &Call<'_>, host: &str) -> bool {
    let is_other = |region: &str| region != call.seen.region;
    // Names of other hosts can have the form of a region too; those of regions have a direction.
    let directions = ["central", "east", "north", "south", "west"];
    let is_region = |label: &str| is_region(label) && directions.iter().any(|direction| label.contains(direction));
    let host = host.to_ascii_lowercase();
    let mut labels = host.split('.');
    labels.clone().any(|label| is_region(label) && is_other(label))
        || labels.next().is_some_and(|first| first == "queue") && is_other("us-east-1")
}

/// Moving messages also takes them from the one queue and sends them to the other.
fn move_messages(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let (source, destination) = (call.members.text("SourceArn")?, call.members.text("DestinationArn")?);
    let own = arn(call, "sqs", "");
    let is_own = |arn: &str| arn.strip_prefix(&own).is_some_and(|name| is_name("QueueName", name));
    // Without a destination the messages go back to queues that only the server knows.
    let (Some(source), Some(destination)) = (source, destination) else {
        return Err(Unmapped::new("the queues between which messages move are not both named"));
    };
    if !is_own(source) || !is_own(destination) {
        return Err(Unmapped::new("the queues between which messages move are not of this account and region"));
    }
    for action in ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] {
        wanted.want_named("sqs", action, source.to_owned())?;
    }
    wanted.want_named("sqs", "SendMessage", destination.to_owned())?;
    Ok(Then::Done)
}
