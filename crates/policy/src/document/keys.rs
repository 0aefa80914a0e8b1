//! The condition keys that a document mentions: those of its conditions, and those of its variables.
//!
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use std::collections::HashSet;

use super::ast::{Document, ListElement, Statement, Version};
use crate::variable::{Reference, read};

/// The keys of all statements as they are written, in the order in which they first appear, each once. Keys that differ
/// only in case are one key to the engine; here each spelling counts, as in AWS's answers.
///
/// ```
/// use rolecall_policy::document::{context_keys, parse};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*",
///     "Resource": "arn:aws:s3:::home/${aws:username}/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#;
/// assert_eq!(context_keys(&parse(text)?), ["aws:username", "aws:SecureTransport"]);
/// # Ok::<(), rolecall_policy::document::SyntaxError>(())
/// ```
pub fn context_keys(document: &Document) -> Vec<&str> {
    let mut keys = Keys::default();
    document.statements.iter().for_each(|statement| keys.of(statement, document.version));
    keys.in_order
}

/// The keys of one statement, in the same way. `version` is that of its document.
pub fn statement_context_keys(statement: &Statement, version: Option<Version>) -> Vec<&str> {
    let mut keys = Keys::default();
    keys.of(statement, version);
    keys.in_order
}

/// The document as it would be if nothing hung on keys: without conditions, with `*` in place of each variable in a
/// resource, and without exceptions of resources that have variables. Its statements cover whatever those of `document` cover
/// for some values of the keys, and some more.
#[must_use]
pub fn regardless_of_keys(document: &Document) -> Document {
    let mut bare = document.clone();
    for statement in &mut bare.statements {
        statement.conditions.clear();
        if document.version == Some(Version::V2012) {
            statement.resource.iter_mut().for_each(regardless_of_variables);
        }
    }
    bare
}

fn regardless_of_variables(element: &mut ListElement) {
    let has_variable = |text: &str| parts(text).any(|part| matches!(part, Part::Variable(_)));
    if element.negated && element.values.iter().any(|value| !has_variable(&value.value)) {
        element.values.retain(|value| !has_variable(&value.value));
        return;
    }
    for value in &mut element.values {
        value.value = if element.negated {
            "*".into()
        } else {
            parts(&value.value).map(Part::or_anything).collect::<String>().into()
        };
    }
    element.negated = false;
}

#[derive(Default)]
struct Keys<'a> {
    in_order: Vec<&'a str>,
    known: HashSet<&'a str>,
}

impl<'a> Keys<'a> {
    fn of(&mut self, statement: &'a Statement, version: Option<Version>) {
        let has_variables = version == Some(Version::V2012);
        for resource in statement.resource.iter().flat_map(|element| &element.values) {
            self.of_text(&resource.value, has_variables);
        }
        for condition in &statement.conditions {
            self.add(&condition.key.value);
            condition.values.iter().for_each(|value| self.of_text(&value.value, has_variables));
        }
    }

    fn of_text(&mut self, text: &'a str, has_variables: bool) {
        for part in parts(text).filter(|_| has_variables) {
            if let Part::Variable(key) = part {
                self.add(key);
            }
        }
    }

    fn add(&mut self, key: &'a str) {
        if self.known.insert(key) {
            self.in_order.push(key);
        }
    }
}

/// A stretch of a text with variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    /// Characters as they are, references to literal ones (`${*}`) included.
    Text(&'a str),
    /// A variable: the key as written.
    Variable(&'a str),
}

impl<'a> Part<'a> {
    fn or_anything(self) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Variable(_) => "*",
        }
    }
}

/// The stretches of `text`, in order.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (part, after) = next_part(rest)?;
        rest = after;
        Some(part)
    })
}

