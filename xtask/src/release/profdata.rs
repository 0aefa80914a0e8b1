//! `llvm-profdata`, which puts together what runs of a program counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::compiler::Compiler;
use crate::{debian, process};

/// The tool of the compiler's LLVM: as Rust's component `llvm-tools` brings it, as the machine has it, or from Debian's packages, which
/// are unpacked into `directory`.
pub(super) fn find(compiler: &Compiler, directory: &Path) -> Result<Command, String> {
    let Compiler { host, llvm, sysroot } = compiler;
    let component = sysroot.join("lib/rustlib").join(host).join("bin/llvm-profdata");
    if component.is_file() {
        return Ok(process::command(component));
    }
    let versioned = format!("llvm-profdata-{llvm}");
    if process::is_installed(&mut process::command(&versioned)) {
        return Ok(process::command(versioned));
    }
    let root = directory.join("root");
    let program = root.join(format!("usr/lib/llvm-{llvm}/bin/llvm-profdata"));
    if !program.is_file() && debian::unpack(&[&format!("llvm-{llvm}"), &format!("libllvm{llvm}")], directory).is_err() {
        eprintln!("Debian's packages do not have the tools of LLVM {llvm}");
    }
    let unpacked = || {
        let mut command = process::command(&program);
        command.env("LD_LIBRARY_PATH", libraries(&root.join("usr/lib")));
        command
    };
    if process::is_installed(&mut unpacked()) {
        return Ok(unpacked());
    }
    Err(format!("llvm-profdata {llvm} is needed: `rustup component add llvm-tools` brings it"))
}

/// The directory below `lib` that holds libraries: packages keep them by kind of machine.
fn libraries(lib: &Path) -> PathBuf {
    let within = fs::read_dir(lib).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut holding = within.filter(|path| path.is_dir() && path.to_string_lossy().contains("linux-gnu"));
    holding.next().unwrap_or_else(|| lib.to_owned())
}
