//! How the program is linked where this machine's linker puts it together for this very kind of machine.

use std::env;
use std::process::Command;

/// glibc understands addresses in the short form from this version on (<https://sourceware.org/glibc/wiki/Release/2.36>); with an older one
/// the program would not start.
const SHORT_FORM: (u32, u32) = (2, 36);

/// Names the script of the linker in place of the usual one; `cargo xtask release` sets it.
const SCRIPT: &str = "ROLECALL_LINKER_SCRIPT";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={SCRIPT}");
    let is_native = env::var("HOST").is_ok_and(|host| env::var("TARGET").is_ok_and(|target| host == target));
    let is_glibc = env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu");
    if !is_native || !is_glibc {
        return;
    }
    // Addresses in the program: the usual form takes 24 bytes for each of 28,000, all of which are read at every start and then stay
    // in memory.
    if glibc().is_some_and(|version| version >= SHORT_FORM) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") && !has_own_linker() {
        let directory = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        let script = env::var(SCRIPT).unwrap_or_else(|_| directory + "/layout.ld");
        println!("cargo::rerun-if-changed={script}");
        println!("cargo::rustc-link-arg-bins=-T{script}");
    }
}

/// The version of this machine's C library: `glibc 2.36` says `getconf`, which comes with it.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Whether a linker was chosen by hand. LLD, which Rust brings, and GNU's read scripts that only place sections; others do not.
fn has_own_linker() -> bool {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    env::var_os("RUSTC_LINKER").is_some() || flags.contains("link")
}
