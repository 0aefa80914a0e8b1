//! The front door: one port for every service, from a request to its answer.

mod answer;
mod answer_body;
mod body;
mod call;
mod caught;
mod cors;
mod dispatch;
mod foreign;
mod front_door;
mod head;
mod request_id;
mod visit;

pub use answer::Answer;
pub use answer_body::AnswerBody;
pub use body::MAX_BODY;
pub use foreign::{ForeignDoor, Mode, Route, Routes};
pub use front_door::{FrontDoor, Reset};
pub use visit::{Connection, TlsFacts};
