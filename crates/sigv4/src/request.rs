//! The borrowed view of an HTTP request that signatures are computed over.

/// The headers of a request, however the HTTP library keeps them.
///
/// For the header map of the `http` crate:
///
/// ```
/// struct Map<'m>(&'m http::HeaderMap);
///
/// impl rolecall_sigv4::Headers for Map<'_> {
///     fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
///         for value in self.0.get_all(name) {
///             see(value.as_bytes());
///         }
///     }
///
///     fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
///         for (name, value) in self.0 {
///             see(name.as_str(), value.as_bytes());
///         }
///     }
/// }
/// ```
pub trait Headers {
    /// Shows every value of the header of this lower-case name, in wire order.
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8]));

    /// Shows every header line as lower-case name and value; lines of one name in wire order.
    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8]));

    /// The first value of the header of this lower-case name.
    fn first<'a>(&'a self, name: &str) -> Option<&'a [u8]> {
        let mut first = None;
        self.each_value(name, &mut |value| first = first.or(Some(value)));
        first
    }
}

/// A plain list of header lines; names must be lower-case.
impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        for (_, value) in self.iter().filter(|(own, _)| own.as_ref() == name) {
            see(value.as_ref());
        }
    }

    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
        for (name, value) in self {
            see(name.as_ref(), value.as_ref());
        }
    }
}

/// The parts of a request that a signature covers, apart from its body, exactly as they came over the wire.
#[derive(Clone, Copy)]
pub struct RequestParts<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The path before `?`, still percent-encoded.
    pub path: &'a str,
    /// What follows `?`, still percent-encoded; empty if there is none.
    pub query: &'a str,
    /// The `:authority` of an HTTP/2 request; it stands in for a missing `host` header.
    pub authority: Option<&'a str>,
    /// The headers.
    pub headers: &'a dyn Headers,
}

impl<'a> RequestParts<'a> {
    /// Shows every value that a signed header name stands for.
    pub(crate) fn each_value(&self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        let mut found = false;
        self.headers.each_value(name, &mut |value| {
            found = true;
            see(value);
        });
        if let Some(authority) = self.authority
            && (name == ":authority" || (name == "host" && !found))
        {
            see(authority.as_bytes());
        }
    }
}
