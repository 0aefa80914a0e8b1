//! The join token, by which a host enrols once.

use std::env;
use std::fs;
use std::path::Path;

use rolecall_model::SecretKey;
use zeroize::Zeroizing;

use crate::client::Credentials;
use crate::failure::Failure;

/// The variable with the token, for who does not name a file.
pub(crate) const VARIABLE: &str = "ROLECALL_JOIN_TOKEN";

/// The token of the file or of the environment, if there is one.
pub(super) fn find(file: Option<&Path>) -> Result<Option<Credentials>, Failure> {
    let unfit = |place: &str, why: String| {
        let remedy = "give it as `rolecall host token` prints it: JSON, or the id, a colon and the token";
        Failure::usage(format!("the join token of {place} cannot be used"), why, remedy)
    };
    let (place, text) = if let Some(path) = file {
        let text = fs::read_to_string(path).map_err(|error| unfit(&path.display().to_string(), error.to_string()))?;
        (path.display().to_string(), Zeroizing::new(text))
    } else {
        let Ok(text) = env::var(VARIABLE) else { return Ok(None) };
        (VARIABLE.to_owned(), Zeroizing::new(text))
    };
    parse(&text).map(Some).ok_or_else(|| unfit(&place, "it is no join token".to_owned()))
}

/// The answer of `CreateJoinToken`, or `ID:TOKEN`.
fn parse(text: &str) -> Option<Credentials> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Token {
        join_token_id: String,
        join_token: String,
    }
    let text = text.trim();
    let (id, secret) = if text.starts_with('{') {
        let Token { join_token_id, join_token } = serde_json::from_str(text).ok()?;
        (join_token_id, join_token)
    } else {
        let (id, secret) = text.split_once(':')?;
        (id.to_owned(), secret.to_owned())
    };
    let fits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    (fits(&id) && fits(&secret)).then(|| Credentials { id, secret: SecretKey::new(secret), session_token: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        for text in ["RCJTX:s3cret\n", r#"{"JoinTokenId":"RCJTX","JoinToken":"s3cret","ExpirationDate":1}"#] {
            let token = parse(text).unwrap();
            assert_eq!((&*token.id, token.secret.expose()), ("RCJTX", "s3cret"));
        }
        for text in ["", "x", ":s", "x:", "x:a b", "{", "{}", r#"{"JoinTokenId":"","JoinToken":"s"}"#] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
