//! Pages of lists: a token says after which item the next page begins.

use data_encoding::BASE64URL_NOPAD;

use super::error::RolecallError;
use super::shapes::{MaxResults, NextToken};

/// One page, and the token of the next one if there is one.
pub(super) type Page<T> = (Vec<T>, Option<String>);

/// The place after which the page begins.
pub(super) fn after(token: Option<&NextToken>) -> Result<Option<String>, RolecallError> {
    let Some(token) = token else { return Ok(None) };
    let bytes = BASE64URL_NOPAD.decode(token.as_str().as_bytes()).map_err(|_| RolecallError::InvalidNextToken)?;
    String::from_utf8(bytes).map(Some).map_err(|_| RolecallError::InvalidNextToken)
}

/// The first of these items, which are in the order of their places.
pub(super) fn page<T>(
    mut items: impl Iterator<Item = T>,
    most: Option<MaxResults>,
    place: impl Fn(&T) -> &str,
) -> Page<T> {
    let limit = usize::try_from(most.map_or(100, MaxResults::get)).unwrap_or_default();
    let page: Vec<T> = items.by_ref().take(limit).collect();
    let more = items.next().is_some();
    let token = page.last().filter(|_| more).map(|last| BASE64URL_NOPAD.encode(place(last).as_bytes()));
    (page, token)
}
