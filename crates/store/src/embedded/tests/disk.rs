//! A disk in memory that counts syncs, fails on demand, and loses power as often as asked.

use std::io;
use std::sync::{Arc, Mutex};

use redb::StorageBackend;

use crate::sync::lock;

/// Shared by the store and the test that torments it.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<State>,
    /// Held by a test to make syncs wait.
    gate: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// What reads see.
    image: Vec<u8>,
    /// What a power cut leaves for certain.
    synced: Vec<u8>,
    unsynced: Vec<(usize, Vec<u8>)>,
    operations: usize,
    syncs_begun: usize,
    fail_from: Option<usize>,
    cuts: Option<Cuts>,
}

#[derive(Debug)]
struct Cuts {
    every: usize,
    dice: u64,
    images: Vec<Vec<u8>>,
}

impl Disk {
    /// A disk with this content, all of it safe.
    pub(super) fn holding(image: Vec<u8>) -> Self {
        let disk = Self::default();
        *lock(&disk.0.state) = State { synced: image.clone(), image, ..State::default() };
        disk
    }

    /// Everything written, synced or not.
    pub(super) fn image(&self) -> Vec<u8> {
        lock(&self.0.state).image.clone()
    }

    /// Fails the write or sync that comes after `count` more, and all later ones.
    pub(super) fn fail_after(&self, count: usize) {
        let mut state = lock(&self.0.state);
        state.fail_from = Some(state.operations + count);
    }

    /// From now on, keeps what a power cut at every so many operations would leave.
    pub(super) fn cut_power_every(&self, every: usize) {
        lock(&self.0.state).cuts = Some(Cuts { every, dice: 1, images: Vec::new() });
    }

    /// What the power cuts since the last call left.
    pub(super) fn take_cuts(&self) -> Vec<Vec<u8>> {
        lock(&self.0.state).cuts.as_mut().map(|cuts| std::mem::take(&mut cuts.images)).unwrap_or_default()
    }

    pub(super) fn syncs_begun(&self) -> usize {
        lock(&self.0.state).syncs_begun
    }

    /// Runs `test` while no sync can end.
    pub(super) fn with_syncs_held<T>(&self, test: impl FnOnce() -> T) -> T {
        let _gate = lock(&self.0.gate);
        test()
    }
}

impl State {
    fn operate(&mut self) -> io::Result<()> {
        self.operations += 1;
        if self.fail_from.is_some_and(|from| self.operations > from) {
            return Err(io::Error::other("the disk is on fire"));
        }
        if let Some(cuts) = &mut self.cuts
            && self.operations.is_multiple_of(cuts.every)
        {
            cuts.images.push(after_power_cut(&self.synced, &self.unsynced, self.image.len(), &mut cuts.dice));
        }
        Ok(())
    }
}

/// The synced bytes and any of the unsynced writes, in any combination.
fn after_power_cut(synced: &[u8], unsynced: &[(usize, Vec<u8>)], len: usize, dice: &mut u64) -> Vec<u8> {
    let mut image = synced.to_vec();
    image.resize(len, 0);
    for (offset, data) in unsynced {
        // Knuth's MMIX constants; the high bits are the random ones.
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if *dice >> 63 == 0 {
            image[*offset..][..data.len()].copy_from_slice(data);
        }
    }
    image
}

fn offset(offset: u64) -> usize {
    usize::try_from(offset).unwrap()
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(lock(&self.0.state).image.len() as u64)
    }

    fn read(&self, at: u64, out: &mut [u8]) -> io::Result<()> {
        out.copy_from_slice(&lock(&self.0.state).image[offset(at)..][..out.len()]);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = lock(&self.0.state);
        state.operate()?;
        state.image.resize(offset(len), 0);
        state.unsynced.retain(|(at, data)| at + data.len() <= offset(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        lock(&self.0.state).syncs_begun += 1;
        let _gate = lock(&self.0.gate);
        let mut state = lock(&self.0.state);
        state.operate()?;
        state.synced = state.image.clone();
        state.unsynced.clear();
        Ok(())
    }

    fn write(&self, at: u64, data: &[u8]) -> io::Result<()> {
        let mut state = lock(&self.0.state);
        state.operate()?;
        state.image[offset(at)..][..data.len()].copy_from_slice(data);
        state.unsynced.push((offset(at), data.to_vec()));
        Ok(())
    }
}
