//! The directory of the table: which models there are, and where they lie.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Model;

/// A service of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The model's name, such as `stepfunctions`.
    #[serde(rename = "n")]
    pub name: String,
    /// What requests are signed for, such as `states`.
    #[serde(rename = "s")]
    pub signing: String,
    /// What endpoints begin with, such as `states`.
    #[serde(rename = "e")]
    pub endpoint: String,
    /// What stands before the colon in its actions; empty if that is not known.
    #[serde(rename = "p")]
    pub prefix: String,
    /// Where the model lies, and how long it is.
    #[serde(rename = "a")]
    place: (usize, usize),
}

/// The directory, and the models as they lie.
pub(super) struct Directory {
    /// In the order of the names.
    pub(super) entries: Vec<Entry>,
    models: &'static [u8],
}

impl Directory {
    /// Reads a table; a damaged one has no models. A test reads all of them.
    pub(super) fn read(bytes: &'static [u8]) -> Self {
        Self::try_read(bytes).unwrap_or(Self { entries: Vec::new(), models: &[] })
    }

    fn try_read(bytes: &'static [u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (directory, models) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        Some(Self { entries: inflated(directory)?, models })
    }

    pub(super) fn model(&self, at: usize) -> Option<Model> {
        let (start, length) = self.entries.get(at)?.place;
        inflated(self.models.get(start..start.checked_add(length)?)?)
    }
}

fn inflated<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut text = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn deflated(value: &impl Serialize) -> Result<Vec<u8>, String> {
    let text = serde_json::to_vec(value).map_err(|error| error.to_string())?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&text).and_then(|()| encoder.finish()).map_err(|error| error.to_string())
}

pub(super) fn write(models: &[(Model, String)]) -> Result<Vec<u8>, String> {
    let mut entries = Vec::new();
    let mut bodies = Vec::new();
    for (model, endpoint) in models {
        let body = deflated(model)?;
        entries.push(Entry {
            name: model.name.clone(),
            signing: model.signing.clone(),
            endpoint: endpoint.clone(),
            prefix: model.prefix.clone(),
            place: (bodies.len(), body.len()),
        });
        bodies.extend(body);
    }
    if !entries.is_sorted_by(|left, right| left.name < right.name) {
        return Err("the models are not in the order of their names".to_owned());
    }
    let directory = deflated(&entries)?;
    let mut bytes = u32::try_from(directory.len()).map_err(|error| error.to_string())?.to_le_bytes().to_vec();
    bytes.extend(directory);
    bytes.extend(bodies);
    Ok(bytes)
}
