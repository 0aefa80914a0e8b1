//! Fresh ids of organizations, their roots, requests and accounts.

use data_encoding::BASE32_NOPAD;
use rolecall_model::{AccountId, Entropy};

use crate::directory::Snapshot;

/// Account ids are drawn this often before it is given up: with a million accounts, all being taken has a chance of 10^-600.
const DRAWS: usize = 100;

/// `o-` and ten letters and digits.
pub(super) fn organization(entropy: &dyn Entropy) -> String {
    format!("o-{}", letters(10, entropy))
}

/// `r-` and four letters and digits.
pub(super) fn root(entropy: &dyn Entropy) -> String {
    format!("r-{}", letters(4, entropy))
}

/// `car-` and 32 letters and digits.
pub(super) fn account_creation(entropy: &dyn Entropy) -> String {
    format!("car-{}", letters(32, entropy))
}

/// An id that no account has; `None` only if the entropy is no entropy.
pub(super) fn account(snapshot: &Snapshot, entropy: &dyn Entropy) -> Option<AccountId> {
    let draws = std::iter::repeat_with(|| draw(entropy)).take(DRAWS).flatten();
    draws.into_iter().find(|id| *id != AccountId::ZERO && snapshot.account(*id).is_none())
}

fn draw(entropy: &dyn Entropy) -> Option<AccountId> {
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    AccountId::from_number(u64::from_be_bytes(bytes) % 1_000_000_000_000)
}

fn letters(count: usize, entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 20];
    entropy.fill(&mut bytes);
    let mut text = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
    text.truncate(count);
    text
}
