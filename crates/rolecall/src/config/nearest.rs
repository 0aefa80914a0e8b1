//! The right name that a wrong one was probably meant to be.

/// Similarity by Jaro and Winkler, from 0 to 1, from which on a name is offered.
const SIMILAR: f64 = 0.75;

/// `unknown key `lisen`, did you mean `listen`?`; all names, if none is near. What all names begin with is given apart, lest it
/// make all of them similar.
pub(super) fn unknown<'n>(what: &str, prefix: &str, wrong: &str, right: impl Iterator<Item = &'n str>) -> String {
    let right: Vec<&str> = right.collect();
    match near(wrong, right.iter().copied()) {
        Some(name) => format!("unknown {what} `{prefix}{wrong}`, did you mean `{prefix}{name}`?"),
        None => {
            format!("unknown {what} `{prefix}{wrong}`; there are `{prefix}{}`", right.join(&format!("`, `{prefix}")))
        }
    }
}

/// The name that is nearest to a wrong one, if any is near.
pub(super) fn near<'n>(wrong: &str, right: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let scored = right.map(|name| (strsim::jaro_winkler(wrong, name), name));
    let (similarity, name) = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (similarity >= SIMILAR).then_some(name)
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
