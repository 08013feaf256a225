//! Who reads figures, of what, and when: the same for a page, a file, the command line and a program.
//!
//! Owns: which counts a choice asks for. Does not own: the counts (storage), what is said of them ([`super::unit`]).

use super::asked::Asked;
use super::unit::Material;
use crate::web::App;
use crate::web::error::WebError;
use crate::web::login::Officer;
use crate::web::view::words;
use chrono::NaiveDate;
use tungngo_domain::access::Scope;
use tungngo_domain::content::Catalogue;
use tungngo_domain::ids::{Slug, UnitId};
use tungngo_domain::rollup::{ANY_MODULE, Cohort, Metric};
use tungngo_domain::time::{Instant, day};
use tungngo_storage::Store;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::figures::{Ask, UnitFigures};

/// Units below on a unit's own page, so that it stays small; the whole table is a page by itself.
const FIRST_ROWS: usize = 10;
/// Rows of a page of that table.
const TABLE_ROWS: usize = 100;

/// Who reads, with which courses, and when.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    /// Where the counts are.
    pub store: &'a Store,
    /// What may be read.
    pub scope: &'a Scope,
    /// The national modules with their titles, in their order.
    pub modules: Vec<(Slug, String)>,
    /// When.
    pub now: Instant,
}

/// The national modules with their titles, in their order.
pub fn modules_of(catalogue: &Catalogue) -> Vec<(Slug, String)> {
    catalogue.modules.iter().map(|module| (module.id.clone(), module.title.clone())).collect()
}

impl<'a> Reader<'a> {
    /// An officer at a page.
    pub fn of(app: &'a App, officer: &'a Officer) -> Self {
        let modules = modules_of(&app.courses.now().catalogue);
        Self { store: &app.store, scope: &officer.scope, modules, now: app.now() }
    }

    /// The day in Vietnam.
    pub fn today(&self) -> NaiveDate {
        day(self.now)
    }

    /// "17 giờ, 20/11/2026"
    pub fn as_of(&self) -> String {
        words::moment(self.now)
    }
}

/// The counts of a unit within reach, as a choice asks for them.
#[derive(Debug)]
pub struct Loaded {
    /// The counts.
    pub figures: UnitFigures,
    /// "17 giờ, 20/11/2026"
    pub as_of: String,
    modules: Vec<(Slug, String)>,
    programme: Slug,
}

impl Loaded {
    /// Reads them; a unit out of reach does not exist.
    pub async fn of(reader: &Reader<'_>, id: UnitId, asked: &Asked) -> Result<Self, WebError> {
        let programme = Slug::parse(MEMBERS_PROGRAMME).map_err(|error| WebError::Ours(error.into()))?;
        let (subject, began) = (asked.subject(&programme), asked.began());
        let below = [
            (ANY_MODULE, Metric::Members),
            (ANY_MODULE, Metric::Teams),
            (began.code(), Metric::Started),
            (began.code(), Metric::Knows),
            (began.code(), Metric::Does),
            (subject.code(), Metric::Certified),
        ];
        let ask = Ask {
            below: &below,
            cohort_below: asked.role.map(Cohort::Role),
            cohorts: true,
            weeks_of: &[subject.code(), began.code()],
        };
        Ok(Self {
            figures: reader.store.figures(reader.scope, id, &ask).await?,
            modules: reader.modules.clone(),
            programme,
            as_of: reader.as_of(),
        })
    }

    /// What a page is made of.
    pub fn material<'a>(&'a self, asked: &'a Asked) -> Material<'a> {
        Material {
            asked,
            figures: &self.figures,
            modules: &self.modules,
            programme: &self.programme,
            target: None,
            of_now: true,
            rows: match asked.table {
                0 => (0, FIRST_ROWS),
                page => ((page - 1).saturating_mul(TABLE_ROWS), TABLE_ROWS),
            },
            as_of: self.as_of.clone(),
        }
    }
}
