//! Whole decisions against the oracle, on accounts, policies and requests that lie close to the borders.

#![no_main]

use libfuzzer_sys::arbitrary::Unstructured;
use libfuzzer_sys::fuzz_target;

#[path = "../../../crates/policy/tests/differential_support/mod.rs"]
mod differential_support;

fuzz_target!(|bytes: &[u8]| {
    let Ok(case) = rolecall_oracle::generate(&mut Unstructured::new(bytes)) else { return };
    let engine = differential_support::engine(&case).expect("the generator follows the grammar");
    let oracle = rolecall_oracle::evaluate(&case);
    assert_eq!(engine, oracle, "{}", serde_json::to_string(&case).expect("a case is JSON"));
});
