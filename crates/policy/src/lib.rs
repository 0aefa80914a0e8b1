//! The AWS policy language: parse, validate, compile, decide, explain.

pub mod document;
