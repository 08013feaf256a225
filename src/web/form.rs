//! Reading a form as the product wants it: bounded in size and time, lists allowed, and only from our own pages.
//!
//! Owns: [`Form`], which every POST handler takes. It checks the token bound to the login (H1); the outer layer has
//! checked the request's origin already. Does not own: what the fields mean.

use super::App;
use super::error::WebError;
use super::login::cookie_login;
use super::secrets::same;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// The longest form (B1).
pub const FORM_MAX_BYTES: usize = 16 * 1024;
/// How long a form may take to arrive (B2).
pub const FORM_MAX_TIME: Duration = Duration::from_secs(30);

/// A form whose token was right.
#[derive(Debug)]
pub struct Form<T>(pub T);

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let app = request.app_data::<web::Data<App>>().cloned().ok_or(WebError::NotFound)?;
            if request.content_type() != "application/x-www-form-urlencoded" {
                return Err(WebError::Unreadable);
            }
            let body = tokio::time::timeout(FORM_MAX_TIME, async {
                let mut body = Vec::new();
                while let Some(chunk) = payload.next().await {
                    let chunk = chunk.map_err(|_| WebError::Unreadable)?;
                    if body.len() + chunk.len() > FORM_MAX_BYTES {
                        return Err(WebError::TooLong);
                    }
                    body.extend_from_slice(&chunk);
                }
                Ok(body)
            })
            .await
            .map_err(|_| WebError::TooSlow)??;
            let text = String::from_utf8(body).map_err(|_| WebError::Unreadable)?;
            let token: Token = serde_html_form::from_str(&text).map_err(|_| WebError::Unreadable)?;
            if !same(&token.csrf, &app.keys.form_token(cookie_login(&app, &request))) {
                return Err(WebError::NotOurForm);
            }
            serde_html_form::from_str(&text).map(Self).map_err(|_| WebError::Unreadable)
        })
    }
}
