//! Shapes: what a value of the AWS interface looks like, apart from any wire.
//!
//! A wire turns a request into a [`Value`]; [`Decode`] turns that into a checked type or says what is wrong with it, in the form
//! of AWS's validation errors; [`Encode`] plays a result into the wire's [`Sink`]. [`Shaped`] describes a type, so that
//! declarations can be compared with the public service models.

mod constraint;
mod decode;
mod encode;
mod macros;
mod pattern;
mod scalar;
mod value;

pub use constraint::{Constraint, Constraints};
pub use decode::{Decode, Decoder, Refusal, Violation};
pub use encode::{Encode, Sink};
pub use pattern::{Pattern, patterns};
pub use value::Value;

/// The description of a type.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What it is made of.
    pub kind: Kind,
    /// What its values must satisfy.
    pub constraints: Constraints,
}

/// What a shape is made of.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Named members, in the order in which they are written.
    Structure(&'static [Member]),
    /// Any number of values of one shape.
    List(&'static Shape),
    /// Text keys with values of one shape.
    Map(&'static Shape),
    /// Unicode text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A point in time.
    Time,
    /// Bytes; base64 on the wires.
    Blob,
}

/// One member of a structure.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name on the wires.
    pub name: &'static str,
    /// Whether a request without it is refused.
    pub required: bool,
    /// Its shape.
    pub shape: &'static Shape,
}

/// A type with a shape.
pub trait Shaped {
    /// The description of the type.
    const SHAPE: Shape;
}

impl Shape {
    /// A shape without constraints.
    pub const fn of(kind: Kind) -> Self {
        Self { kind, constraints: Constraints(&[]) }
    }
}
