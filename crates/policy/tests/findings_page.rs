//! `docs/findings.md` tells of every check, as it is declared. `ROLECALL_WRITE_PAGES=1 cargo test -p rolecall-policy --test
//! findings_page` writes it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use rolecall_policy::findings::{Severity, checks};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/findings.md");

const HEAD: &str = "# Findings in policy documents

<!-- Written by `ROLECALL_WRITE_PAGES=1 cargo test -p rolecall-policy --test findings_page`; edits are lost. -->

`rolecall policy check` and `rolecall_policy::findings::check` look at a policy document alone and tell what is wrong with it, with line and
column and, where the right text is certain, a fix. Codes are stable. Those marked *AA* are codes of Access Analyzer's
[policy checks](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html); the others are Rolecall's own.

- An **error** is a part that does not work, or for which AWS refuses the document. A document that AWS refuses has only that finding, but for
  a missing or old version.
- A **security warning** is a part that lets through more than is prudent.
- A **warning** is a part that probably does not do what its author means.
- A **suggestion** is a way to say the same more clearly or more safely.

What is known of services, actions, resources and condition keys is what the
[Service Authorization Reference](https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html) tells. Whether the
principals and resources that a document names exist is not known, nor in which account it will stand.
";

const SECTIONS: [(Severity, &str); 4] = [
    (Severity::Error, "Errors"),
    (Severity::SecurityWarning, "Security warnings"),
    (Severity::Warning, "Warnings"),
    (Severity::Suggestion, "Suggestions"),
];

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (severity, title) in SECTIONS {
        write!(page, "\n## {title}\n\n| code | AA | looks at | finds |\n|---|:-:|---|---|\n").unwrap();
        let mut declared: Vec<_> = checks().filter(|check| check.severity() == severity).collect();
        declared.sort_by_key(|check| check.code());
        for check in declared {
            let theirs = if check.is_of_access_analyzer() { "x" } else { "" };
            writeln!(page, "| `{}` | {theirs} | {} | {} |", check.code(), check.looks_at(), check.summary()).unwrap();
        }
    }
    page
}

#[test]
fn the_page_is_that_of_the_declarations() {
    let page = page();
    if std::env::var_os("ROLECALL_WRITE_PAGES").is_some() {
        std::fs::write(PAGE, &page).unwrap();
    }
    let written = std::fs::read_to_string(PAGE).unwrap();
    assert!(written == page, "docs/findings.md is not as declared; the first line of this file tells how to write it");
}
