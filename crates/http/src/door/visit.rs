//! One request while it is being answered.

use std::net::SocketAddr;
use std::sync::Arc;

use http::header;
use http::request::Parts;
use rolecall_service::Circumstances;
use rolecall_service::pipeline::Tls;

use super::body::Held;
use super::head::text;
use super::request_id::RequestId;

/// Where requests of one connection come from.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The other end.
    pub peer: SocketAddr,
    /// How it is encrypted, if it is.
    pub tls: Option<TlsFacts>,
}

/// How a connection is encrypted, in the words of audit records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLSv1.3`
    pub version: String,
    /// `TLS_AES_128_GCM_SHA256`
    pub cipher_suite: String,
}

/// A request, its whole body, and where it came from.
pub(super) struct Visit {
    pub(super) parts: Parts,
    pub(super) body: Held,
    pub(super) connection: Arc<Connection>,
    pub(super) id: RequestId,
}

impl Visit {
    /// The parameters in the URL, still encoded.
    pub(super) fn query(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// What conditions and audit records see of the request.
    pub(super) fn circumstances(&self) -> Circumstances<'_> {
        circumstances(&self.parts, &self.connection, &self.id)
    }
}

/// What conditions and audit records see of a request.
pub(super) fn circumstances<'a>(parts: &'a Parts, connection: &'a Connection, id: &'a RequestId) -> Circumstances<'a> {
    Circumstances {
        request_id: id.as_str(),
        // An IPv4 address that came over an IPv6 socket is the IPv4 address that policies name.
        source_ip: connection.peer.ip().to_canonical(),
        user_agent: text(&parts.headers, header::USER_AGENT),
        referer: text(&parts.headers, header::REFERER),
        host: host(parts),
        tls: connection.tls.as_ref().map(TlsFacts::borrowed),
    }
}

/// The host that a request names, with its port.
pub(super) fn host(parts: &Parts) -> Option<&str> {
    let authority = parts.uri.authority().map(http::uri::Authority::as_str);
    text(&parts.headers, header::HOST).or(authority)
}

impl TlsFacts {
    fn borrowed(&self) -> Tls<'_> {
        Tls { version: &self.version, cipher_suite: &self.cipher_suite }
    }
}
