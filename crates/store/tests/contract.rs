//! Both backends pass the contract suite.

use std::cell::Cell;

use rolecall_store::{Embedded, Memory, contract};

#[test]
fn memory() {
    contract::check(&|| Box::new(Memory::new()));
}

#[test]
fn embedded() {
    let root = tempfile::tempdir().unwrap();
    let made = Cell::new(0);
    contract::check(&|| {
        made.set(made.get() + 1);
        Box::new(Embedded::open(root.path().join(made.get().to_string())).unwrap())
    });
}
