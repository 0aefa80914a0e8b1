//! XML texts that every reader takes for the same.

use crate::Unmapped;

/// The text of a body, if it is UTF-8 and has no markup but elements.
///
/// Servers disagree whether marked sections are text, and what comments and instructions cut in two; no client needs them.
pub(crate) fn plain(body: &[u8]) -> Result<&str, Unmapped> {
    let text = str::from_utf8(body).map_err(|_| Unmapped::new("the body is not UTF-8"))?;
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let declaration = declaration.map(|(declaration, _)| declaration).unwrap_or_default();
    if !declaration.split_ascii_whitespace().all(is_plain) {
        return Err(Unmapped::new("the body has a declaration other than of version 1.0 and UTF-8"));
    }
    let after_declaration = text.strip_prefix("<?xml").unwrap_or(text);
    if ["<!", "<?"].iter().any(|markup| after_declaration.contains(markup)) {
        return Err(Unmapped::new("the body has markup other than elements"));
    }
    Ok(text)
}

/// Whether a part of an XML declaration is one that changes nothing.
fn is_plain(part: &str) -> bool {
    let part = part.replace('\'', "\"");
    [r#"version="1.0""#, r#"standalone="yes""#, r#"standalone="no""#].contains(&&*part)
        || part.eq_ignore_ascii_case(r#"encoding="utf-8""#)
}
