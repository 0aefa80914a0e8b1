//! Where the server listens: a loopback address, or TLS, or the operator's word that plain HTTP will do.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use rolecall_http::TlsConfig;

use crate::config::Configuration;
use crate::endpoints::is_loopback;
use crate::failure::Failure;

/// A port that is open; nobody is answered yet.
pub(super) struct Listening {
    pub(super) listener: TcpListener,
    pub(super) tls: Option<TlsConfig>,
    pub(super) endpoint: Endpoint,
}

/// An address as clients name it: `http://127.0.0.1:4566`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoint {
    scheme: &'static str,
    address: SocketAddr,
}

impl Listening {
    /// Opens the port.
    pub(super) fn begin(configuration: &Configuration) -> Result<Self, Failure> {
        let address = configuration.listen;
        let tls = configuration.tls.as_ref().map(tls).transpose()?;
        if tls.is_none() && !configuration.insecure_http && !is_loopback(address.ip()) {
            return Err(Failure::usage(
                format!("refusing to listen on {address} in plain HTTP"),
                "other machines reach this address, and whoever is between could read the answers, new secret keys among them",
                "set --tls-cert and --tls-key, or --insecure-http if something else protects the way",
            ));
        }
        let opened = rolecall_http::listen::bind(address).and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = opened.map_err(|error| {
            let remedy = "stop the program that has this port, or choose another by --listen";
            Failure::new(format!("cannot listen on {address}"), error, remedy)
        })?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        Ok(Self { listener, tls, endpoint: Endpoint { scheme, address } })
    }
}

impl Endpoint {
    /// The endpoint as a client on this machine reaches it.
    pub(super) fn on_this_machine(self) -> Self {
        let ip = match self.address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        Self { address: SocketAddr::new(ip, self.address.port()), ..self }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.address)
    }
}

fn tls((certificate, key): &(PathBuf, PathBuf)) -> Result<TlsConfig, Failure> {
    TlsConfig::from_pem_files(certificate, key).map_err(|error| {
        let remedy = "give a certificate chain in PEM, the server's own first, by --tls-cert, and its key by --tls-key";
        Failure::usage("TLS cannot be offered", error, remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_cannot_call_the_unspecified_address() {
        for (address, expected) in
            [("0.0.0.0:1", "https://127.0.0.1:1"), ("[::]:1", "https://[::1]:1"), ("10.0.0.1:1", "https://10.0.0.1:1")]
        {
            let endpoint = Endpoint { scheme: "https", address: address.parse().unwrap() };
            assert_eq!(endpoint.on_this_machine().to_string(), expected);
        }
    }
}
