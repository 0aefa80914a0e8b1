//! Signals that are for the command rather than for this program.

use std::io;

use tokio::sync::mpsc;

#[cfg(unix)]
pub(super) use unix::{caught, send};
#[cfg(windows)]
pub(super) use windows::{caught, send};

/// Signals wait here for the command; more at once say nothing new.
const WAITING: usize = 16;

#[cfg(unix)]
mod unix {
    use std::io::IsTerminal;

    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{SignalKind, signal};

    use super::{WAITING, io, mpsc};

    /// Catches, from this call on, what the command is to be told.
    pub(in crate::process) fn caught() -> io::Result<mpsc::Receiver<Signal>> {
        // A terminal tells every program in the foreground itself.
        let told_by_terminal = io::stdin().is_terminal();
        let (sender, receiver) = mpsc::channel(WAITING);
        for (kind, own, is_forwarded) in [
            (SignalKind::terminate(), Signal::TERM, true),
            (SignalKind::hangup(), Signal::HUP, true),
            (SignalKind::user_defined1(), Signal::USR1, true),
            (SignalKind::user_defined2(), Signal::USR2, true),
            (SignalKind::interrupt(), Signal::INT, !told_by_terminal),
            (SignalKind::quit(), Signal::QUIT, !told_by_terminal),
        ] {
            let (mut caught, sender) = (signal(kind)?, sender.clone());
            tokio::spawn(async move {
                while caught.recv().await.is_some() {
                    if is_forwarded {
                        let _ = sender.send(own).await;
                    }
                }
            });
        }
        Ok(receiver)
    }

    /// Tells the command. It may have ended meanwhile.
    pub(in crate::process) fn send(signal: Signal, id: u32) {
        if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, signal);
        }
    }
}

#[cfg(windows)]
mod windows {
    use super::{WAITING, io, mpsc};

    /// Keeps this program from ending before the command, which the console tells itself.
    pub(in crate::process) fn caught() -> io::Result<mpsc::Receiver<()>> {
        let mut interrupt = tokio::signal::windows::ctrl_c()?;
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(async move { while interrupt.recv().await.is_some() && !sender.is_closed() {} });
        Ok(receiver)
    }

    /// Nothing is to be told.
    pub(in crate::process) fn send((): (), _: u32) {}
}
