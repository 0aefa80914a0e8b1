//! The right name that a wrong one was probably meant to be.

use strsim::osa_distance;

use super::effort::Effort;

/// Longer names are not looked up.
const LONGEST: usize = 64;

/// The known name that differs least, in any case, if it differs little; of several, the first.
pub(super) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>, effort: &Effort) -> Option<&'k str> {
    let length = name.chars().count();
    if length > LONGEST || !effort.spend_name() {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let tolerated = tolerated(length);
    let close = known.filter(|known| known.len().abs_diff(length) <= tolerated);
    let with_distance = close.map(|known| (osa_distance(&name, &known.to_ascii_lowercase()), known));
    let (distance, found) = with_distance.min_by_key(|(distance, _)| *distance)?;
    (distance <= tolerated).then_some(found)
}

/// Of short names, a change makes others too easily.
fn tolerated(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=6 => 1,
        7..=11 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_those_that_are_near() {
        let known = ["GetObject", "GetObjectAcl", "PutObject", "s3"];
        for (name, found) in [
            ("getobjct", Some("GetObject")),
            ("GetObejct", Some("GetObject")),
            ("PetObject", Some("GetObject")),
            ("DeleteObject", None),
            ("s4", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known.into_iter(), &Effort::new()), found, "{name}");
        }
    }
}
