//! What a store holds, before anything is made of it.

use rolecall_service::directory::RecordKey;
use rolecall_store::{Store, StoreError};

/// What a look at every key has shown.
pub(super) struct Survey {
    /// Whether there is nothing at all.
    pub(super) is_empty: bool,
    missing: Vec<RecordKey>,
}

impl Survey {
    /// Looks at every key, and for those in `wanted`.
    pub(super) fn of(store: &dyn Store, wanted: Vec<RecordKey>) -> Result<Self, StoreError> {
        let mut survey = Self { is_empty: true, missing: wanted };
        store.load(&mut |key, _, _| {
            survey.is_empty = false;
            survey.missing.retain(|wanted| wanted.to_bytes() != key);
        })?;
        Ok(survey)
    }

    /// Whether there is something, and this is not in it though it was looked for.
    pub(super) fn lacks(&self, key: &RecordKey) -> bool {
        !self.is_empty && self.missing.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use rolecall_store::{Commit, Memory, Write};

    use super::*;

    #[test]
    fn nothing_lacks_in_an_empty_store() {
        let store = Memory::new();
        let account = |id: &str| RecordKey::Account(id.parse().unwrap());
        let (one, other) = (account("111111111111"), account("222222222222"));
        let survey = Survey::of(&store, vec![one.clone()]).unwrap();
        assert!(survey.is_empty && !survey.lacks(&one));

        let commit = Commit { expects: Vec::new(), writes: vec![Write::put(one.to_bytes(), *b"{}")] };
        store.submit(commit, None).wait().unwrap();
        let survey = Survey::of(&store, vec![one.clone(), other.clone()]).unwrap();
        assert!(!survey.is_empty && !survey.lacks(&one) && survey.lacks(&other));
    }
}
