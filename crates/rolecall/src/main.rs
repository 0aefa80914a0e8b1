//! The one binary: configuration and commands.
fn main() {}
