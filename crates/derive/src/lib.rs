//! Derive macros that turn an operation's input and output structs into shapes.
