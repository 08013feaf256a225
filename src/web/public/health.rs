//! `/health`: whether work is being done, for the operator's watch.

use crate::web::App;
use actix_web::{HttpResponse, web};

/// Answers 200 when the database answers, 503 otherwise. Says nothing about versions or paths.
pub async fn show(app: web::Data<App>) -> HttpResponse {
    match app.store.ping().await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("database\n")
        }
    }
}
