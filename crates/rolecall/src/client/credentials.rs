//! The credentials that the aws command would use: from the environment, else from the shared credentials file.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use rolecall_model::SecretKey;

use crate::failure::Failure;

/// An access key, and the token of a session.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) id: String,
    pub(crate) secret: SecretKey,
    pub(crate) session_token: Option<SecretKey>,
}

impl Credentials {
    /// Those of the profile, if one is named here; else those of the environment, or of the profile named there.
    /// `instead` ends the advice to somebody who has none.
    pub(crate) fn find(profile: Option<&str>, instead: &str) -> Result<Self, Failure> {
        if profile.is_none()
            && let Some(found) = Self::of(variable)
        {
            return Ok(found);
        }
        let named = profile.map(str::to_owned).or_else(|| variable("AWS_PROFILE"));
        let profile = named.unwrap_or_else(|| "default".to_owned());
        let why = match shared_file() {
            None => "neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor a home directory is set".to_owned(),
            Some(path) => match in_file(&path, &profile) {
                Ok(found) => return Ok(found),
                Err(why) => why,
            },
        };
        let remedy =
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of the shared credentials file";
        Err(Failure::usage("there are no credentials to ask the server with", why, format!("{remedy}{instead}")))
    }

    /// From variables of the environment, or settings of a profile in upper case.
    fn of(setting: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Some(Self {
            id: setting("AWS_ACCESS_KEY_ID")?,
            secret: SecretKey::new(setting("AWS_SECRET_ACCESS_KEY")?),
            session_token: setting("AWS_SESSION_TOKEN").map(SecretKey::new),
        })
    }
}

/// A variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn shared_file() -> Option<PathBuf> {
    let home = || Some(Path::new(&variable("HOME")?).join(".aws").join("credentials"));
    variable("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from).or_else(home)
}

fn in_file(path: &Path, profile: &str) -> Result<Credentials, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let settings = settings(&text, profile);
    let setting = |name: &str| {
        let value = settings.get(&name.to_ascii_lowercase()).filter(|value| !value.is_empty());
        value.map(|value| (*value).to_owned())
    };
    Credentials::of(setting).ok_or_else(|| format!("{}: no access key in the profile `{profile}`", path.display()))
}

/// What a profile sets, by names in lower case.
fn settings<'t>(text: &'t str, profile: &str) -> BTreeMap<String, &'t str> {
    let mut settings = BTreeMap::new();
    let mut within = false;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
        if let Some(section) = line.strip_prefix('[') {
            within = section.split(']').next().is_some_and(|name| name.trim() == profile);
        } else if let Some((name, value)) = line.split_once('=')
            && within
        {
            settings.insert(name.trim().to_ascii_lowercase(), value.trim());
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_found_among_others() {
        let text = "# mine\n[default]\naws_access_key_id=AKIA1\n\n[ other ] # x\n AWS_Access_Key_Id = AKIA2 \n\
                    aws_secret_access_key = a=b\n[third]\naws_access_key_id = AKIA3\n";
        let of = |profile| settings(text, profile);
        assert_eq!(of("default").get("aws_access_key_id"), Some(&"AKIA1"));
        assert_eq!(of("other").get("aws_access_key_id"), Some(&"AKIA2"));
        assert_eq!(of("other").get("aws_secret_access_key"), Some(&"a=b"));
        assert!(of("none").is_empty());
        let found = Credentials::of(|name| of("other").get(&name.to_ascii_lowercase()).map(|&value| value.to_owned()));
        assert!(!format!("{found:?}").contains("a=b"), "{found:?}");
        assert!(Credentials::of(|_| None).is_none());
    }
}
