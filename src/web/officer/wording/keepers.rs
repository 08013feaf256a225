//! Who changes the words on certificates: the programmes whose words are theirs to change, and where those are.
//!
//! Owns: which programme an address means, and that what is another's is not there. Does not own: the rule
//! ([`may_change_words`]).

use super::super::certificates::crumbs;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::{Administrator, Officer, Staff};
use crate::web::messages::message;
use crate::web::own_path::url_escape;
use crate::web::page::url_query;
use crate::web::view::Action;
use actix_web::HttpRequest;
use std::future::Future;
use std::ops::Deref;
use tungngo_domain::certificate_acts::may_change_words;
use tungngo_domain::ids::Slug;
use tungngo_storage::certificate_templates::Template;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::programmes::Programme;
use uuid::Uuid;

/// A role that may change the words, and where its pages are.
pub trait Keeper: Deref<Target = Staff> {
    /// Where its pages begin.
    const ROOT: &'static str;
    /// The way down to them.
    fn crumbs() -> Vec<Action>;
    /// The programmes within sight, the members' own first, and whether this one keeps each.
    fn within(&self, app: &App) -> impl Future<Output = Result<Vec<(Programme, bool)>, WebError>>;
}

impl Keeper for Officer {
    const ROOT: &'static str = "/officer/certificates/wording";
    fn crumbs() -> Vec<Action> {
        crumbs()
    }
    async fn within(&self, app: &App) -> Result<Vec<(Programme, bool)>, WebError> {
        Ok(app.store.programmes_within(&self.scope, app.today()).await?)
    }
}

impl Keeper for Administrator {
    const ROOT: &'static str = "/admin/certificates/wording";
    fn crumbs() -> Vec<Action> {
        vec![Action::new("/admin", message("nav-admin", &[]))]
    }
    async fn within(&self, app: &App) -> Result<Vec<(Programme, bool)>, WebError> {
        let all = app.store.programmes(app.today()).await?;
        Ok(all.into_iter().map(|programme| (programme, false)).collect())
    }
}

/// The programmes whose words this one may change, the members' own first; none is 404.
async fn kept<K: Keeper>(app: &App, keeper: &K) -> Result<Vec<Programme>, WebError> {
    let may = |keeps: bool| may_change_words(keeper.scope.role(), keeps);
    let all = keeper.within(app).await?;
    let kept: Vec<Programme> =
        all.into_iter().filter(|(_, keeps)| may(*keeps)).map(|(programme, _)| programme).collect();
    if kept.is_empty() { Err(WebError::NotFound) } else { Ok(kept) }
}

/// The one that is asked for, and all of them.
pub(super) async fn asked<K: Keeper>(
    app: &App,
    keeper: &K,
    request: &HttpRequest,
) -> Result<(Programme, Vec<Programme>), WebError> {
    let id = url_query(request, "programme").unwrap_or_else(|| MEMBERS_PROGRAMME.to_owned());
    let all = kept(app, keeper).await?;
    let one = all.iter().find(|one| one.id.as_str() == id).cloned().ok_or(WebError::NotFound)?;
    Ok((one, all))
}

/// Where the words of a programme are.
pub(super) fn programme_href<K: Keeper>(programme: &Slug) -> String {
    match programme.as_str() {
        MEMBERS_PROGRAMME => K::ROOT.to_owned(),
        other => [K::ROOT, "?programme=", &url_escape(other)].concat(),
    }
}

/// Where other words are written from those of a version.
pub(super) fn from_href<K: Keeper>(programme: &Slug, version: Uuid) -> String {
    let href = programme_href::<K>(programme);
    let and = if href.contains('?') { '&' } else { '?' };
    format!("{href}{and}from={version}")
}

/// The way of an officer to the words of a programme that they keep.
pub(crate) fn way(programme: &Slug) -> Action {
    Action::new(programme_href::<Officer>(programme), message("wording-title", &[]))
}

/// The same to those of the first that they keep; none for who keeps none.
pub(crate) async fn first_way(app: &App, officer: &Officer) -> Result<Option<Action>, WebError> {
    let all = officer.within(app).await?;
    let may = |keeps: bool| may_change_words(officer.scope.role(), keeps);
    Ok(all.iter().find(|(_, keeps)| may(*keeps)).map(|(programme, _)| way(&programme.id)))
}

/// A version of a programme whose words this one may change.
pub(super) async fn find<K: Keeper>(
    app: &App,
    keeper: &K,
    id: &str,
) -> Result<(Template, Programme), WebError> {
    let id: Uuid = id.parse().map_err(|_| WebError::NotFound)?;
    let all = kept(app, keeper).await?;
    let template = app.store.certificate_template(id).await?;
    let programme = all.into_iter().find(|one| one.id == template.programme).ok_or(WebError::NotFound)?;
    Ok((template, programme))
}
