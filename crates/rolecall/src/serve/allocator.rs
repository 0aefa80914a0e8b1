//! The allocator: a call makes some dozens of small pieces, and the system's takes a tenth of the call for them.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
