//! The right name that a wrong one was probably meant to be.

/// Similarity by Jaro and Winkler, from 0 to 1, from which on a name is offered.
const SIMILAR: f64 = 0.75;

/// `unknown key `lisen`, did you mean `listen`?`; all names, if none is near. What all names begin with is given apart, lest it
/// make all of them similar.
pub(super) fn unknown<'n>(what: &str, prefix: &str, wrong: &str, right: impl Iterator<Item = &'n str>) -> String {
    let right: Vec<&str> = right.collect();
    let scored = right.iter().map(|name| (strsim::jaro_winkler(wrong, name), *name));
    match scored.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
        Some((similarity, name)) if similarity >= SIMILAR => {
            format!("unknown {what} `{prefix}{wrong}`, did you mean `{prefix}{name}`?")
        }
        _ => format!("unknown {what} `{prefix}{wrong}`; there are `{prefix}{}`", right.join(&format!("`, `{prefix}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_offered() {
        for (prefix, wrong, expected) in [
            ("", "lisen", "unknown key `lisen`, did you mean `listen`?"),
            ("", "Listen", "unknown key `Listen`, did you mean `listen`?"),
            ("", "acount", "unknown key `acount`, did you mean `account`?"),
            ("LONG_", "acount", "unknown key `LONG_acount`, did you mean `LONG_account`?"),
            ("LONG_", "xyz", "unknown key `LONG_xyz`; there are `LONG_listen`, `LONG_account`"),
        ] {
            assert_eq!(unknown("key", prefix, wrong, ["listen", "account"].into_iter()), expected);
        }
    }
}
