//! What the compiler says of itself.

use std::path::PathBuf;

use crate::process;

/// The compiler that Cargo calls.
pub(super) struct Compiler {
    /// The kind of machine that it runs on.
    pub(super) host: String,
    /// The major version of its LLVM, whose tools read what its programs count.
    pub(super) llvm: String,
    /// Where its parts are.
    pub(super) sysroot: PathBuf,
}

impl Compiler {
    pub(super) fn ask() -> Result<Self, String> {
        let rustc = || process::command(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        let sysroot = process::output(rustc().args(["--print", "sysroot"]))?.trim().into();
        let (host, llvm) = told(&process::output(rustc().arg("-vV"))?).ok_or("rustc does not tell its LLVM")?;
        Ok(Self { host, llvm, sysroot })
    }
}

/// Host and LLVM in the long form of the version.
fn told(version: &str) -> Option<(String, String)> {
    let value = |name: &str| version.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let (llvm, _) = value("LLVM version")?.split_once('.')?;
    Some((value("host")?.to_owned(), llvm.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn versions() {
        let version = "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nLLVM version: 22.1.2\n";
        assert_eq!(told(version), Some(("x86_64-unknown-linux-gnu".to_owned(), "22".to_owned())));
        assert_eq!(told("rustc 1.95.0\nhost: x86_64-unknown-linux-gnu\n"), None);
    }
}
