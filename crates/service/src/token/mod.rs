//! Session tokens: everything that a session is, sealed, so that issuing one keeps nothing here.

mod delivery;
mod key_ring;
mod opened;
mod session;

pub use delivery::{Delivery, RoleDelivery};
pub use key_ring::{KeyRing, TokenKey};
pub use session::{Session, Subject};
