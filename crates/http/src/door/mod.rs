//! The front door: one port for every service, from a request to its answer.

mod answer;
mod body;
mod call;
mod caught;
mod cors;
mod dispatch;
mod front_door;
mod head;
mod request_id;
mod visit;

pub use answer::Answer;
pub use body::MAX_BODY;
pub use front_door::{FrontDoor, Reset};
pub use visit::{Connection, TlsFacts};
