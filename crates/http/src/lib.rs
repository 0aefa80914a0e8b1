//! The wires: AWS Query, JSON 1.1, the front door, TLS.
//!
//! [`listen::serve`] accepts connections and hands each request to the [`FrontDoor`], which decides what it is, reads it, has
//! the service crate's pipeline identify, authorise and run it, and writes the answer in the wire of the service.

pub mod door;
pub mod listen;
pub mod wire;

pub use door::{Connection, FrontDoor, Reset, TlsFacts};
pub use listen::{TlsConfig, serve};
