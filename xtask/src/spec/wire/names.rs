//! When two names mean the same thing: `DBInstanceIdentifier`, `dbInstanceId` and `DbInstanceId`.

/// Letters and digits in lower case, with `id` for `identifier`.
pub(super) fn plain(name: &str) -> String {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    for (long, short) in [("identifier", "id"), ("identifiers", "ids"), ("identifierlist", "ids"), ("uuid", "id")] {
        if let Some(start) = name.strip_suffix(long) {
            return format!("{start}{short}");
        }
    }
    name
}

/// The singular of a plain name.
pub(super) fn singular(plain: &str) -> String {
    let plain = plain.strip_suffix("list").filter(|rest| !rest.is_empty()).unwrap_or(plain);
    if let Some(start) = plain.strip_suffix("ies") {
        return format!("{start}y");
    }
    if ["ss", "us", "is", "alias", "atlas", "canvas"].iter().any(|end| plain.ends_with(end)) {
        return plain.to_owned();
    }
    for (plural, single) in [("aliases", "alias"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", "")] {
        if let Some(start) = plain.strip_suffix(plural).filter(|start| !start.is_empty()) {
            return format!("{start}{single}");
        }
    }
    plain.to_owned()
}

/// What a name says about its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Name,
    Id,
    Arn,
    /// The noun alone.
    Bare,
}

/// The noun of a plain name, and what its values are. The noun of `name` and `id` alone is empty.
pub(super) fn noun(plain: &str) -> (String, Class) {
    let plain = singular(plain);
    for (end, class) in [("arn", Class::Arn), ("name", Class::Name), ("id", Class::Id)] {
        if let Some(start) = plain.strip_suffix(end) {
            return (start.to_owned(), class);
        }
    }
    (plain, Class::Bare)
}

/// Words before a noun that do not make another thing of it.
const SIDES: &[&str] = &[
    "source",
    "target",
    "destination",
    "new",
    "old",
    "existing",
    "current",
    "restore",
    "restored",
    "original",
    "parent",
    "child",
    "input",
    "output",
    "primary",
    "secondary",
    "from",
    "to",
];

/// The noun without a word that only says which of several is meant.
pub(super) fn without_side(noun: &str) -> Option<&str> {
    // A target group of load balancers is no group that is a target.
    let rest = SIDES.iter().find_map(|side| noun.strip_prefix(side)).filter(|_| noun != "targetgroup");
    rest.filter(|rest| !rest.is_empty())
}

/// The verb of an operation, and its noun as a plain name.
pub(super) fn verb(operation: &str) -> (&str, String) {
    let end = operation.char_indices().skip(1).find(|(_, letter)| letter.is_ascii_uppercase());
    let (verb, noun) = operation.split_at_checked(end.map_or(operation.len(), |(at, _)| at)).unwrap_or_default();
    let noun = if verb == "Batch" || verb == "Admin" { self::verb(noun).1 } else { plain(noun) };
    (verb, noun)
}

#[cfg(test)]
mod tests {
    use super::{Class, noun, plain, singular, verb, without_side};

    #[test]
    fn names_are_compared_without_their_form() {
        assert_eq!(plain("DBInstanceIdentifier"), plain("DbInstanceId"));
        assert_eq!(plain("stream-name"), "streamname");
        for (many, one) in [
            ("streams", "stream"),
            ("policies", "policy"),
            ("status", "status"),
            ("access", "access"),
            ("instanceidlist", "instanceid"),
            ("addresses", "address"),
            ("boxes", "box"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert_eq!(noun("streamname"), ("stream".to_owned(), Class::Name));
        assert_eq!(noun("resourcearns"), ("resource".to_owned(), Class::Arn));
        assert_eq!(noun("name"), (String::new(), Class::Name));
        assert_eq!(noun("cluster"), ("cluster".to_owned(), Class::Bare));
        assert_eq!(without_side("sourcedbsnapshot"), Some("dbsnapshot"));
        assert_eq!(without_side("stream"), None);
        assert_eq!(verb("DescribeDBInstances"), ("Describe", "dbinstances".to_owned()));
        assert_eq!(verb("BatchGetItem"), ("Batch", "item".to_owned()));
    }
}
