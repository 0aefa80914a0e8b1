//! nginx and wrk for the benchmark: as the machine has them, or from Debian's packages, unpacked under the build directory.

use std::path::PathBuf;

use crate::{debian, workspace};

/// The packages of the programs, and of the libraries that few machines have without them.
const PACKAGES: [&str; 4] = ["nginx", "wrk", "libluajit-5.1-2", "libpcre2-8-0"];

/// Where the programs were unpacked; `None` if nothing need or can be. Whoever misses one then says so.
pub(crate) fn ensure() -> Result<Option<PathBuf>, String> {
    let directory = workspace::target()?.join("bench-tools");
    let root = directory.join("root");
    let has = |program: &str, path: &str| root.join(path).is_file() || debian::has(program);
    if has("nginx", "usr/sbin/nginx") && has("wrk", "usr/bin/wrk") {
        return Ok(Some(root));
    }
    debian::unpack(&PACKAGES, &directory)
}
