//! Connections that wait for a request.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::Origin;
use super::connection::Connection;

/// How long an unused connection is kept: less than the five seconds after which the least patient of usual servers closes it, so
/// that requests seldom meet a connection that is being closed.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// Connections that wait for a request, the one that was used last at the end.
pub(super) struct Idle<C = Connection> {
    kept: HashMap<Origin, Vec<Kept<C>>>,
    /// Whether somebody sweeps.
    is_swept: bool,
}

struct Kept<C> {
    connection: C,
    since: Instant,
}

impl<C> Default for Idle<C> {
    fn default() -> Self {
        Self { kept: HashMap::new(), is_swept: false }
    }
}

impl<C> Idle<C> {
    /// The connection that was used last, unless it was too long ago.
    pub(super) fn take(&mut self, origin: &Origin, now: Instant) -> Option<C> {
        let kept = self.kept.get_mut(origin)?.pop()?;
        (now < kept.since + PATIENCE).then_some(kept.connection)
    }

    /// Keeps a connection. Says whether somebody must begin to sweep.
    #[must_use]
    pub(super) fn put(&mut self, origin: Origin, connection: C, since: Instant) -> bool {
        self.kept.entry(origin).or_default().push(Kept { connection, since });
        !std::mem::replace(&mut self.is_swept, true)
    }

    /// Takes out what was not used for too long, to be dropped when nothing is locked any more.
    #[must_use]
    pub(super) fn sweep(&mut self, now: Instant) -> Vec<C> {
        let mut out = Vec::new();
        for kept in self.kept.values_mut() {
            let old = kept.partition_point(|kept| kept.since + PATIENCE <= now);
            out.extend(kept.drain(..old).map(|kept| kept.connection));
        }
        self.kept.retain(|_, kept| !kept.is_empty());
        self.is_swept = !self.kept.is_empty();
        out
    }

    /// Whether there is something left to be swept out later.
    pub(super) fn is_swept(&self) -> bool {
        self.is_swept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(authority: &'static str) -> Origin {
        Origin { scheme: http::uri::Scheme::HTTP, authority: http::uri::Authority::from_static(authority) }
    }

    #[test]
    fn the_latest_comes_first_and_old_ones_never() {
        let (mut idle, start) = (Idle::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(idle.put(origin("a:1"), 1, at(0)), "somebody must sweep");
        assert!(!idle.put(origin("a:1"), 2, at(2)));
        assert!(!idle.put(origin("b:1"), 3, at(3)));
        assert_eq!(idle.take(&origin("b:2"), at(3)), None);
        assert_eq!([idle.sweep(at(3)), idle.sweep(at(4))], [vec![], vec![1]]);
        assert!(idle.is_swept());
        assert_eq!([4, 4].map(|now| idle.take(&origin("a:1"), at(now))), [Some(2), None]);
        assert_eq!(idle.take(&origin("b:1"), at(7)), None, "it is too old");
        assert_eq!((idle.sweep(at(7)), idle.is_swept()), (vec![], false));
        assert!(idle.put(origin("a:1"), 4, at(8)), "somebody must sweep again");
    }
}
