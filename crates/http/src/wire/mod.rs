//! The wires: how requests become values and results become bodies.

pub mod envelope;
pub mod json_reader;
pub mod json_sink;
pub mod percent;
pub mod query;
#[cfg(test)]
mod sample;
pub mod xml_sink;
