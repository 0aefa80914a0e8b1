//! The master key: 32 bytes as hexadecimal or base64 text, apart from the store that it seals.

use std::fs;
use std::io;
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use rolecall_model::Entropy;
use rolecall_service::seal::{KEY_BYTES, Sealer};
use zeroize::Zeroizing;

use super::private_file;
use crate::failure::Failure;

/// The key's file in a data directory.
const NAME: &str = "master.key";

/// Where the operator keeps the key.
pub(super) struct Sources<'s> {
    /// The text itself.
    pub(super) text: Option<&'s str>,
    /// A file of its own.
    pub(super) file: Option<&'s Path>,
    /// The data directory.
    pub(super) directory: &'s Path,
}

/// A key for a server that keeps nothing.
pub(super) fn fresh(entropy: &dyn Entropy) -> Sealer {
    Sealer::new(&random(entropy))
}

impl Sources<'_> {
    /// The key. One is made only for a store that is empty: nothing else would open under it.
    pub(super) fn sealer(&self, store_is_empty: bool, entropy: &dyn Entropy) -> Result<Sealer, Failure> {
        match (self.text, self.file) {
            (Some(_), Some(_)) => Err(Failure::usage(
                "it is not clear which master key to use",
                "both ROLECALL_MASTER_KEY and a master key file are set",
                "leave one of them out",
            )),
            (Some(text), None) => read(text).ok_or_else(|| malformed("ROLECALL_MASTER_KEY")),
            (None, Some(file)) => from_file(file),
            (None, None) => self.own(store_is_empty, entropy),
        }
    }

    fn own(&self, store_is_empty: bool, entropy: &dyn Entropy) -> Result<Sealer, Failure> {
        let path = self.directory.join(NAME);
        let exists = path.try_exists().map_err(|error| unreadable(&path, &error))?;
        if exists {
            return from_file(&path);
        }
        if !store_is_empty {
            return Err(Failure::new(
                format!("the master key of {} is missing", self.directory.display()),
                format!("the secrets in this directory are sealed under it, and {} is not there", path.display()),
                "put the file back from a backup, or name the key by --master-key-file or ROLECALL_MASTER_KEY; a new key \
                 could not open what is stored",
            ));
        }
        let key = random(entropy);
        let text = Zeroizing::new(format!("{}\n", Zeroizing::new(HEXLOWER.encode(&*key)).as_str()));
        private_file::write(self.directory, NAME, text.as_bytes()).map_err(|error| {
            Failure::new(
                "the master key cannot be written",
                format!("{}: {error}", path.display()),
                "make the data directory writable, or name another by --data",
            )
        })?;
        Ok(Sealer::new(&key))
    }
}

fn random(entropy: &dyn Entropy) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    entropy.fill(&mut *key);
    key
}

fn from_file(path: &Path) -> Result<Sealer, Failure> {
    let text = fs::read_to_string(path).map(Zeroizing::new).map_err(|error| unreadable(path, &error))?;
    read(&text).ok_or_else(|| malformed(&path.display().to_string()))
}

fn read(text: &str) -> Option<Sealer> {
    let text = text.trim().as_bytes();
    let encoding = if text.len() == 2 * KEY_BYTES { &HEXLOWER_PERMISSIVE } else { &BASE64 };
    let bytes = Zeroizing::new(encoding.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Sealer::new)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        "the master key cannot be read",
        format!("{}: {error}", path.display()),
        "see that the file is there and that this user can read it",
    )
}

fn malformed(place: &str) -> Failure {
    Failure::new(
        "the master key cannot be used",
        format!("{place} does not hold {KEY_BYTES} bytes as hexadecimal or base64 text"),
        "put the right key there; `openssl rand -hex 32` makes one for a new directory",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::OsEntropy;

    fn opens(sealer: &Sealer, other: &Sealer) -> bool {
        let sealed = sealer.seal(b"test", b"message", &OsEntropy).unwrap();
        other.open(b"test", &sealed).is_ok()
    }

    #[test]
    fn texts_of_one_key() {
        let expected = Sealer::new(&[0xa5; KEY_BYTES]);
        let (hex, base64) = ("a5".repeat(KEY_BYTES), BASE64.encode(&[0xa5; KEY_BYTES]));
        for text in [hex.clone(), hex.to_uppercase(), format!("{hex}\n"), base64.clone(), format!(" {base64}\r\n")] {
            assert!(opens(&read(&text).unwrap(), &expected), "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_key() {
        for text in ["", "a5", &"a5".repeat(31), &"a5".repeat(33), &"zz".repeat(32), &BASE64.encode(&[1; 31])] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_key_is_made_once_and_only_for_an_empty_store() {
        let directory = tempfile::tempdir().unwrap();
        let sources = Sources { text: None, file: None, directory: directory.path() };
        assert!(sources.sealer(false, &OsEntropy).is_err());
        assert!(!directory.path().join(NAME).exists());
        let made = sources.sealer(true, &OsEntropy).unwrap();
        assert!(opens(&made, &sources.sealer(false, &OsEntropy).unwrap()));
        assert!(opens(&made, &sources.sealer(true, &OsEntropy).unwrap()));
    }

    #[test]
    fn a_named_key_goes_before_the_directory_and_two_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let text = "a5".repeat(KEY_BYTES);
        let (nowhere, some) = (directory.path().join("nowhere"), Some(text.as_str()));
        for (text, file, works) in [(some, None, true), (None, Some(&*nowhere), false), (some, Some(&*nowhere), false)]
        {
            let sources = Sources { text, file, directory: directory.path() };
            assert_eq!(sources.sealer(true, &OsEntropy).is_ok(), works);
        }
        assert!(!directory.path().join(NAME).exists());
    }
}
