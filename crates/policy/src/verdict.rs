//! Logic of three values: `Some(true)` holds, `Some(false)` fails, `None` cannot be decided.

use crate::scope::Stop;

/// What a comparison came to.
pub(crate) fn of(compared: Result<(), Stop>) -> Option<bool> {
    match compared {
        Ok(()) => Some(true),
        Err(Stop::Mismatch) => Some(false),
        Err(Stop::Exhausted) => None,
    }
}

/// Whether one holds. What cannot be decided counts only where nothing holds.
pub(crate) fn any(verdicts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut decided = true;
    for verdict in verdicts {
        match verdict {
            Some(true) => return Some(true),
            Some(false) => {}
            None => decided = false,
        }
    }
    decided.then_some(false)
}

/// Whether all hold. What cannot be decided counts only where nothing fails.
pub(crate) fn all(verdicts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    any(verdicts.into_iter().map(negated)).map(|fails| !fails)
}

fn negated(verdict: Option<bool>) -> Option<bool> {
    verdict.map(|holds| !holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decided_outweighs_the_undecidable_where_it_settles_the_matter() {
        let (holds, fails, unknown) = (Some(true), Some(false), None);
        let cases = [
            (vec![], fails, holds),
            (vec![holds, fails], holds, fails),
            (vec![unknown], unknown, unknown),
            (vec![unknown, holds], holds, unknown),
            (vec![holds, unknown], holds, unknown),
            (vec![unknown, fails], unknown, fails),
            (vec![fails, unknown, holds], holds, fails),
        ];
        for (verdicts, one, every) in cases {
            assert_eq!((any(verdicts.iter().copied()), all(verdicts.iter().copied())), (one, every), "{verdicts:?}");
        }
    }
}
