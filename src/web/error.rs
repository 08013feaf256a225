//! What a request can fail with, and the status each failure becomes. The only place that knows status codes of errors.
//!
//! Owns: [`WebError`]. Does not own: the page, which [`super::guard`] renders around it.

use super::own_path::{is_own_path, url_escape};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use tungngo_storage::StorageError;

/// A failure of a request.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Not there, or not for the asker: the same answer (Z3).
    #[error("not found")]
    NotFound,
    /// Another page of ours comes first; holds its address. Mostly that is the login page.
    #[error("another page comes first")]
    GoTo(String),
    /// The request did not come from our own page, or its token is not this login's (H1).
    #[error("the form did not come from our own page")]
    NotOurForm,
    /// What was sent cannot be read.
    #[error("the request cannot be read")]
    Unreadable,
    /// Longer than allowed (B1).
    #[error("the request is too long")]
    TooLong,
    /// The address is longer than allowed (B1).
    #[error("the address is too long")]
    AddressTooLong,
    /// The body took too long to arrive (B2).
    #[error("the request came too slowly")]
    TooSlow,
    /// Too many tries from one place.
    #[error("too many tries")]
    TooMany,
    /// The same event id came with other content (K3).
    #[error("conflict")]
    Conflict,
    /// Refused by a rule; holds a word for the log.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// Cannot be done now; try again later.
    #[error("not now: {0}")]
    NotNow(String),
    /// Our fault.
    #[error("{0:#}")]
    Ours(anyhow::Error),
}

impl From<StorageError> for WebError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => Self::NotFound,
            StorageError::Refused(why) => Self::Refused(why),
            StorageError::SessionClosed => Self::Refused("the session is closed"),
            StorageError::TriesUsedUp => Self::Refused("the day's tries are used up"),
            StorageError::Conflict | StorageError::Taken => Self::Conflict,
            StorageError::Full | StorageError::Unreachable(_) => Self::NotNow(error.to_string()),
            other => Self::Ours(other.into()),
        }
    }
}

impl From<anyhow::Error> for WebError {
    fn from(error: anyhow::Error) -> Self {
        Self::Ours(error)
    }
}

impl From<super::render::RenderError> for WebError {
    fn from(error: super::render::RenderError) -> Self {
        Self::Ours(error.into())
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::GoTo(_) => StatusCode::SEE_OTHER,
            Self::NotOurForm | Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::AddressTooLong => StatusCode::URI_TOO_LONG,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Conflict => StatusCode::CONFLICT,
            Self::NotNow(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::GoTo(place) => {
                response.insert_header((header::LOCATION, place.as_str()));
            }
            Self::NotNow(_) => {
                response.insert_header((header::RETRY_AFTER, "60"));
            }
            _ => {}
        }
        response.finish()
    }
}

impl WebError {
    /// To the login page, and from there back to `path` if it is one of ours (H4).
    pub fn sign_in_first(path: &str) -> Self {
        let next = if is_own_path(path) && path != "/" {
            ["/login?next=", &url_escape(path)].concat()
        } else {
            "/login".to_owned()
        };
        Self::GoTo(next)
    }
}

/// A short reference that a person can read aloud, and that the log line repeats.
pub fn reference() -> String {
    tungngo_domain::codes::make(4, super::secrets::random_byte)
}
