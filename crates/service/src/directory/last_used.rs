//! When an access key or a role was last used, and for what: a note that callers leave without a lock or an allocation.
//!
//! The note is shared by all versions of its owner, so that a change of the owner loses nothing and needs no waiting.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rolecall_model::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The last use of one access key or role. A clone is the same note.
#[derive(Clone, Default)]
pub struct LastUsed(Arc<Note>);

/// Each word is one use, packed; zero is none.
#[derive(Default)]
struct Note {
    latest: AtomicU64,
    stored: AtomicU64,
}

/// One use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// When.
    pub at: Time,
    /// The name of the service that was called: `iam`.
    pub service: &'static str,
    /// In which region; `None` if too many regions were ever named to remember this one.
    pub region: Option<&'static str>,
}

/// A use that the store does not have yet.
pub(crate) struct Unstored {
    note: LastUsed,
    word: u64,
}

impl LastUsed {
    /// Notes a use of the service of this name.
    pub(crate) fn note(&self, at: Time, service: &str, region: &str) {
        let word = pack(at, service, region);
        // Many threads note the same second: reading leaves the cache line shared.
        if self.0.latest.load(Ordering::Relaxed) != word {
            self.0.latest.store(word, Ordering::Relaxed);
        }
    }

    /// The last use, if there was one.
    pub fn get(&self) -> Option<Use> {
        unpack(self.0.latest.load(Ordering::Relaxed))
    }

    /// Whether there was no use yet.
    pub fn is_never(&self) -> bool {
        self.get().is_none()
    }

    /// What has to be stored.
    pub(crate) fn unstored(&self) -> Option<Unstored> {
        let word = self.0.latest.load(Ordering::Relaxed);
        (word != self.0.stored.load(Ordering::Relaxed)).then(|| Unstored { note: self.clone(), word })
    }
}

impl Unstored {
    /// Remembers that the store has it.
    pub(crate) fn is_stored(&self) {
        self.note.0.stored.store(self.word, Ordering::Relaxed);
    }
}

impl fmt::Debug for LastUsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// Forty bits of seconds, eight of the service, sixteen of the region. A use whose service cannot be remembered is none.
fn pack(at: Time, service: &str, region: &str) -> u64 {
    let seconds = u64::try_from(at.epoch()).unwrap_or_default() & 0xff_ffff_ffff;
    match SERVICES.remember(service) {
        0 => 0,
        service => (seconds << 24) | (u64::from(service) << 16) | u64::from(REGIONS.remember(region)),
    }
}

fn unpack(word: u64) -> Option<Use> {
    Some(Use {
        at: Time::from_epoch(i64::try_from(word >> 24).ok()?),
        service: SERVICES.remembered(usize::try_from((word >> 16) & 0xff).ok()?)?,
        region: usize::try_from(word & 0xffff).ok().and_then(|number| REGIONS.remembered(number)),
    })
}

/// The regions that were ever named, of all servers of the process: few, although any signed request can name a new one.
static REGIONS: Names<256> = Names::none();

/// The services that were ever called: those that are served.
static SERVICES: Names<255> = Names::none();

/// The longest name that is remembered, in bytes.
const LONGEST_NAME: usize = 64;

/// Names with numbers.
struct Names<const MOST: usize>([OnceLock<Box<str>>; MOST]);

impl<const MOST: usize> Names<MOST> {
    const fn none() -> Self {
        Self([const { OnceLock::new() }; MOST])
    }

    /// The number of a name, from one; zero if it cannot be remembered.
    fn remember(&self, name: &str) -> u16 {
        if name.is_empty() || name.len() > LONGEST_NAME {
            return 0;
        }
        let place = self.0.iter().position(|slot| **slot.get_or_init(|| name.into()) == *name);
        place.and_then(|place| u16::try_from(place + 1).ok()).unwrap_or_default()
    }

    fn remembered(&self, number: usize) -> Option<&str> {
        self.0.get(number.checked_sub(1)?)?.get().map(|name| &**name)
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    at: Time,
    service: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    region: Option<String>,
}

impl Serialize for LastUsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = self.get().map(|Use { at, service, region }| Stored {
            at,
            service: service.to_owned(),
            region: region.map(str::to_owned),
        });
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LastUsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let note = Self::default();
        if let Some(Stored { at, service, region }) = Option::<Stored>::deserialize(deserializer)? {
            note.note(at, &service, region.as_deref().unwrap_or_default());
            note.0.stored.store(note.0.latest.load(Ordering::Relaxed), Ordering::Relaxed);
        }
        Ok(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_epoch(seconds)
    }

    #[test]
    fn a_use_is_read_as_it_was_noted() {
        let note = LastUsed::default();
        assert!(note.is_never() && note.unstored().is_none());
        for (seconds, service, region) in [(1_800_000_000, "iam", "us-east-1"), (0, "sts", "eu-west-1"), (9, "s3", "x")]
        {
            note.note(at(seconds), service, region);
            assert_eq!(note.get(), Some(Use { at: at(seconds), service, region: Some(region) }));
        }
        note.note(at(9), "iam", &"r".repeat(LONGEST_NAME + 1));
        assert_eq!(note.get().unwrap().region, None);
    }

    #[test]
    fn a_clone_is_the_same_note_and_storing_forgets_nothing_newer() {
        let (note, later) = (LastUsed::default(), at(60));
        note.clone().note(at(1), "sts", "us-east-1");
        let unstored = note.unstored().unwrap();
        note.note(later, "sts", "us-east-1");
        unstored.is_stored();
        note.unstored().unwrap().is_stored();
        assert!(note.unstored().is_none());
        assert_eq!(note.get().unwrap().at, later);
    }

    #[test]
    fn the_stored_form_reads_back_and_counts_as_stored() {
        let note = LastUsed::default();
        note.note(at(1_800_000_000), "sts", "eu-central-1");
        let text = serde_json::to_string(&note).unwrap();
        assert_eq!(text, r#"{"at":1800000000,"service":"sts","region":"eu-central-1"}"#);
        let read: LastUsed = serde_json::from_str(&text).unwrap();
        assert_eq!(read.get(), note.get());
        assert!(read.unstored().is_none());
        for none in ["null", r#"{"at":1,"service":""}"#] {
            assert!(serde_json::from_str::<LastUsed>(none).unwrap().is_never(), "{none}");
        }
    }
}
