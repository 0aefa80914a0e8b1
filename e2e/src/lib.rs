//! End-to-end tests with foreign clients against the built binary.
