//! `/trainer/members`: everybody within reach, in Vietnamese order, found without diacritics.

use super::team::about;
use super::{later_page, reading};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::{Trainer, called};
use crate::web::messages::message;
use crate::web::own_path::url_escape;
use crate::web::page::{Page, url_query};
use crate::web::view::memberships::{ListedMember, MemberListPage};
use crate::web::view::{Action, Contact, words};
use actix_web::{HttpRequest, web};
use tungngo_domain::ids::{PersonId, UnitId};
use tungngo_domain::people::clean_line;

/// Shows a page of the list.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    trainer: Trainer,
) -> Result<Page<MemberListPage>, WebError> {
    let typed = url_query(&request, "q").unwrap_or_default();
    let query: String = clean_line(&typed).chars().take(100).collect();
    let after = later_page(&request).map(PersonId);
    let page = app.store.member_page(&trainer.scope, &query, after).await?;
    reading(&app, &trainer, None, page.members.len()).await?;
    let teams: Vec<UnitId> = page.members.iter().map(|member| member.team).collect();
    let names = app.store.unit_names(&teams).await?;
    let href = |after: Option<PersonId>| {
        let mut href = ["/trainer/members?q=", &url_escape(&query)].concat();
        if let Some(after) = after {
            href += &["&after=", &after.to_string()].concat();
        }
        href
    };
    let (all, found) = (words::number(page.all), words::number(page.found));
    Ok(Page::new(MemberListPage {
        crumbs: vec![Action::new("/trainer", message("nav-trainer", &[]))],
        counts: if query.is_empty() {
            message("members-count", &[("all", &all)])
        } else {
            message("members-found", &[("found", &found), ("all", &all)])
        },
        members: page
            .members
            .iter()
            .map(|member| ListedMember {
                name: member.shown_name(),
                about: [
                    names.get(&member.team).map_or("", String::as_str),
                    &about(member.person.birth_year, member.role, app.today()),
                ]
                .join(", "),
                href: ["/trainer/members/", &member.person.id.to_string()].concat(),
                contact: member.person.phone.as_ref().map(|phone| Contact {
                    name: called(&member.person),
                    href: phone.tel_href(),
                    phone: phone.grouped(),
                }),
            })
            .collect(),
        first_href: after.map(|_| href(None)),
        next_href: page.next.map(|next| href(Some(next))),
        query,
    }))
}
