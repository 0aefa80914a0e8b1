//! The credentials endpoint of containers, for the relative and for the full URI.
//!
//! Each seat has an id in its path and an authorization token of its own. Who lacks either is refused in the same words, so that
//! nobody learns which ids exist.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>

mod answer;
mod seat;

use std::sync::Arc;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use http_body_util::Full;

use crate::cache::Cache;
use crate::host;
use crate::issuer::Purpose;
use crate::listen::Endpoint;

pub use seat::{BadSeat, Seat};

/// Where credentials are, before the id.
const PATH: &str = "/v2/credentials/";

/// The credentials endpoint of the containers on a host.
#[derive(Default)]
pub struct Containers {
    seats: Vec<Taken>,
}

/// A seat and whose credentials it gives.
struct Taken {
    seat: Seat,
    cache: Arc<Cache>,
    purpose: Purpose,
}

impl Containers {
    /// An endpoint without seats.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whoever knows this seat gets these credentials.
    #[must_use]
    pub fn with(mut self, seat: Seat, cache: Arc<Cache>, purpose: Purpose) -> Self {
        self.seats.push(Taken { seat, cache, purpose });
        self
    }

    /// The seat that the request knows the id and the token of.
    fn taken(&self, head: &Parts) -> Option<&Taken> {
        let id = head.uri.path().strip_prefix(PATH)?;
        let mut tokens = head.headers.get_all(AUTHORIZATION).iter();
        let (Some(token), None) = (tokens.next(), tokens.next()) else { return None };
        // Every seat is compared, so that the time says nothing either.
        self.seats.iter().fold(None, |found, taken| {
            if taken.seat.is_known_by(id.as_bytes(), token.as_bytes()) { Some(taken) } else { found }
        })
    }
}

impl Endpoint for Containers {
    async fn answer(&self, head: Parts) -> Response<Full<Bytes>> {
        if !host::is_an_address(&head) {
            return answer::error(StatusCode::FORBIDDEN, "InvalidHost", "the host is not named by its address");
        }
        if !head.uri.path().starts_with(PATH) {
            return answer::error(StatusCode::NOT_FOUND, "NotFound", "there is nothing at this path");
        }
        if head.method != Method::GET {
            return answer::error(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "credentials are fetched by GET");
        }
        let Some(taken) = self.taken(&head) else {
            let why = "the credentials id or the authorization token is not valid";
            return answer::error(StatusCode::UNAUTHORIZED, "Unauthorized", why);
        };
        answer::fetched(&taken.cache.fetch(taken.purpose).await)
    }
}
