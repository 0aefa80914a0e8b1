//! `Version`.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::finding::Fix;
use super::super::raw::{Raw, span_of};
use super::super::view::DocumentView;
use crate::document::ast::Version;

pub(super) const CHECKS: &[Check] = &[
    Check::warning(
        "MISSING_VERSION",
        Look::Document(missing),
        "the document says no `Version`, which means the old language without policy variables",
    ),
    Check::suggestion("OLD_VERSION", Look::Document(old), "the document is in the old version of the language").ours(),
];

fn missing(view: &DocumentView<'_>, hits: &mut Hits) {
    if view.document.version.is_none() {
        let message = "without `Version` the document is read as of 2008-10-17, where policy variables are plain text";
        hits.push(Hit::new(view.span(), message).with(newest(&view.raw)));
    }
}

fn old(view: &DocumentView<'_>, hits: &mut Hits) {
    let Some(member) = view.raw.member("Version") else { return };
    if view.document.version == Some(Version::V2008) {
        let message = "version 2008-10-17 has no policy variables; write new policies in version 2012-10-17";
        hits.push(Hit::new(span_of(&member.value), message).with(newest(&view.raw)));
    }
}

/// The change that makes a document one of the newest version.
pub(in super::super) fn newest(raw: &Raw<'_>) -> Option<Fix> {
    let title = "say version 2012-10-17".to_owned();
    Some(match raw.member("Version") {
        Some(member) => Fix { title, span: span_of(&member.value), replacement: "\"2012-10-17\"".to_owned() },
        None => Fix { title, span: raw.start()?, replacement: "\"Version\": \"2012-10-17\", ".to_owned() },
    })
}
