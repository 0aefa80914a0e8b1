//! The wires: AWS Query, JSON 1.1, the front door, TLS.
