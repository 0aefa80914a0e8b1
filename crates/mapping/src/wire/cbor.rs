//! CBOR bodies, as Smithy's RPC v2 has them (<https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>).

use ciborium::Value;

use super::member::Member;
use crate::Unmapped;

/// The most levels of nesting.
const DEEPEST: usize = 128;

/// Reads a body.
pub(super) fn read(body: &[u8]) -> Result<Member, Unmapped> {
    let mut rest = body;
    let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEEPEST);
    let value: Value = value.map_err(|_| Unmapped::new("the body is not CBOR"))?;
    if rest.is_empty() { member(value) } else { Err(Unmapped::new("something follows the body's CBOR")) }
}

fn member(value: Value) -> Result<Member, Unmapped> {
    Ok(match value {
        Value::Null => Member::Null,
        Value::Bool(value) => Member::Plain(value.to_string()),
        Value::Integer(value) => Member::Plain(i128::from(value).to_string()),
        Value::Float(value) => Member::Plain(value.to_string()),
        Value::Text(text) => Member::Text(text),
        Value::Array(items) => Member::List(items.into_iter().map(member).collect::<Result<_, _>>()?),
        Value::Map(entries) => {
            let entries: Result<Vec<_>, Unmapped> = entries.into_iter().map(entry).collect();
            Member::map(entries?)?
        }
        // Servers could take bytes for text: such as begin like an ARN name something.
        Value::Bytes(bytes) if !bytes.starts_with(b"arn:") => Member::Opaque,
        // Times are the one tag: what else there is, servers could take for text.
        Value::Tag(1, time) if time.is_float() || time.is_integer() => Member::Opaque,
        _ => return Err(Unmapped::new("the body's CBOR has values that no input has")),
    })
}

fn entry((name, value): (Value, Value)) -> Result<(String, Member), Unmapped> {
    let name = name.into_text().map_err(|_| Unmapped::new("a name in the body's CBOR is not text"))?;
    Ok((name, member(value)?))
}
