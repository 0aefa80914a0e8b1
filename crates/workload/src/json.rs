//! JSON objects of strings, in the order and the layout in which AWS's endpoints write them.

use rolecall_model::json::push_string;

/// `{"A":"x","B":"y"}`
pub(crate) fn compact(members: &[(&str, &str)]) -> String {
    let mut out = String::from("{");
    for (number, (name, value)) in members.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        push_string(&mut out, name);
        out.push(':');
        push_string(&mut out, value);
    }
    out.push('}');
    out
}

/// One member a line, with spaces around the colon, as the metadata service writes. `None` is `null`.
pub(crate) fn spaced(members: &[(&str, Option<&str>)]) -> String {
    let mut out = String::from("{");
    for (number, (name, value)) in members.iter().enumerate() {
        out.push_str(if number > 0 { ",\n  " } else { "\n  " });
        push_string(&mut out, name);
        out.push_str(" : ");
        match value {
            Some(value) => push_string(&mut out, value),
            None => out.push_str("null"),
        }
    }
    out.push_str("\n}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_layouts() {
        assert_eq!(compact(&[("a", "x\"y"), ("b", "")]), r#"{"a":"x\"y","b":""}"#);
        assert_eq!(spaced(&[("a", Some("x")), ("b", None)]), "{\n  \"a\" : \"x\",\n  \"b\" : null\n}");
    }
}
