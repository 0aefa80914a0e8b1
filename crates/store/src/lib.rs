//! The directory contract (load, commit, watch) and its memory and embedded backends.
