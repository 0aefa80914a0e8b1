//! `NAME=ADDRESS`: a workload and where it finds its credentials.

use std::net::{IpAddr, SocketAddr, TcpListener};

use crate::failure::Failure;

/// A workload and where it finds its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    /// The name or the ARN of the workload.
    pub(crate) name: String,
    /// Where it is served.
    pub(crate) address: SocketAddr,
}

/// Several, with commas between them, as an environment variable or a configuration file gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bindings(pub(crate) Vec<Binding>);

/// The place of a binding, open; nobody is answered yet.
pub(crate) struct Open {
    pub(crate) name: String,
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
}

impl Binding {
    /// Opens the port. `option` is the option that names it, `is_anywhere` whether it may be reached by other machines.
    pub(crate) fn open(&self, option: &str, is_anywhere: bool) -> Result<Open, Failure> {
        let Self { name, address } = self;
        if !is_anywhere && !is_loopback(address.ip()) {
            return Err(Failure::usage(
                format!("refusing to serve the credentials of `{name}` on {address}"),
                "other machines reach this address, and the endpoints of workloads speak plain HTTP",
                "name a loopback address, or set --insecure-http if something else protects the way",
            ));
        }
        let opened = rolecall_http::listen::bind(*address).and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = opened.map_err(|error| {
            let remedy = format!("stop the program that has this port, or choose another by {option}");
            Failure::new(format!("cannot listen on {address}"), error, remedy)
        })?;
        Ok(Open { name: name.clone(), listener, address })
    }
}

impl Bindings {
    /// Reads `NAME=ADDRESS`, several with commas between them.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let one = |text: &str| {
            // An address holds no `=`, a name may.
            let (name, address) = text.trim().rsplit_once('=')?;
            Some(Binding {
                name: Some(name).filter(|name| !name.is_empty())?.to_owned(),
                address: address.parse().ok()?,
            })
        };
        let all: Option<Vec<Binding>> = text.split(',').map(one).collect();
        all.map(Self).ok_or("expected a name, `=`, an IP address and a port, like `web=127.0.0.1:1338`")
    }
}

/// Whether only this machine reaches the address.
pub(crate) fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        let parsed = |text| {
            Bindings::parse(text).map(|Bindings(all)| {
                all.into_iter().map(|Binding { name, address }| format!("{name} {address}")).collect::<Vec<_>>()
            })
        };
        assert_eq!(parsed("web=127.0.0.1:1338").unwrap(), ["web 127.0.0.1:1338"]);
        assert_eq!(parsed("a=b=[::1]:0, c=127.0.0.1:2").unwrap(), ["a=b [::1]:0", "c 127.0.0.1:2"]);
        for text in ["", "web", "web=", "=127.0.0.1:1", "web=1338", "web=localhost:1", "a=127.0.0.1:1,"] {
            assert!(parsed(text).is_err(), "{text}");
        }
    }

    #[test]
    fn loopback_in_every_disguise_and_nothing_else() {
        for (ip, expected) in [
            ("127.0.0.1", true),
            ("127.9.9.9", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("0.0.0.0", false),
            ("::", false),
            ("::ffff:0.0.0.0", false),
            ("10.0.0.1", false),
            ("128.0.0.1", false),
        ] {
            assert_eq!(is_loopback(ip.parse().unwrap()), expected, "{ip}");
        }
    }
}
