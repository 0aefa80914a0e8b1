//! `ContextEntries`: the condition keys that the request is to have.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html>

use std::collections::HashSet;
use std::net::IpAddr;

use data_encoding::BASE64;
use rolecall_model::Time;
use rolecall_policy::ContextMap;

use super::error::SimulationError;
use super::shapes::{ContextEntry, ContextKeyType};

/// The keys with their values, each checked against its type.
pub(super) fn given(entries: &[ContextEntry]) -> Result<ContextMap, SimulationError> {
    let mut context = ContextMap::new();
    let mut seen = HashSet::new();
    for entry in entries {
        let key = entry.context_key_name.as_ref().ok_or(SimulationError::ContextKeyWithoutName)?.as_str();
        if !seen.insert(key.to_lowercase()) {
            return Err(SimulationError::DuplicateContextKey { key: key.to_owned() });
        }
        // An entry that does not say what it holds holds one text.
        let kind = entry.context_key_type.unwrap_or(ContextKeyType::String);
        let values = entry.context_key_values.as_deref().unwrap_or_default();
        let (is_list, form) = form(kind);
        if let Some(form) = form.filter(|form| !values.iter().all(|value| (form.fits)(value))) {
            return Err(SimulationError::ContextValue { key: key.to_owned(), expected: form.name });
        }
        match (is_list, values) {
            (true, values) => context.insert_many(key, values.iter().map(String::as_str)),
            (false, [value]) => context.insert(key, value),
            (false, values) => return Err(SimulationError::NotOneValue { kind: kind.as_str(), count: values.len() }),
        }
    }
    Ok(context)
}

/// What values of a type look like, in AWS's words.
struct Form {
    name: &'static str,
    fits: fn(&str) -> bool,
}

/// Whether a key of this type holds several values, and what they must look like. AWS takes any text for a boolean.
fn form(kind: ContextKeyType) -> (bool, Option<Form>) {
    let form = |name, fits| Some(Form { name, fits });
    let form = match kind {
        ContextKeyType::String | ContextKeyType::StringList | ContextKeyType::Boolean | ContextKeyType::BooleanList => {
            None
        }
        ContextKeyType::Numeric | ContextKeyType::NumericList => form("numeric format", is_number),
        ContextKeyType::Ip | ContextKeyType::IpList => form("IP address", |text| text.parse::<IpAddr>().is_ok()),
        ContextKeyType::Binary | ContextKeyType::BinaryList => {
            form("base-64 encoded binary format", |text| BASE64.decode(text.as_bytes()).is_ok())
        }
        ContextKeyType::Date | ContextKeyType::DateList => form("DateTime format", is_date),
    };
    (kind.as_str().ends_with("List"), form)
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_date(text: &str) -> bool {
    Time::parse_iso8601(text).is_some() || text.parse::<i64>().is_ok() || is_civil_date(text)
}

/// `2027`, `2027-01` or `2027-01-15`.
fn is_civil_date(text: &str) -> bool {
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    full.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use rolecall_policy::{Context, Key, Values};

    use super::*;

    fn entry(key: &str, kind: Option<ContextKeyType>, values: &[&str]) -> ContextEntry {
        ContextEntry {
            context_key_name: Some(key.parse().unwrap()),
            context_key_values: Some(values.iter().map(|value| (*value).to_owned()).collect()),
            context_key_type: kind,
        }
    }

    #[test]
    fn values_are_checked_against_their_type() {
        use ContextKeyType::{Binary, Boolean, Date, DateList, Ip, IpList, Numeric, NumericList, String};
        let cases: [(ContextKeyType, &[&str], &str); 20] = [
            (String, &[""], ""),
            (String, &["a", "b"], "Context key string expected a single value, but received 2."),
            (Date, &[], "Context key date expected a single value, but received 0."),
            (Numeric, &["-1.5"], ""),
            (Numeric, &["abc"], "Invalid context value for key stack:test: expected numeric format."),
            (Numeric, &["NaN"], "Invalid context value for key stack:test: expected numeric format."),
            (NumericList, &["1", "x"], "Invalid context value for key stack:test: expected numeric format."),
            (NumericList, &[], ""),
            (Boolean, &["yes"], ""),
            (Ip, &["2001:db8::1"], ""),
            (Ip, &["999.0.0.1"], "Invalid context value for key stack:test: expected IP address."),
            (IpList, &["192.0.2.1", "192.0.2.2"], ""),
            (Binary, &["AQI="], ""),
            (Binary, &["!base64"], "Invalid context value for key stack:test: expected base-64 encoded binary format."),
            (Date, &["2027-01-15T08:00:00Z"], ""),
            (Date, &["1800000000"], ""),
            (Date, &["2027-01"], ""),
            (Date, &["tomorrow"], "Invalid context value for key stack:test: expected DateTime format."),
            (DateList, &["2027", "2027-13"], "Invalid context value for key stack:test: expected DateTime format."),
            (DateList, &["2027", "2027-12-31"], ""),
        ];
        for (kind, values, expected) in cases {
            let error = given(&[entry("stack:test", Some(kind), values)]).err().map(|error| error.to_string());
            assert_eq!(error.unwrap_or_default(), expected, "{kind:?} {values:?}");
        }
    }

    #[test]
    fn a_key_is_given_once_in_whatever_case() {
        let twice = [entry("stack:test", None, &["a"]), entry("STACK:TEST", None, &["b"])];
        assert_eq!(given(&twice).err().unwrap().to_string(), "Duplicate context key: STACK:TEST.");
    }

    #[test]
    fn lists_are_sets_even_of_one_value() {
        let entries =
            [entry("aws:TagKeys", Some(ContextKeyType::StringList), &["a"]), entry("aws:username", None, &["u"])];
        let context = given(&entries).unwrap();
        assert!(matches!(context.values(&Key::new("aws:tagkeys")), Some(Values::Many(set)) if set.len() == 1));
        assert_eq!(context.values(&Key::new("aws:UserName")), Some(Values::One("u".into())));
    }
}
