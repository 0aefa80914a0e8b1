//! `rolecall demo`: the whole of it once before the reader's eyes. A server in memory, a role, a bucket, and an instance without keys
//! that reads what its role allows and is refused the rest; the server then goes on.

mod say;
mod scene;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::cli::{self, Ended, NotRun};
use crate::failure::Failure;
use crate::serve;

/// The words of `rolecall demo`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Address and port of the server
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4566")]
    listen: SocketAddr,

    /// Address and port of the instance's metadata service
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:1338")]
    imds: SocketAddr,
}

/// Plays it, and serves until a signal tells the program to stop.
pub(crate) fn run(arguments: &Arguments) -> Result<Ended, NotRun> {
    let home = Home::new()?;
    let configuration = cli::configuration(words(arguments, &home))?;
    serve::run_and(configuration, Some(Box::new(|started| Box::pin(scene::play(started)))))?;
    Ok(Ended::Well)
}

/// What one would tell `rolecall serve` for the same.
fn words(arguments: &Arguments, home: &Home) -> Vec<OsString> {
    let instance = format!("{}={}", scene::PROFILE, arguments.imds);
    let mut words: Vec<OsString> = ["rolecall", "serve", "--ephemeral", "--listen"].map(OsString::from).into();
    words.push(arguments.listen.to_string().into());
    words.extend(["--instance".into(), instance.into(), "--s3-dir".into(), home.0.clone().into_os_string()]);
    words
}

/// A directory for the objects, which goes with the demonstration.
struct Home(PathBuf);

impl Home {
    fn new() -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("rolecall-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| {
            let why = format!("{}: {error}", path.display());
            Failure::new("there is no room for the demonstration's objects", why, "see that TMPDIR can be written")
        })?;
        Ok(Self(path))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
