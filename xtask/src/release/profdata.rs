//! `llvm-profdata`, which puts together what runs of a program counted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::compiler::Compiler;
use crate::{debian, process};

/// The tool of the compiler's LLVM.
pub(super) struct Profdata {
    program: PathBuf,
    /// Where its libraries are, if the machine does not know.
    libraries: Option<PathBuf>,
}

impl Profdata {
    /// As Rust's component `llvm-tools` brings it, as the machine has it, or from Debian's packages, which are unpacked into `directory`.
    pub(super) fn find(compiler: &Compiler, directory: &Path) -> Result<Self, String> {
        let Compiler { host, llvm, sysroot } = compiler;
        let component = sysroot.join("lib/rustlib").join(host).join("bin/llvm-profdata");
        let versioned = PathBuf::from(format!("llvm-profdata-{llvm}"));
        let present = [component, versioned].map(|program| Self { program, libraries: None });
        if let Some(tool) = present.into_iter().find(Self::runs) {
            return Ok(tool);
        }
        let root = directory.join("root");
        let program = root.join(format!("usr/lib/llvm-{llvm}/bin/llvm-profdata"));
        if !program.is_file()
            && debian::unpack(&[&format!("llvm-{llvm}"), &format!("libllvm{llvm}")], directory).is_err()
        {
            eprintln!("Debian's packages do not have the tools of LLVM {llvm}");
        }
        let unpacked = Self { program, libraries: Some(libraries(&root.join("usr/lib"))) };
        if unpacked.runs() {
            return Ok(unpacked);
        }
        Err(format!("llvm-profdata {llvm} is needed: `rustup component add llvm-tools` brings it"))
    }

    /// Puts what all runs counted, each in a file of its own in `counts`, together in one file.
    pub(super) fn merge(&self, counts: &Path, merged: &Path) -> Result<(), String> {
        process::run(self.command().args(["merge", "--sparse", "-o"]).arg(merged).arg(counts))
    }

    /// The functions that ran at all, by their names in the program.
    pub(super) fn functions(&self, merged: &Path) -> Result<Vec<String>, String> {
        let shown = process::output(self.command().args(["show", "--all-functions"]).arg(merged))?;
        Ok(shown.lines().filter_map(function).map(str::to_owned).collect())
    }

    fn runs(&self) -> bool {
        process::is_installed(&mut self.command())
    }

    fn command(&self) -> Command {
        let mut command = process::command(&self.program);
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        command
    }
}

/// The function of a line that begins what is shown of one: `  NAME:`, or `  UNIT;NAME:` for one that only its own unit sees.
fn function(line: &str) -> Option<&str> {
    let name = line.strip_prefix("  ")?.strip_suffix(':')?;
    let name = name.rsplit(';').next().unwrap_or(name);
    // Others would be patterns to the linker, or could not be said to it.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    (!name.is_empty() && name.bytes().all(is_plain)).then_some(name)
}

/// The directory below `lib` that holds libraries: packages keep them by kind of machine.
fn libraries(lib: &Path) -> PathBuf {
    let within = fs::read_dir(lib).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut holding = within.filter(|path| path.is_dir() && path.to_string_lossy().contains("linux-gnu"));
    holding.next().unwrap_or_else(|| lib.to_owned())
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn functions_that_are_shown() {
        for (line, name) in [
            ("Counters:", None),
            ("  _ZN8rolecall4main17h01E:", Some("_ZN8rolecall4main17h01E")),
            ("  rolecall.22f2-cgu.2;_ZN4core3ptr5drop$LT$u8$GT$17h02E:", Some("_ZN4core3ptr5drop$LT$u8$GT$17h02E")),
            ("  file.c;with space:", None),
            ("    Hash: 0x0ae15a44542b0f02", None),
            ("    Block counts:", None),
            ("Total functions: 2280", None),
        ] {
            assert_eq!(function(line), name, "{line}");
        }
    }
}
