//! Which program asks, by its token, and how it is refused: as JSON, whatever went wrong.

use super::shapes::Problem;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::messages::message;
use crate::web::page::IsPage;
use crate::web::secrets::secret_hash;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError, web};
use std::future::Future;
use std::pin::Pin;
use tungngo_storage::StorageError;
use tungngo_storage::tokens::TokenReach;

/// What every token begins with, so that one in the wrong place is recognised.
pub const TOKEN_BEGINS: &str = "tungngo_";

/// A program with a token that is in force.
#[derive(Debug, Clone)]
pub struct Program(pub TokenReach);

/// Why a program is refused.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No token, or none that is in force.
    #[error("no token in force")]
    NoToken,
    /// Not there, or not for this token.
    #[error("not found")]
    NotFound,
    /// No address of ours.
    #[error("no such address")]
    NoAddress,
    /// The question cannot be read: a sentence on what is wrong with it.
    #[error("bad question: {0}")]
    BadQuestion(String),
    /// Later.
    #[error("not now: {0}")]
    NotNow(String),
    /// Our fault.
    #[error("{0:#}")]
    Ours(anyhow::Error),
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        WebError::from(error).into()
    }
}

impl From<WebError> for ApiError {
    fn from(error: WebError) -> Self {
        match error {
            WebError::NotFound => Self::NotFound,
            WebError::NotNow(why) => Self::NotNow(why),
            WebError::Ours(error) => Self::Ours(error),
            other => Self::Ours(other.into()),
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::NotFound | Self::NoAddress => StatusCode::NOT_FOUND,
            Self::BadQuestion(_) => StatusCode::BAD_REQUEST,
            Self::NotNow(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        let key = match self {
            Self::NoToken => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
                "api-no-token"
            }
            Self::NotFound => "api-not-found",
            Self::NoAddress => "api-no-address",
            Self::BadQuestion(_) => "",
            Self::NotNow(_) => {
                response.insert_header((header::RETRY_AFTER, "60"));
                "api-not-now"
            }
            Self::Ours(error) => {
                tracing::error!(error = format!("{error:#}"), "a program's request failed");
                "api-ours"
            }
        };
        let mut response = response.json(Problem {
            problem: match self {
                Self::BadQuestion(what) => what.clone(),
                _ => message(key, &[]),
            },
        });
        response.extensions_mut().insert(IsPage);
        response
    }
}

impl FromRequest for Program {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = request.app_data::<web::Data<App>>().cloned().ok_or(ApiError::NotFound)?;
            let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let secret = header
                .and_then(|value| value.strip_prefix("Bearer "))
                .and_then(|token| token.trim().strip_prefix(TOKEN_BEGINS))
                .ok_or(ApiError::NoToken)?;
            match app.store.token_reach(&secret_hash(secret), app.now()).await {
                Ok(reach) => Ok(Self(reach)),
                Err(StorageError::NotFound) => Err(ApiError::NoToken),
                Err(error) => Err(error.into()),
            }
        })
    }
}
