//! A command that is run beside an endpoint with its credentials.

mod environment;
mod signals;

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::raw::c_int;
use std::process::ExitStatus;
use std::sync::Arc;

use rolecall_workload::container::{Containers, Seat};
use rolecall_workload::{Cache, Issuer, NotIssued, Purpose};
use tokio::process::Command;

use crate::ambient::{OsEntropy, SystemClock};
use crate::cli::{Ended, NotRun};
use crate::failure::Failure;
pub(crate) use environment::Environment;

/// Runs a command until it ends, with credentials from this issuer. Nothing is run if there are none to begin with.
pub(crate) async fn run(
    words: &[OsString],
    issuer: Arc<dyn Issuer>,
    environment: Environment,
) -> Result<Ended, NotRun> {
    let cache = Arc::new(Cache::new(issuer, Arc::new(SystemClock { offset: 0 })));
    cache.fetch(Purpose::Role).await.map_err(no_credentials)?;
    let seat = Seat::generate(&OsEntropy);
    let not_served = |error| Failure::new("credentials cannot be served", error, "see whether loopback can be used");
    let listener = rolecall_http::listen::bind(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0)).map_err(not_served)?;
    let url = format!("http://{}{}", listener.local_addr().map_err(not_served)?, seat.path());
    let mut command = command(words)?;
    environment.apply(command.as_std_mut(), &url, seat.token());
    let endpoint = Arc::new(Containers::new().with(seat, cache.clone(), Purpose::Role));
    let serving = tokio::spawn(rolecall_workload::serve(listener, endpoint, std::future::pending()));
    let keeping = tokio::spawn(async move { cache.keep_young().await });
    let ended = wait(command, words).await;
    serving.abort();
    keeping.abort();
    ended.map(Ended::As)
}

/// What there is to say where a command cannot be given credentials.
pub(crate) fn no_credentials(why: NotIssued) -> NotRun {
    let what = "there are no credentials for the command";
    match why {
        NotIssued::Unreachable(why) => {
            NotRun::Unreachable(Failure::new(what, why, "start the server, or correct --endpoint"))
        }
        why @ (NotIssued::NoRole(_) | NotIssued::Refused { .. }) => {
            let remedy =
                "see that the role exists, that its trust policy admits the caller, and that the caller may assume it";
            NotRun::Failed(Failure::new(what, why, remedy))
        }
    }
}

fn command(words: &[OsString]) -> Result<Command, Failure> {
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| Failure::usage("there is nothing to run", "no command is named", "name one after `--`"))?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

/// The exit code of the command.
async fn wait(mut command: Command, words: &[OsString]) -> Result<u8, NotRun> {
    let program = || words.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let not_run =
        |error| Failure::new(format!("cannot run `{}`", program()), error, "see that it can be found and run");
    // Caught before the command begins, lest one that comes early ends this program and leaves the command alone.
    let mut signals = signals::caught().map_err(not_run)?;
    let mut child = command.spawn().map_err(not_run)?;
    loop {
        tokio::select! {
            ended = child.wait() => return ended.map(code).map_err(|error| not_run(error).into()),
            signal = signals.recv() => {
                // Without an id it has ended, and the id may be another's.
                if let (Some(signal), Some(id)) = (signal, child.id()) {
                    signals::send(signal, id);
                }
            }
        }
    }
}

/// As a shell tells it: 128 and the signal's number for a command that a signal ended.
fn code(status: ExitStatus) -> u8 {
    let ended_by = |signal: c_int| u8::try_from(signal + 128).unwrap_or(u8::MAX);
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return ended_by(signal);
    }
    status.code().map_or_else(|| ended_by(0), |code| u8::try_from(code).unwrap_or(1))
}
