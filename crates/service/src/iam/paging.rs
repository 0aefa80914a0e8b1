//! Pages of lists: a marker says after which entity the next page begins.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use rolecall_model::Path;

use super::error::IamError;
use super::shapes::{Marker, MaxItems, PathPrefix};
use crate::directory::{Entity, Table};

/// Items in a page where the request does not say.
const DEFAULT_ITEMS: i32 = 100;

/// What a request says of the page that it wants.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) marker: Option<&'a Marker>,
    pub(super) max_items: Option<MaxItems>,
}

/// One page.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub(super) marker: Option<String>,
}

impl Wanted<'_> {
    fn limit(self) -> usize {
        usize::try_from(self.max_items.map_or(DEFAULT_ITEMS, MaxItems::get)).unwrap_or_default()
    }

    fn after(self) -> Result<Option<After>, IamError> {
        let Some(marker) = self.marker.map(Marker::as_str) else { return Ok(None) };
        if marker.starts_with(DIGEST) {
            return Ok(Some(After::Digest(marker.to_owned())));
        }
        let bytes = BASE64URL_NOPAD.decode(marker.as_bytes()).ok();
        let place = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(IamError::InvalidMarker)?;
        Ok(Some(After::Place(place)))
    }

    /// The page of a short list, by the position of its items.
    pub(super) fn of_list<T>(self, items: impl IntoIterator<Item = T>) -> Result<Page<T>, IamError> {
        let skipped = match self.after()? {
            None => 0,
            Some(After::Place(position)) => position.parse().map_err(|_| IamError::InvalidMarker)?,
            Some(After::Digest(_)) => return Err(IamError::InvalidMarker),
        };
        Ok(self.cut(items.into_iter().skip(skipped), |_, taken| (skipped + taken).to_string()))
    }

    /// The page of items in the order of their places, each of which is unlike the others.
    pub(super) fn of_sorted<T>(
        self,
        mut items: impl Iterator<Item = T>,
        place: impl Fn(&T) -> String,
    ) -> Result<Page<T>, IamError> {
        match self.after()? {
            None => Ok(self.cut(items, |item, _| place(item))),
            Some(After::Place(after)) => {
                Ok(self.cut(items.skip_while(|item| place(item) <= after), |item, _| place(item)))
            }
            Some(After::Digest(after)) => {
                let found = items.by_ref().any(|item| marker_of(&place(&item)) == after);
                if found { Ok(self.cut(items, |item, _| place(item))) } else { Err(IamError::InvalidMarker) }
            }
        }
    }

    /// The page of a table, by path and then by name.
    pub(super) fn of_table<T: Entity>(
        self,
        table: &Table<T>,
        prefix: Option<&PathPrefix>,
    ) -> Result<Page<Arc<T>>, IamError> {
        let within = |entity: &&Arc<T>| prefix.is_none_or(|prefix| entity.path().as_str().starts_with(prefix.as_str()));
        let place = |entity: &Arc<T>| format!("{}{}", entity.path().as_str(), entity.name());
        let Some(After::Place(after)) = self.after()? else {
            return self.of_sorted(table.iter().filter(within).cloned(), place);
        };
        let (path, name) = after.rsplit_once('/').ok_or(IamError::InvalidMarker)?;
        let path: Path = format!("{path}/").parse().map_err(|_| IamError::InvalidMarker)?;
        Ok(self.cut(table.after(&path, name).filter(within).cloned(), |entity, _| place(entity)))
    }

    fn cut<T>(self, mut items: impl Iterator<Item = T>, place: impl Fn(&T, usize) -> String) -> Page<T> {
        let page: Vec<T> = items.by_ref().take(self.limit()).collect();
        let more = items.next().is_some();
        let marker = page.last().filter(|_| more).map(|last| marker_of(&place(last, page.len())));
        Page { marker, items: page }
    }
}

/// Where a page begins.
enum After {
    /// After this place, whether or not something is there now.
    Place(String),
    /// After the item whose place has this marker.
    Digest(String),
}

/// Marks a digest: no base64 holds it.
const DIGEST: char = '~';

/// The longest marker that a request can carry.
const MARKER_CHARACTERS: usize = 320;

/// The marker of a place. Places whose text would be too long are found again by their digest.
fn marker_of(place: &str) -> String {
    let marker = BASE64URL_NOPAD.encode(place.as_bytes());
    if marker.len() <= MARKER_CHARACTERS {
        return marker;
    }
    let digest = ring::digest::digest(&ring::digest::SHA256, place.as_bytes());
    format!("{DIGEST}{}", BASE64URL_NOPAD.encode(digest.as_ref()))
}
