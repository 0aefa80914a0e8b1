//! Arrays of records, each of the same number of bytes.

/// A section of a table: at most 65,535 records.
#[derive(Clone, Copy)]
pub(crate) struct Records {
    bytes: &'static [u8],
    size: usize,
    len: u16,
}

/// One record. What lies beyond its end reads as zero.
#[derive(Clone, Copy)]
pub(crate) struct Record(&'static [u8]);

impl Records {
    /// The section that the bytes begin with, and what follows it.
    pub(super) const fn read(bytes: &'static [u8], size: usize) -> Option<(Self, &'static [u8])> {
        let Some((bytes, rest)) = section(bytes) else { return None };
        let len = bytes.len() / size;
        if !bytes.len().is_multiple_of(size) || len > u16::MAX as usize {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above; `try_from` is not const")]
        let len = len as u16;
        Some((Self { bytes, size, len }, rest))
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> u16 {
        self.len
    }

    /// The record with a number; of one that is not there, every field is zero.
    pub(crate) fn get(&self, index: u16) -> Record {
        let start = usize::from(index).saturating_mul(self.size);
        Record(self.bytes.get(start..).and_then(|rest| rest.get(..self.size)).unwrap_or_default())
    }
}

impl Record {
    pub(crate) fn u8(self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn u16(self, at: usize) -> u16 {
        u16::from_le_bytes(self.array(at))
    }

    pub(crate) fn u32(self, at: usize) -> u32 {
        u32::from_le_bytes(self.array(at))
    }

    fn array<const N: usize>(self, at: usize) -> [u8; N] {
        self.0.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
    }
}

/// The bytes of the section that the bytes begin with, and what follows it.
pub(super) const fn section(bytes: &'static [u8]) -> Option<(&'static [u8], &'static [u8])> {
    let Some((length, rest)) = bytes.split_first_chunk() else { return None };
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}
