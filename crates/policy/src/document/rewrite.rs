//! The text of a document with other principals, everything else as it was written.

use super::ast::{Document, PrincipalEntry, PrincipalKind, Principals};
use super::json::write_string;

/// `text`, of which `document` was parsed, with each principal for which `replace` gives a value in that value's place.
///
/// This is how a trust policy is shown after the role that it names was deleted (its unique id takes the place of its
/// ARN) or renamed. Without a replacement the text is returned as it is, byte for byte.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>
pub fn replace_principals(
    text: &str,
    document: &Document,
    replace: &dyn Fn(PrincipalKind, &str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for entry in entries(document) {
        let Some(replacement) = replace(entry.kind, &entry.value.value) else { continue };
        let (start, end) = (entry.value.span.start as usize, entry.value.span.end as usize);
        out.push_str(text.get(copied..start).unwrap_or_default());
        write_string(&mut out, &replacement);
        copied = end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

/// Every named principal, in the order of the text.
fn entries(document: &Document) -> impl Iterator<Item = &PrincipalEntry> {
    let elements = document.statements.iter().filter_map(|statement| statement.principal.as_ref());
    elements.flat_map(|element| match &element.principals {
        Principals::Everyone(_) => [].iter(),
        Principals::Listed(entries) => entries.iter(),
    })
}
