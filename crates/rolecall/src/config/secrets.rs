//! Secrets that come by the environment alone, because a command line is public on its machine.

use std::env;

use rolecall_model::{AccessKeyId, AccountId, SecretKey};
use rolecall_service::RootCredentials;
use zeroize::Zeroizing;

use crate::agent::join_token;
use crate::failure::Failure;

const ROOT_ID: &str = "ROLECALL_ROOT_ACCESS_KEY_ID";
const ROOT_SECRET: &str = "ROLECALL_ROOT_SECRET_ACCESS_KEY";
const MASTER_KEY: &str = "ROLECALL_MASTER_KEY";

/// All of them; the join token is the agent's.
pub(super) const VARIABLES: [&str; 4] = [ROOT_ID, ROOT_SECRET, MASTER_KEY, join_token::VARIABLE];

/// Whoever sees one signature can try short secrets against it, as fast as hardware goes.
const SHORTEST_SECRET: usize = 16;

/// The secrets of the environment.
pub(crate) struct Secrets {
    /// The root access key that the first start is to give to the account.
    pub(crate) root: Option<RootCredentials>,
    /// The text of the master key.
    pub(crate) master_key: Option<Zeroizing<String>>,
}

impl Secrets {
    /// Reads the environment. A root key belongs to `account`.
    pub(super) fn from_environment(account: AccountId) -> Result<Self, Failure> {
        let root = root(variable(ROOT_ID)?, variable(ROOT_SECRET)?, account).map_err(|why| {
            Failure::usage(
                "the root access key of the environment cannot be used",
                why,
                format!("correct {ROOT_ID} and {ROOT_SECRET}, or unset both to get an IAM user `admin`"),
            )
        })?;
        Ok(Self { root, master_key: variable(MASTER_KEY)?.map(Zeroizing::new) })
    }
}

/// The value of a variable, if it is set.
pub(super) fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Failure::usage(
            format!("the variable {name} cannot be used"),
            "its value is not text",
            "correct or unset it",
        )),
    }
}

fn root(id: Option<String>, secret: Option<String>, account: AccountId) -> Result<Option<RootCredentials>, String> {
    let (id, secret) = match (id, secret) {
        (None, None) => return Ok(None),
        (Some(id), Some(secret)) => (id, SecretKey::new(secret)),
        (Some(_), None) => return Err(format!("{ROOT_ID} is set and {ROOT_SECRET} is not")),
        (None, Some(_)) => return Err(format!("{ROOT_SECRET} is set and {ROOT_ID} is not")),
    };
    let id: AccessKeyId = id.parse().map_err(|_| format!("{ROOT_ID} is not 16 to 128 letters and digits"))?;
    if id.is_temporary() {
        return Err(format!("{ROOT_ID} begins with `ASIA`, as only the keys of sessions do"));
    }
    // A key is looked up in the account that its id carries.
    if let Some(other) = id.account().filter(|other| *other != account) {
        return Err(format!("{ROOT_ID} carries the account {other} in it, but the account is {account}"));
    }
    let text = secret.expose();
    if text.len() < SHORTEST_SECRET || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "{ROOT_SECRET} is not {SHORTEST_SECRET} or more printable ASCII characters without spaces"
        ));
    }
    Ok(Some(RootCredentials { id, secret }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AKIAIOSFODNN7EXAMPLE";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    fn read(id: &str, secret: &str) -> Result<Option<RootCredentials>, String> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        root(some(id), some(secret), "123456789012".parse().unwrap())
    }

    #[test]
    fn both_or_neither() {
        assert!(read("", "").unwrap().is_none());
        assert_eq!(read(ID, SECRET).unwrap().unwrap().id.as_str(), ID);
        assert!(read(ID, "").is_err());
        assert!(read("", SECRET).is_err());
    }

    #[test]
    fn keys_that_would_not_work_or_are_weak() {
        for (id, secret) in [
            ("short", SECRET),
            ("ASIAIOSFODNN7EXAMPLE", SECRET),
            ("ASIAQNZGKIQY56JQ7WML", SECRET),
            ("AKIAQNZGKIQY56JQ7WML", SECRET),
            (ID, "password"),
            (ID, "sixteen or more, with spaces"),
            (ID, "sixteen-or-more-but-ü"),
        ] {
            let error = read(id, secret).err().unwrap();
            assert!(!error.contains(secret), "{error}");
        }
    }
}
