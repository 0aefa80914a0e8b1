//! Answers as the metadata service gives them: plain text, or a small page that says what is wrong.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, SERVER};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;

use super::TTL_HEADER;

/// `text/plain` with this text.
pub(super) fn text(text: String) -> Response<Full<Bytes>> {
    answer(StatusCode::OK, "text/plain", text)
}

/// A token, with the seconds that it lives.
pub(super) fn token(token: String, seconds: u32) -> Response<Full<Bytes>> {
    let mut response = text(token);
    response.headers_mut().insert(TTL_HEADER, seconds.into());
    response
}

/// The page of an error.
pub(super) fn error(status: StatusCode) -> Response<Full<Bytes>> {
    let title = format!("{} - {}", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let page = format!(
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n\
         <!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n\
         \t\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n \
         <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n </body>\n</html>\n"
    );
    answer(status, "text/html", page)
}

/// 405 with the methods that the path takes.
pub(super) fn not_allowed(methods: &'static str) -> Response<Full<Bytes>> {
    let mut response = error(StatusCode::METHOD_NOT_ALLOWED);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(SERVER, HeaderValue::from_static("EC2ws"));
    response
}
