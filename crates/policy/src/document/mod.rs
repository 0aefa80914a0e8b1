//! From text to a checked document.

pub mod ast;
