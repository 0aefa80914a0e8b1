//! Operations on the items of one table: its ARN, the partition keys, and the attributes.

use super::{expression, table_arn};
use crate::keys::{Offer, constant, taken};
use crate::wire::Call;
use crate::wire::arn::is_name;
use crate::wire::member::Member;
use crate::wire::wanted::{Wanted, action};
use crate::{Unmapped, Value};

const LEADING: &str = "dynamodb:LeadingKeys";

/// Members that are read; one that differs by its case only is refused.
const MEMBERS: &[&str] = &[
    "AttributesToGet",
    "AttributeUpdates",
    "ConditionExpression",
    "Expected",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "FilterExpression",
    "IndexName",
    "Item",
    "Key",
    "KeyConditionExpression",
    "KeyConditions",
    "Keys",
    "ProjectionExpression",
    "QueryFilter",
    "ReturnValues",
    "ScanFilter",
    "Select",
    "TableName",
    "UpdateExpression",
];

/// Refuses members that a part of a batch or transaction does not have: services do not look at them, and nothing is decided by them.
pub(super) fn check_known(part: &Member, known: &[&str]) -> Result<(), Unmapped> {
    part.check_case(MEMBERS)?;
    match part.entries().iter().find(|(own, _)| !known.contains(&own.as_str())) {
        Some((own, _)) => {
            let own: String = own.chars().take(64).collect();
            Err(Unmapped::new(format!("a part of the request has a member `{own}` that is not known")))
        }
        None => Ok(()),
    }
}

/// Wants an action on a table, or on an index of it, with the keys of the request.
pub(super) fn want(
    call: &Call<'_>,
    wanted: &mut Wanted,
    name: &str,
    request: &Member,
    table: Option<&str>,
) -> Result<(), Unmapped> {
    request.check_case(MEMBERS)?;
    check_one_way(request)?;
    check_said(request)?;
    let table = table_arn(call, table.map_or_else(|| request.text("TableName"), |table| Ok(Some(table)))?)?;
    let mut resource = table.clone();
    let index = request.text("IndexName")?;
    if let Some(index) = index {
        if !is_name("IndexName", index) {
            return Err(Unmapped::new("the index has a name that is not mapped"));
        }
        resource = format!("{table}/index/{index}");
    }
    let mut offers: Vec<Offer> = wanted.offers.clone();
    for member in ["ReturnConsumedCapacity", "ReturnValues", "Select"] {
        if let Some(text) = request.text(member)? {
            let key = format!("dynamodb:{member}");
            offers.retain(|(own, _)| *own != key);
            offers.push((key.into(), Value::One(text.to_owned().into())));
        }
    }
    let attributes = expression::attributes(request)?;
    if request.text("Select")?.is_none() && matches!(name, "GetItem" | "BatchGetItem" | "Query" | "Scan") {
        offers.push(constant("dynamodb:Select", selected(request, index)));
    }
    offers.push(("dynamodb:Attributes".into(), Value::Many(attributes)));
    let name_of_table = table.rsplit('/').next().unwrap_or_default();
    let partition = call.seen.tables.partition_key(name_of_table, index);
    let leading = leading(request, partition)?;
    let action = action("dynamodb", name)?;
    let mut unknown = Vec::new();
    match leading {
        Some(keys) if name != "Scan" => offers.push((LEADING.into(), Value::Many(keys))),
        None if name != "Scan" => unknown.push(LEADING),
        _ => {}
    }
    let mut needed = taken(action, &offers).needed(resource);
    needed.unknown.extend(unknown);
    wanted.push(needed);
    Ok(())
}

/// What a request that does not say what it selects gets
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>).
fn selected(request: &Member, index: Option<&str>) -> &'static str {
    let projects = request.get("ProjectionExpression").or_else(|| request.get("AttributesToGet")).is_some();
    match (projects, index) {
        (true, _) => "SPECIFIC_ATTRIBUTES",
        (false, Some(_)) => "ALL_PROJECTED_ATTRIBUTES",
        (false, None) => "ALL_ATTRIBUTES",
    }
}

/// Members from before there were expressions; DynamoDB refuses them beside one, and other servers take either.
const LEGACY: [&str; 7] = [
    "AttributesToGet",
    "AttributeUpdates",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
];

fn check_one_way(request: &Member) -> Result<(), Unmapped> {
    let has_legacy = LEGACY.iter().any(|member| request.get(member).is_some());
    if has_legacy && request.entries().iter().any(|(member, _)| member.ends_with("Expression")) {
        return Err(Unmapped::new("the request has both expressions and what was there before them"));
    }
    Ok(())
}

/// Members that decide what is answered, and that some servers do not see where they are empty.
const SAID: [&str; 4] = ["ProjectionExpression", "ReturnConsumedCapacity", "ReturnValues", "Select"];

fn check_said(request: &Member) -> Result<(), Unmapped> {
    let is_empty = |name: &&str| matches!(request.get(name), Some(Member::Text(text)) if text.trim().is_empty());
    let lists_nothing = request.get("AttributesToGet").is_some() && request.texts("AttributesToGet")?.is_empty();
    match SAID.iter().find(|name| is_empty(name)).or(lists_nothing.then_some(&"AttributesToGet")) {
        Some(name) => Err(Unmapped::new(format!("the member `{name}` is empty, which servers read differently"))),
        None => Ok(()),
    }
}

/// The values of the partition keys; `None` if they cannot be told without knowing the table.
fn leading(request: &Member, partition: Option<&str>) -> Result<Option<Vec<String>>, Unmapped> {
    let mut keys: Vec<&Member> = Vec::new();
    keys.extend(request.get("Key"));
    keys.extend(request.get("Item"));
    keys.extend(request.get("Keys").map(Member::items).unwrap_or_default());
    for write in request.items() {
        let [(kind, inner)] = write.entries() else {
            return Err(Unmapped::new("a write of the batch is not one operation"));
        };
        inner.check_case(&["Item", "Key"])?;
        let key = match (kind.as_str(), inner.entries()) {
            ("PutRequest", [(name, item)]) if name == "Item" => item,
            ("DeleteRequest", [(name, key)]) if name == "Key" => key,
            _ => return Err(Unmapped::new("a write of the batch is of an unknown kind")),
        };
        keys.push(key);
    }
    let equals = expression::equalities(request)?;
    let mut values = Vec::new();
    for attributes in keys.iter().map(|key| key.entries()).chain(equals.as_deref()) {
        let own = match (partition, attributes) {
            // A condition that compares it twice is one that DynamoDB refuses, and others might read in another way.
            (Some(name), _) => only(attributes.iter().filter(|(own, _)| own == name)),
            (None, [only]) => Some(only),
            _ => None,
        };
        let Some((_, value)) = own else { return Ok(None) };
        let Some(value) = text(value) else { return Ok(None) };
        values.push(value);
    }
    values.sort_unstable();
    values.dedup();
    Ok((!values.is_empty()).then_some(values))
}

/// What comes alone.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// An attribute's value as a condition key has it: `{"S": "text"}` or `{"N": "1"}`; binary ones are not told, and no number that can be
/// written shorter.
fn text(value: &Member) -> Option<String> {
    match value.entries() {
        [(kind, Member::Text(text))] if kind == "S" || kind == "N" && is_shortest(text) => Some(text.clone()),
        _ => None,
    }
}

/// Whether a number is written as DynamoDB writes it back, so that no two texts are one key.
fn is_shortest(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && rest.is_none_or(|rest| are_digits(rest) && !rest.ends_with('0'))
        && number != "-0"
}
