//! `/help`: whom to call, where to go.

use crate::web::App;
use crate::web::messages::message;
use crate::web::page::Page;
use crate::web::view::Action;
use crate::web::view::public::HelpPage;
use actix_web::web;

/// Shows the help number of the settings, or where to go.
pub async fn show(app: web::Data<App>) -> Page<HelpPage> {
    let phone = app.config.help_phone.as_ref();
    Page::new(HelpPage {
        phone: phone.map(|phone| Action::new(phone.tel_href(), phone.grouped())),
        where_to_go: message("help-where", &[]),
    })
}