/// The stretch that `text` begins with, up to the next `$`, and what follows it.
fn next_part(text: &str) -> Option<(Part<'_>, &str)> {
    let after = match read(text) {
        Some((Reference::Variable(_), after)) => {
            let key = text.strip_prefix("${")?.split(['}', ',']).next()?;
            return Some((Part::Variable(key.trim()), after));
        }
        Some((Reference::Literal(_), after)) => after,
        None => text.get(text.chars().next()?.len_utf8()..)?,
    };
    let end = text.len() - after.len() + after.find('$').unwrap_or(after.len());
    let (head, tail) = text.split_at_checked(end)?;
    Some((Part::Text(head), tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    fn keys_of(statement: &str, version: &str) -> Vec<String> {
        let text = format!(r#"{{"Version": "{version}", "Statement": {statement}}}"#);
        context_keys(&parse(&text).unwrap()).into_iter().map(str::to_owned).collect()
    }

    fn keys_in(resource: &str) -> Vec<String> {
        keys_of(&format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}"#), "2012-10-17")
    }

    #[test]
    fn variables_are_found_wherever_the_engine_finds_them() {
        let cases: [(&str, &[&str]); 12] = [
            ("arn:aws:s3:::b/${aws:username}/*", &["aws:username"]),
            ("${aws:username}${aws:UserId}", &["aws:username", "aws:UserId"]),
            ("${ aws:username }", &["aws:username"]),
            ("${aws:PrincipalTag/team, 'none'}x", &["aws:PrincipalTag/team"]),
            ("${aws:username}${aws:username}", &["aws:username"]),
            ("${aws:username}${AWS:UserName}", &["aws:username", "AWS:UserName"]),
            ("${*}${?}${$}", &[]),
            ("${*}${aws:username}$${aws:userid}", &["aws:username", "aws:userid"]),
            ("${aws:username", &[]),
            ("$é${a:b}", &["a:b"]),
            ("$", &[]),
            ("${a:b, unquoted}", &[]),
        ];
        for (resource, expected) in cases {
            assert_eq!(keys_in(resource), expected, "{resource}");
        }
    }

    #[test]
    fn the_old_version_has_no_variables() {
        let statement = r#"{"Effect": "Allow", "Action": "*", "Resource": "${aws:username}", "Condition": {
            "StringLike": {"aws:UserAgent": "${aws:userid}"}}}"#;
        assert_eq!(keys_of(statement, "2008-10-17"), ["aws:UserAgent"]);
        assert_eq!(keys_of(statement, "2012-10-17"), ["aws:username", "aws:UserAgent", "aws:userid"]);
    }

    #[test]
    fn keys_of_all_statements_come_once_in_each_spelling() {
        let statements = r#"[
            {"Effect": "Deny", "Action": "*", "NotResource": "${c:d}", "Condition": {"Null": {"a:b": "true"}}},
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "StringEquals": {"A:B": ["x", "${c:d}"]}, "StringLike": {"a:b": "y"}, "NumericLessThan": {"e:f": 1}}}]"#;
        assert_eq!(keys_of(statements, "2012-10-17"), ["c:d", "a:b", "A:B", "e:f"]);
    }

    #[test]
    fn nothing_hangs_on_keys_any_more() {
        let bare = |version: &str| {
            let text = format!(
                r#"{{"Version": "{version}", "Statement": [{{"Effect": "Allow", "Action": "a:*",
                "Resource": ["x${{a:b}}y${{c:d, 'e'}}", "$${{*}}${{a:b}}"], "Condition": {{"Bool": {{"a:b": "${{a:b}}"}}}}}}]}}"#
            );
            let bare = regardless_of_keys(&parse(&text).unwrap());
            let statement = bare.statements.first().unwrap().clone();
            assert!(statement.conditions.is_empty());
            statement.resource.unwrap().values.into_iter().map(|value| value.value.into_string()).collect::<Vec<_>>()
        };
        assert_eq!(bare("2012-10-17"), ["x*y*", "$${*}*"]);
        assert_eq!(bare("2008-10-17"), ["x${a:b}y${c:d, 'e'}", "$${*}${a:b}"]);
    }

    #[test]
    fn an_exception_that_hangs_on_a_key_excepts_nothing() {
        for (not_resource, expected) in [
            (r#"["arn:a:b:::x", "arn:a:b:::${c:d}"]"#, r#""NotResource": "arn:a:b:::x""#),
            (r#"["arn:a:b:::${c:d}", "arn:a:b:::${*}"]"#, r#""NotResource": "arn:a:b:::${*}""#),
            (r#""arn:a:b:::${c:d}""#, r#""Resource": "*""#),
        ] {
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Deny", "Action": "*", "NotResource": {not_resource}}}}}"#
            );
            let bare = crate::document::print(&regardless_of_keys(&parse(&text).unwrap()));
            assert!(bare.contains(expected), "{bare}");
        }
    }
}
