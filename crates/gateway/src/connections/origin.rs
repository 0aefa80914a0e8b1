//! Where connections lead.

use std::hash::{Hash, Hasher};

use http::Uri;
use http::uri::{Authority, Scheme};

/// Scheme, host and port: what must be the same for a connection to serve another request.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) scheme: Scheme,
    pub(crate) authority: Authority,
}

// By the letters as they are written, which is much faster than without regard to case: whoever writes a host in two ways has connections
// for each.
impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.authority.as_str() == other.authority.as_str()
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.authority.as_str().hash(state);
    }
}

impl Origin {
    /// The address that is connected to.
    pub(super) fn uri(&self) -> Option<Uri> {
        let uri = Uri::builder().scheme(self.scheme.clone()).authority(self.authority.clone()).path_and_query("/");
        uri.build().ok()
    }
}
