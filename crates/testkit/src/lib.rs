//! For tests only: a server in the process, a fixed clock and entropy, signed calls.
