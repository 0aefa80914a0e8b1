//! The addresses of upstreams.

use std::future::ready;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec::IntoIter;

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

/// As the machine resolves names, but for those below `localhost`: they are the machine itself (RFC 6761, section 6.3), which many
/// do not know. Buckets are named so in requests to a server on the same machine.
#[derive(Debug, Clone)]
pub(crate) struct Resolver(GaiResolver);

type Addresses = IntoIter<SocketAddr>;

impl Resolver {
    pub(crate) fn new() -> Self {
        Self(GaiResolver::new())
    }
}

impl Service<Name> for Resolver {
    type Response = Addresses;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Addresses>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        if is_below_localhost(name.as_str()) {
            return Box::pin(ready(Ok(loopback().into_iter())));
        }
        let found = self.0.call(name);
        Box::pin(async { Ok(found.await?.collect::<Vec<_>>().into_iter()) })
    }
}

fn is_below_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case("localhost"))
}

/// The port is put in by whoever connects.
fn loopback() -> Vec<SocketAddr> {
    [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()].map(|address| (address, 0).into()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_this_machine() {
        for (name, expected) in [
            ("bucket.localhost", true),
            ("a.b.S3.LocalHost.", true),
            ("localhost", false),
            ("bucket.localhost.example", false),
            ("notlocalhost", false),
        ] {
            assert_eq!(is_below_localhost(name), expected, "{name}");
        }
    }
}
