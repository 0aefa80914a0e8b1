//! `Principal` and `NotPrincipal` elements.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

use super::vocabulary::{ACCOUNTS, IDS, NAMES, PROVIDERS, SERVICES, SESSIONS};
use super::{chance, near, pick, several};
use crate::caller::Caller;

/// One entry: the type and the text.
type Entry = (&'static str, String);

/// An element that names the caller, or narrowly does not, as `hit` asks.
pub(super) fn generate(bytes: &mut Unstructured<'_>, caller: &Caller, hit: bool) -> Result<(&'static str, Value)> {
    let negated = chance(bytes, 22)?;
    let name = if negated { "NotPrincipal" } else { "Principal" };
    let names_caller = hit != negated;
    if names_caller && chance(bytes, 15)? {
        return Ok((name, json!("*")));
    }
    let mut entries = match (names_caller, negated) {
        (true, true) => exception(bytes, caller)?,
        (true, false) => vec![bytes.choose(&forms(caller))?.clone()],
        (false, _) => vec![other(bytes, caller)?],
    };
    entries.extend(several(bytes, 0..=1, |bytes| other(bytes, caller))?);
    if chance(bytes, 1)? {
        entries.clear();
    }
    Ok((name, written(bytes, &entries)?))
}

/// The entries that except a caller, one for each of its forms; often one of them is left out, and then it is excepted no
/// more.
fn exception(bytes: &mut Unstructured<'_>, caller: &Caller) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    if let Some(account) = caller.account() {
        let root = format!("arn:aws:iam::{account}:root");
        entries.push(("AWS", if chance(bytes, 50)? { account.to_owned() } else { root }));
    }
    let entity = if chance(bytes, 80)? { caller.entity_arn() } else { caller.entity_id() };
    let others = [entity, caller.session_arn()].into_iter().flatten();
    entries.extend(others.map(|text| ("AWS", text.to_owned())));
    match caller {
        Caller::Service { name } => entries.push(("Service", name.clone())),
        Caller::Federated { provider } => entries.push(("Federated", provider.clone())),
        _ => {}
    }
    if chance(bytes, 40)? && !entries.is_empty() {
        entries.remove(bytes.choose_index(entries.len())?);
    }
    Ok(entries)
}

/// An object with the entries under their types, alone or in lists.
fn written(bytes: &mut Unstructured<'_>, entries: &[Entry]) -> Result<Value> {
    let mut element = Map::new();
    for kind in ["AWS", "Service", "Federated", "CanonicalUser"] {
        let mut texts: Vec<&str> =
            entries.iter().filter(|(of, _)| *of == kind).map(|(_, text)| text.as_str()).collect();
        if chance(bytes, 30)? {
            texts.reverse();
        }
        match texts.as_slice() {
            [] => {}
            [one] if chance(bytes, 70)? => drop(element.insert(kind.to_owned(), json!(one))),
            several => drop(element.insert(kind.to_owned(), json!(several))),
        }
    }
    Ok(Value::Object(element))
}

/// Every entry that names the caller.
fn forms(caller: &Caller) -> Vec<Entry> {
    let mut forms: Vec<Entry> = Vec::new();
    if let Some(account) = caller.account() {
        forms.push(("AWS", account.to_owned()));
        forms.push(("AWS", format!("arn:aws:iam::{account}:root")));
    }
    let texts =
        [caller.entity_arn(), caller.entity_arn(), caller.entity_id(), caller.session_arn(), caller.session_arn()];
    forms.extend(texts.into_iter().flatten().map(|text| ("AWS", text.to_owned())));
    match caller {
        Caller::Service { name } => forms.extend([("Service", name.clone()), ("Service", name.clone())]),
        Caller::Federated { provider } => {
            forms.extend([
                ("Federated", provider.clone()),
                ("Federated", provider.clone()),
                ("Federated", provider.clone()),
            ]);
        }
        _ => {}
    }
    forms.push(("AWS", "*".to_owned()));
    forms
}

/// An entry for somebody else, often one who is nearly the caller.
fn other(bytes: &mut Unstructured<'_>, caller: &Caller) -> Result<Entry> {
    let account = pick(bytes, &ACCOUNTS)?;
    Ok(match bytes.int_in_range(0..=19)? {
        0..=4 => {
            let (kind, text) = bytes.choose(&forms(caller))?.clone();
            (kind, near::near(bytes, &text)?)
        }
        5 | 6 => ("AWS", account.to_owned()),
        7 => ("AWS", format!("arn:aws:iam::{account}:root")),
        8 | 9 => ("AWS", format!("arn:aws:iam::{account}:user/{}", pick(bytes, &NAMES)?)),
        10 => ("AWS", format!("arn:aws:iam::{account}:role/{}", pick(bytes, &NAMES)?)),
        11 | 12 => {
            let name = pick(bytes, &NAMES)?.rsplit('/').next().unwrap_or_default();
            ("AWS", format!("arn:aws:sts::{account}:assumed-role/{name}/{}", pick(bytes, &SESSIONS)?))
        }
        13 => ("AWS", format!("arn:aws:sts::{account}:federated-user/{}", pick(bytes, &SESSIONS)?)),
        14 | 15 => ("AWS", pick(bytes, &IDS)?.to_owned()),
        16 | 17 => ("Service", pick(bytes, &SERVICES)?.to_owned()),
        18 => ("Federated", pick(bytes, &PROVIDERS)?.to_owned()),
        _ => odd(bytes)?,
    })
}

/// What cannot be recognised, or looks as if it could not.
fn odd(bytes: &mut Unstructured<'_>) -> Result<Entry> {
    const CANONICAL: &str = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    const ODD: [Entry0; 26] = [
        ("CanonicalUser", CANONICAL),
        ("AWS", "Bob"),
        ("AWS", ""),
        ("AWS", "11111111111"),
        ("AWS", "1111111111111"),
        ("AWS", "arn:aws:iam::111111111111:group/g"),
        ("AWS", "arn:aws:iam::111111111111:user/*"),
        ("AWS", "arn:aws:iam::111111111111:user/"),
        ("AWS", "arn:aws:iam::111111111111:user//u"),
        ("AWS", "arn:aws:iam::111111111111:role/a b"),
        ("AWS", "arn:aws:iam:us-east-1:111111111111:user/u"),
        ("AWS", "arn:aws-cn:iam::111111111111:root"),
        ("AWS", "arn:aws:iam::111111111111:root/"),
        ("AWS", "arn:aws:sts::111111111111:assumed-role/r"),
        ("AWS", "arn:aws:sts::111111111111:assumed-role/u/s1/x"),
        ("AWS", "arn:aws:sts::111111111111:assumed-role/team/u/s1"),
        ("AWS", "arn:aws:sts::111111111111:federated-user/f"),
        ("AWS", "AGPAAAAAAAAAAAAAAAAAA"),
        ("AWS", "AIDAaaaaaaaaaaaaaaaaa"),
        ("AWS", "AIDAAAAAAAAAAAA"),
        ("Service", "*"),
        ("Service", "ec2.amazonaws.com."),
        ("Service", "EC2.amazonaws.com"),
        ("Service", ".amazonaws.com"),
        ("Federated", "*"),
        ("Federated", "idp.example"),
    ];
    type Entry0 = (&'static str, &'static str);
    let (kind, text) = pick(bytes, &ODD)?;
    Ok((kind, text.to_owned()))
}
