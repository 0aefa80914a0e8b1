//! Where connections lead.

use http::Uri;
use http::uri::{Authority, Scheme};

/// Scheme, host and port: what must be the same for a connection to serve another request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
}

impl Origin {
    /// The address that is connected to.
    pub(super) fn uri(&self) -> Option<Uri> {
        let uri = Uri::builder().scheme(self.scheme.clone()).authority(self.authority.clone()).path_and_query("/");
        uri.build().ok()
    }
}
