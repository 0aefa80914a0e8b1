//! The `SignedHeaders` list.

use std::borrow::Cow;

use crate::split;

/// The list in canonical form: lower-case, strictly ascending, without empty names.
///
/// Every name stands in it once, so that the canonical request is never longer than the headers themselves. A client
/// that signs its list in another form is answered with the canonical request as it should have been.
pub(crate) fn canonical(list: Cow<'_, str>) -> Cow<'_, str> {
    if is_canonical(&list) {
        return list;
    }
    let mut names: Vec<String> = list.split(';').map(str::to_ascii_lowercase).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    Cow::Owned(names.join(";"))
}

fn is_canonical(list: &str) -> bool {
    let ascending = split::all(list, b';').try_fold("", |before, name| (before < name).then_some(name)).is_some();
    ascending && !list.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// The names of a canonical list.
pub(crate) fn names(list: &str) -> impl Iterator<Item = &str> {
    split::all(list, b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (list, want) in [
            ("host;x-amz-date", "host;x-amz-date"),
            ("x-amz-date;Host", "host;x-amz-date"),
            ("host;host;;a;", "a;host"),
            ("", ""),
        ] {
            assert_eq!(canonical(list.into()), want, "{list}");
        }
        assert!(matches!(canonical("a;b".into()), Cow::Borrowed(_)));
    }
}
