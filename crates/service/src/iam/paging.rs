//! Pages of lists: a marker says after which entity the next page begins.

use std::sync::Arc;

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

    fn after(self) -> Result<Option<String>, IamError> {
        let Some(marker) = self.marker else { return Ok(None) };
        let bytes = data_encoding::BASE64URL_NOPAD.decode(marker.as_str().as_bytes()).ok();
        bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map(Some).ok_or(IamError::InvalidMarker)
    }

    /// The page of a short list, by the place of its items.
    pub(super) fn of_list<T>(self, items: impl IntoIterator<Item = T>) -> Result<Page<T>, IamError> {
        let skipped = match self.after()? {
            Some(place) => place.parse().map_err(|_| IamError::InvalidMarker)?,
            None => 0,
        };
        Ok(self.cut(items.into_iter().skip(skipped), |_, taken| (skipped + taken).to_string()))
    }

    /// The page of items in the order of their places, each of which is unlike the others.
    pub(super) fn of_sorted<T>(
        self,
        items: impl Iterator<Item = T>,
        place: impl Fn(&T) -> String,
    ) -> Result<Page<T>, IamError> {
        let after = self.after()?;
        let items = items.skip_while(|item| after.as_ref().is_some_and(|after| place(item) <= *after));
        Ok(self.cut(items, |item, _| place(item)))
    }

    /// The page of a table, by path and then by name.
    pub(super) fn of_table<T: Entity>(
        self,
        table: &Table<T>,
        prefix: Option<&PathPrefix>,
    ) -> Result<Page<Arc<T>>, IamError> {
        let within = |entity: &&Arc<T>| prefix.is_none_or(|prefix| entity.path().as_str().starts_with(prefix.as_str()));
        let place = |entity: &Arc<T>, _| format!("{}{}", entity.path().as_str(), entity.name());
        match self.after()? {
            None => Ok(self.cut(table.iter().filter(within).cloned(), place)),
            Some(after) => {
                let (path, name) = after.rsplit_once('/').ok_or(IamError::InvalidMarker)?;
                let path: Path = format!("{path}/").parse().map_err(|_| IamError::InvalidMarker)?;
                Ok(self.cut(table.after(&path, name).filter(within).cloned(), place))
            }
        }
    }

    fn cut<T>(self, mut items: impl Iterator<Item = T>, place: impl Fn(&T, usize) -> String) -> Page<T> {
        let page: Vec<T> = items.by_ref().take(self.limit()).collect();
        let more = items.next().is_some();
        let marker = page.last().filter(|_| more).map(|last| place(last, page.len()));
        Page { marker: marker.map(|place| data_encoding::BASE64URL_NOPAD.encode(place.as_bytes())), items: page }
    }
}
