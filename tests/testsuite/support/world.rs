//! Two neighbouring communes with one of everything, and the table of who may ask for which address.

use super::app::TestApp;
use super::builders::{Commune, Member};
use super::client::{Browser, Login};
use super::page::Page;
use reqwest::Method;
use tungngo_domain::access::Role;
use tungngo_domain::ids::PersonId;
use tungngo_storage::logins::Level;
use uuid::Uuid;

/// For whom an address is. Written down a second time here, so that a slip in the server's table is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Everyone,
    /// Anybody signed in.
    SignedIn,
    /// Anybody signed in, past the first steps.
    Learner,
    /// Only who came in by PIN.
    ByPin,
    /// Only who came in by passphrase.
    Staff,
    /// Trainers.
    Trainer,
    /// Officers.
    Officer,
    /// Authors.
    Author,
    /// Administrators.
    Administrator,
    /// Programs with a token: nobody who is signed in.
    Program,
}

/// A line: method, address, for whom.
pub type Row = (&'static str, &'static str, Who);

/// Every address there is. A new one must be added here, or `every_route_is_in_the_matrix` fails (Z1).
pub const MATRIX: &[Row] = &[
    ("GET", "/login", Who::Everyone),
    ("POST", "/login", Who::Everyone),
    ("GET", "/card/{secret}", Who::Everyone),
    ("POST", "/card/{secret}", Who::Everyone),
    ("GET", "/staff/login", Who::Everyone),
    ("POST", "/staff/login", Who::Everyone),
    ("GET", "/invitation/{secret}", Who::Everyone),
    ("POST", "/invitation/{secret}", Who::Everyone),
    ("GET", "/setup/{secret}", Who::Everyone),
    ("POST", "/setup/{secret}", Who::Everyone),
    ("GET", "/entry", Who::Everyone),
    ("POST", "/entry", Who::Everyone),
    ("GET", "/help", Who::Everyone),
    ("GET", "/text-size", Who::Everyone),
    ("GET", "/verify", Who::Everyone),
    ("GET", "/verify/{code}", Who::Everyone),
    ("POST", "/verify/{code}", Who::Everyone),
    ("GET", "/health", Who::Everyone),
    ("GET", "/static/{file}", Who::Everyone),
    ("GET", "/staff/second-factor", Who::Staff),
    ("POST", "/staff/second-factor", Who::Staff),
    ("GET", "/staff/second-factor/new", Who::Staff),
    ("POST", "/staff/second-factor/new", Who::Staff),
    ("GET", "/first-pin", Who::SignedIn),
    ("POST", "/first-pin", Who::SignedIn),
    ("GET", "/consent", Who::SignedIn),
    ("POST", "/consent", Who::SignedIn),
    ("GET", "/logout", Who::SignedIn),
    ("POST", "/logout", Who::SignedIn),
    ("GET", "/hand-back", Who::SignedIn),
    ("POST", "/hand-back", Who::SignedIn),
    ("GET", "/", Who::Learner),
    ("GET", "/modules/{module}", Who::Learner),
    ("GET", "/modules/{module}/lessons/{lesson}", Who::Learner),
    ("GET", "/modules/{module}/lessons/{lesson}/questions/{number}", Who::Learner),
    ("POST", "/modules/{module}/lessons/{lesson}/questions/{number}", Who::Learner),
    ("GET", "/modules/{module}/lessons/{lesson}/questions/{number}/answer", Who::Learner),
    ("GET", "/modules/{module}/lessons/{lesson}/drills/{number}/steps/{step}", Who::Learner),
    ("POST", "/modules/{module}/lessons/{lesson}/drills/{number}/steps/{step}", Who::Learner),
    ("GET", "/modules/{module}/lessons/{lesson}/drills/{number}/finished", Who::Learner),
    ("GET", "/media/{hash}", Who::Learner),
    ("GET", "/language", Who::Learner),
    ("GET", "/modules/{module}/test", Who::Learner),
    ("POST", "/modules/{module}/attempts", Who::Learner),
    ("GET", "/modules/{module}/practice", Who::Learner),
    ("GET", "/modules/{module}/help", Who::Learner),
    ("POST", "/modules/{module}/help", Who::Learner),
    ("GET", "/modules/{module}/lessons/{lesson}/answers", Who::Learner),
    ("GET", "/help-requests", Who::Learner),
    ("POST", "/help-requests/{request}", Who::Learner),
    ("GET", "/attempts/{attempt}", Who::Learner),
    ("GET", "/attempts/{attempt}/questions/{number}", Who::Learner),
    ("POST", "/attempts/{attempt}/questions/{number}", Who::Learner),
    ("POST", "/attempts/{attempt}/closing", Who::Learner),
    ("GET", "/attempts/{attempt}/result", Who::Learner),
    ("GET", "/attempts/{attempt}/review", Who::Learner),
    ("GET", "/certificates", Who::Learner),
    ("GET", "/certificates/{certificate}", Who::Learner),
    ("GET", "/certificates/{certificate}/certificate.pdf", Who::Learner),
    ("GET", "/me", Who::Learner),
    ("POST", "/me", Who::Learner),
    ("GET", "/pin", Who::ByPin),
    ("POST", "/pin", Who::ByPin),
    ("POST", "/logins/ending", Who::Learner),
    ("POST", "/logins/{login}/ending", Who::Learner),
    ("GET", "/trainer", Who::Trainer),
    ("POST", "/trainer/members/{member}/contacts", Who::Trainer),
    ("GET", "/trainer/assignments", Who::Trainer),
    ("POST", "/trainer/assignments", Who::Trainer),
    ("GET", "/trainer/assignments/new", Who::Trainer),
    ("GET", "/trainer/assignments/new/teams", Who::Trainer),
    ("GET", "/trainer/assignments/new/due", Who::Trainer),
    ("GET", "/trainer/assignments/{assignment}", Who::Trainer),
    ("POST", "/trainer/assignments/{assignment}", Who::Trainer),
    ("GET", "/trainer/assignments/{assignment}/change", Who::Trainer),
    ("POST", "/trainer/assignments/{assignment}/ending", Who::Trainer),
    ("POST", "/trainer/assignments/{assignment}/resumption", Who::Trainer),
    ("GET", "/trainer/teams/{team}/months/{month}", Who::Trainer),
    ("GET", "/trainer/teams/{team}/months/{month}/sheet.xlsx", Who::Trainer),
    ("GET", "/trainer/communes/{unit}/months/{month}", Who::Trainer),
    ("GET", "/trainer/communes/{unit}/months/{month}/sheet.xlsx", Who::Trainer),
    ("GET", "/trainer/teams/{team}", Who::Trainer),
    ("GET", "/trainer/teams/{team}/members/new", Who::Trainer),
    ("POST", "/trainer/teams/{team}/members", Who::Trainer),
    ("GET", "/trainer/teams/{team}/cards", Who::Trainer),
    ("POST", "/trainer/teams/{team}/cards", Who::Trainer),
    ("GET", "/trainer/cards", Who::Trainer),
    ("POST", "/trainer/cards", Who::Trainer),
    ("GET", "/trainer/members", Who::Trainer),
    ("GET", "/trainer/former-members", Who::Trainer),
    ("GET", "/trainer/former-members/{former}/return", Who::Trainer),
    ("POST", "/trainer/former-members/{former}/return", Who::Trainer),
    ("GET", "/trainer/members/{member}/edit", Who::Trainer),
    ("POST", "/trainer/members/{member}/edit", Who::Trainer),
    ("GET", "/trainer/members/{member}/move", Who::Trainer),
    ("POST", "/trainer/members/{member}/move", Who::Trainer),
    ("GET", "/trainer/members/{member}/replacement", Who::Trainer),
    ("POST", "/trainer/members/{member}/replacement", Who::Trainer),
    ("GET", "/trainer/members/{member}/leaving", Who::Trainer),
    ("POST", "/trainer/members/{member}/leaving", Who::Trainer),
    ("GET", "/trainer/members/{member}", Who::Trainer),
    ("POST", "/trainer/members/{member}/cards", Who::Trainer),
    ("POST", "/trainer/members/{member}/modules/{module}/sign-offs", Who::Trainer),
    ("POST", "/trainer/sign-offs/{sign_off}/revocation", Who::Trainer),
    ("GET", "/trainer/sessions", Who::Trainer),
    ("GET", "/trainer/sessions/new", Who::Trainer),
    ("POST", "/trainer/sessions", Who::Trainer),
    ("GET", "/trainer/sessions/{session}", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/attendance", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/members/{member}", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/members/{member}", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/modules/{module}/acts/{act}", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/modules/{module}/acts/{act}", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/guests", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/guests", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/reminders", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/attendance-sheet", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/papers", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/papers", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/papers/print", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/closing", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/closing", Who::Trainer),
    ("POST", "/trainer/sessions/{session}", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/change", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/cancellation", Who::Trainer),
    ("POST", "/trainer/sessions/{session}/cancellation", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/record", Who::Trainer),
    ("GET", "/trainer/sessions/{session}/record.xlsx", Who::Trainer),
    ("GET", "/trainer/papers", Who::Trainer),
    ("GET", "/trainer/papers/{sheet}", Who::Trainer),
    ("POST", "/trainer/papers/{sheet}", Who::Trainer),
    ("GET", "/trainer/papers/{sheet}/print", Who::Trainer),
    ("POST", "/trainer/members/{member}/modules/{module}/papers", Who::Trainer),
    ("POST", "/trainer/members/{member}/entries", Who::Trainer),
    ("GET", "/trainer/help", Who::Trainer),
    ("GET", "/trainer/help/{request}", Who::Trainer),
    ("POST", "/trainer/help/{request}/answer", Who::Trainer),
    ("POST", "/trainer/help/{request}/withdrawal", Who::Trainer),
    ("POST", "/trainer/help/{request}/passing", Who::Trainer),
    ("GET", "/trainer/help/{request}/publication", Who::Trainer),
    ("POST", "/trainer/help/{request}/publication", Who::Trainer),
    ("POST", "/trainer/help/{request}/publication/ending", Who::Trainer),
    ("GET", "/trainer/roster", Who::Trainer),
    ("POST", "/trainer/roster", Who::Trainer),
    ("GET", "/trainer/roster/template.csv", Who::Trainer),
    ("GET", "/trainer/roster/template.xlsx", Who::Trainer),
    ("GET", "/trainer/roster/members.csv", Who::Trainer),
    ("GET", "/trainer/roster/members.xlsx", Who::Trainer),
    ("GET", "/trainer/roster/{import}", Who::Trainer),
    ("POST", "/trainer/roster/{import}/application", Who::Trainer),
    ("POST", "/trainer/roster/{import}/undoing", Who::Trainer),
    ("POST", "/trainer/roster/{import}/dropping", Who::Trainer),
    ("GET", "/officer", Who::Officer),
    ("GET", "/officer/units/{unit}", Who::Officer),
    ("GET", "/officer/units/{unit}/figures.csv", Who::Officer),
    ("GET", "/officer/units/{unit}/figures.xlsx", Who::Officer),
    ("GET", "/officer/units/{unit}/list", Who::Officer),
    ("GET", "/officer/units/{unit}/turns", Who::Officer),
    ("GET", "/officer/members/{member}", Who::Officer),
    ("GET", "/officer/units/{unit}/list.csv", Who::Officer),
    ("GET", "/officer/units/{unit}/list.xlsx", Who::Officer),
    ("GET", "/officer/units/{unit}/comparison", Who::Officer),
    ("GET", "/officer/units/{unit}/comparison.csv", Who::Officer),
    ("GET", "/officer/units/{unit}/comparison.xlsx", Who::Officer),
    ("GET", "/officer/units/{unit}/periods", Who::Officer),
    ("GET", "/officer/units/{unit}/periods.csv", Who::Officer),
    ("GET", "/officer/units/{unit}/periods.xlsx", Who::Officer),
    ("GET", "/officer/units/{unit}/target", Who::Officer),
    ("POST", "/officer/units/{unit}/target", Who::Officer),
    ("GET", "/officer/tokens", Who::Officer),
    ("POST", "/officer/tokens", Who::Officer),
    ("POST", "/officer/tokens/{token}/ending", Who::Officer),
    ("GET", "/api/v1/openapi.json", Who::Everyone),
    ("GET", "/api/v1/units/{unit}/figures", Who::Program),
    ("GET", "/api/v1/units/{unit}/list", Who::Program),
    ("GET", "/officer/units/{unit}/months", Who::Officer),
    ("POST", "/officer/units/{unit}/months", Who::Officer),
    ("GET", "/officer/months/{freeze}", Who::Officer),
    ("GET", "/officer/months/{freeze}/list", Who::Officer),
    ("GET", "/officer/months/{freeze}/list.csv", Who::Officer),
    ("GET", "/officer/months/{freeze}/list.xlsx", Who::Officer),
    ("GET", "/officer/months/{freeze}/figures.csv", Who::Officer),
    ("GET", "/officer/months/{freeze}/figures.xlsx", Who::Officer),
    ("POST", "/officer/months/{freeze}/signature", Who::Officer),
    ("POST", "/officer/months/{freeze}/reopening", Who::Officer),
    ("POST", "/officer/months/{freeze}/recount", Who::Officer),
    ("GET", "/officer/trainers", Who::Officer),
    ("POST", "/officer/trainers", Who::Officer),
    ("GET", "/officer/trainers/new", Who::Officer),
    ("GET", "/officer/trainers/{grant}", Who::Officer),
    ("POST", "/officer/trainers/{grant}", Who::Officer),
    ("POST", "/officer/trainers/{grant}/ending", Who::Officer),
    ("GET", "/officer/certificates", Who::Officer),
    ("GET", "/officer/certificates/list.csv", Who::Officer),
    ("GET", "/officer/certificates/list.xlsx", Who::Officer),
    ("GET", "/officer/certificates/continuations", Who::Officer),
    ("POST", "/officer/certificates/continuations", Who::Officer),
    ("GET", "/officer/certificates/wording", Who::Officer),
    ("POST", "/officer/certificates/wording", Who::Officer),
    ("GET", "/officer/certificates/wording/{template}", Who::Officer),
    ("GET", "/officer/certificates/wording/{template}/preview.pdf", Who::Officer),
    ("POST", "/officer/certificates/wording/{template}/application", Who::Officer),
    ("GET", "/officer/certificates/{certificate}", Who::Officer),
    ("GET", "/officer/certificates/{certificate}/revocation", Who::Officer),
    ("POST", "/officer/certificates/{certificate}/revocation", Who::Officer),
    ("GET", "/officer/certificates/{certificate}/reissue", Who::Officer),
    ("POST", "/officer/certificates/{certificate}/reissue", Who::Officer),
    ("GET", "/officer/programmes", Who::Officer),
    ("POST", "/officer/programmes", Who::Officer),
    ("GET", "/officer/programmes/{programme}", Who::Officer),
    ("POST", "/officer/programmes/{programme}/rules", Who::Officer),
    ("POST", "/officer/programmes/{programme}/title", Who::Officer),
    ("GET", "/officer/programme-rules/{rule}", Who::Officer),
    ("POST", "/officer/programme-rules/{rule}/adoption", Who::Officer),
    ("POST", "/officer/programme-rules/{rule}/withdrawal", Who::Officer),
    ("GET", "/officer/programme-rules/{rule}/people", Who::Officer),
    ("GET", "/officer/roster", Who::Officer),
    ("POST", "/officer/roster", Who::Officer),
    ("GET", "/officer/roster/template.csv", Who::Officer),
    ("GET", "/officer/roster/template.xlsx", Who::Officer),
    ("GET", "/officer/roster/members.csv", Who::Officer),
    ("GET", "/officer/roster/members.xlsx", Who::Officer),
    ("GET", "/officer/roster/{import}", Who::Officer),
    ("POST", "/officer/roster/{import}/application", Who::Officer),
    ("POST", "/officer/roster/{import}/undoing", Who::Officer),
    ("POST", "/officer/roster/{import}/dropping", Who::Officer),
    ("GET", "/officer/help", Who::Officer),
    ("GET", "/officer/help/{request}", Who::Officer),
    ("POST", "/officer/help/{request}/answer", Who::Officer),
    ("POST", "/officer/help/{request}/withdrawal", Who::Officer),
    ("POST", "/officer/help/{request}/handing-back", Who::Officer),
    ("GET", "/officer/help/{request}/publication", Who::Officer),
    ("POST", "/officer/help/{request}/publication", Who::Officer),
    ("POST", "/officer/help/{request}/publication/ending", Who::Officer),
    ("GET", "/author", Who::Author),
    ("GET", "/author/modules/{module}/booklet.pdf", Who::Author),
    ("GET", "/author/modules/{module}", Who::Author),
    ("GET", "/author/modules/{module}/lessons/{lesson}", Who::Author),
    ("GET", "/author/modules/{module}/questions", Who::Author),
    ("GET", "/author/modules/{module}/publication", Who::Author),
    ("POST", "/author/modules/{module}/publication", Who::Author),
    ("GET", "/admin", Who::Administrator),
    ("GET", "/admin/people/new", Who::Administrator),
    ("POST", "/admin/people", Who::Administrator),
    ("POST", "/admin/people/{person}/invitations", Who::Administrator),
    ("POST", "/admin/roles/{grant}/ending", Who::Administrator),
    ("GET", "/admin/grants/new", Who::Administrator),
    ("POST", "/admin/grants", Who::Administrator),
    ("GET", "/admin/units/new", Who::Administrator),
    ("POST", "/admin/units", Who::Administrator),
    ("GET", "/admin/audit", Who::Administrator),
    ("GET", "/admin/reforms", Who::Administrator),
    ("POST", "/admin/reforms", Who::Administrator),
    ("GET", "/admin/reforms/legacy-2025.csv", Who::Administrator),
    ("GET", "/admin/reforms/{reform}", Who::Administrator),
    ("POST", "/admin/reforms/{reform}/application", Who::Administrator),
    ("POST", "/admin/reforms/{reform}/reversal", Who::Administrator),
    ("GET", "/admin/certificates/wording", Who::Administrator),
    ("POST", "/admin/certificates/wording", Who::Administrator),
    ("GET", "/admin/certificates/wording/{template}", Who::Administrator),
    ("GET", "/admin/certificates/wording/{template}/preview.pdf", Who::Administrator),
    ("POST", "/admin/certificates/wording/{template}/application", Who::Administrator),
    ("GET", "/admin/roster", Who::Administrator),
    ("POST", "/admin/roster", Who::Administrator),
    ("GET", "/admin/roster/template.csv", Who::Administrator),
    ("GET", "/admin/roster/template.xlsx", Who::Administrator),
    ("GET", "/admin/roster/members.csv", Who::Administrator),
    ("GET", "/admin/roster/members.xlsx", Who::Administrator),
    ("GET", "/admin/roster/{import}", Who::Administrator),
    ("POST", "/admin/roster/{import}/application", Who::Administrator),
    ("POST", "/admin/roster/{import}/undoing", Who::Administrator),
    ("POST", "/admin/roster/{import}/dropping", Who::Administrator),
];

/// The six kinds of visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persona {
    /// Not signed in.
    Visitor,
    /// The member of the own commune, by PIN.
    Learner,
    /// The own commune's trainer.
    Trainer,
    /// The own commune's officer.
    Officer,
    /// An author.
    Author,
    /// An administrator.
    Administrator,
}

impl Persona {
    /// Whether such an address is for this persona.
    pub fn may(self, who: Who) -> bool {
        match who {
            Who::Everyone => true,
            Who::SignedIn | Who::Learner => self != Self::Visitor,
            Who::ByPin => self == Self::Learner,
            Who::Staff => !matches!(self, Self::Visitor | Self::Learner),
            Who::Trainer => self == Self::Trainer,
            Who::Officer => self == Self::Officer,
            Who::Author => self == Self::Author,
            Who::Administrator => self == Self::Administrator,
            Who::Program => false,
        }
    }

    /// Somebody for whom such an address is.
    pub fn of(who: Who) -> Self {
        match who {
            Who::Everyone => Self::Visitor,
            Who::SignedIn | Who::Learner | Who::ByPin => Self::Learner,
            Who::Staff | Who::Trainer => Self::Trainer,
            Who::Officer => Self::Officer,
            Who::Author => Self::Author,
            Who::Administrator => Self::Administrator,
            Who::Program => Self::Visitor,
        }
    }
}

/// One of everything that belongs to one commune.
#[derive(Debug, Clone)]
pub struct Part {
    /// The commune.
    pub commune: Commune,
    /// A member, certified in `thanh-toan`, with an open test in `an-toan`.
    pub member: Member,
    /// The open test.
    pub attempt: Uuid,
    /// The certificate.
    pub certificate: Uuid,
    /// A sign-off of the member.
    pub sign_off: Uuid,
    /// The certificate's public code.
    pub code: String,
    /// An assignment to the first team.
    pub assignment: Uuid,
    /// An open training session to which the member is invited.
    pub session: Uuid,
    /// The open test on paper.
    pub sheet: Uuid,
    /// Where the member is stuck; passed on, so that officers see it too.
    pub request: Uuid,
}

/// Two communes of one province.
pub struct World {
    /// Where the personas are.
    pub own: Part,
    /// Next to it.
    pub sibling: Part,
    trainer: PersonId,
    officer: PersonId,
    author: PersonId,
    administrator: PersonId,
}

/// Which things an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The persona's own commune's.
    Own,
    /// The neighbouring commune's.
    Sibling,
    /// The province's, where there is such a thing.
    Parent,
    /// Nobody's.
    Missing,
}

impl World {
    /// Builds it.
    pub async fn new(app: &TestApp) -> Self {
        let own = part(app, "Nguyễn Văn Hòa").await;
        let sibling = part(app, "Ma Thị Mùi").await;
        let nation = app.db_nation().await;
        let trainer = app.db_staff("Trần Thị Thu Hằng", Role::Trainer, own.commune.id).await.person;
        app.db_holding(trainer, "thanh-toan").await;
        Self {
            trainer,
            officer: app.db_staff("Lê Văn Xã", Role::Officer, own.commune.id).await.person,
            author: app.db_staff("Vũ Thị Soạn", Role::Author, nation).await.person,
            administrator: app.db_staff("Ngô Văn Trị", Role::Administrator, nation).await.person,
            own,
            sibling,
        }
    }

    /// A fresh browser of a persona.
    pub async fn browser(&self, app: &TestApp, persona: Persona) -> Browser {
        match persona {
            Persona::Visitor => app.visitor(),
            _ => (*self.login(app, persona).await).clone(),
        }
    }

    /// A fresh login of a persona who has one.
    pub async fn login(&self, app: &TestApp, persona: Persona) -> Login {
        match persona {
            Persona::Visitor => panic!("visitors are not signed in"),
            Persona::Learner => app.learner(&self.own.member).await,
            Persona::Trainer => app.staff(self.trainer).await,
            Persona::Officer => app.staff(self.officer).await,
            Persona::Author => app.staff(self.author).await,
            Persona::Administrator => app.staff(self.administrator).await,
        }
    }

    /// The address of a row, naming things of `of`; `None` where there is no such thing. Also the ids put in.
    pub async fn address(&self, app: &TestApp, path: &'static str, of: Of) -> Option<(String, Vec<String>)> {
        let mut address = path.to_owned();
        let mut ids = Vec::new();
        while let Some(at) = address.find('{') {
            let end = address[at..].find('}').expect("a closing brace") + at;
            let name = address[at + 1..end].to_owned();
            let value = self.value(app, path, &name, of).await?;
            address.replace_range(at..=end, &value);
            if !["module", "lesson", "number", "step", "file", "hash", "month"].contains(&name.as_str()) {
                ids.push(value);
            }
        }
        if path == "/text-size" {
            address.push_str("?to=to&back=/login");
        }
        if path.contains("/units/{unit}/figures.") || path.contains("/months/{freeze}/figures.") {
            address.push_str("?part=stages");
        }
        if path.contains("/units/{unit}/list") || path.contains("/months/{freeze}/list") {
            address.push_str("?metric=members");
        }
        if path.contains("/comparison.") {
            let unit = ids.first()?;
            address.push_str(&format!("?with={unit}"));
        }
        if path.ends_with("/turns") {
            address.push_str("?metric=knows");
        }
        if path == "/language" {
            address.push_str("?to=vie&back=/");
        }
        Some((address, ids))
    }

    async fn value(&self, app: &TestApp, path: &str, name: &str, of: Of) -> Option<String> {
        match name {
            "module" => return Some("thanh-toan".to_owned()),
            "lesson" => return Some("tt-01".to_owned()),
            "act" => return Some("ttth1".to_owned()),
            "number" | "step" => return Some("1".to_owned()),
            "month" => return Some("2026-12".to_owned()),
            "hash" => return app.module("thanh-toan").assets.first().map(|asset| asset.hash.clone()),
            "file" => {
                let css = &tungngo::web::render::static_files()["app.css"].path;
                return Some(css.trim_start_matches("/static/").to_owned());
            }
            _ => {}
        }
        let part = match of {
            Of::Own => &self.own,
            Of::Sibling => &self.sibling,
            Of::Parent => {
                let (province, commune) = (self.own.commune.province, self.own.commune.id);
                return match name {
                    "unit" => Some(province.to_string()),
                    // A unit above a team is no team.
                    "team" => Some(if path.ends_with("/new") { province } else { commune }.to_string()),
                    // A trainer of the whole province is out of the commune's reach.
                    "grant" if path.starts_with("/officer") => Some(app.db_trainer_grant(province).await),
                    "freeze" => Some(app.db_freeze(province).await),
                    _ => None,
                };
            }
            Of::Missing => {
                return Some(match name {
                    "secret" => "k".repeat(32),
                    "code" => "2".repeat(17),
                    _ => Uuid::new_v4().to_string(),
                });
            }
        };
        Some(match name {
            "attempt" => part.attempt.to_string(),
            "certificate" => part.certificate.to_string(),
            "login" => app.db_login(part.member.id, Level::Learner, false).await.id.to_string(),
            "programme" => app.db_programme(part.commune.id).await.to_string(),
            "rule" => {
                let programme = app.db_programme(part.commune.id).await;
                app.db_rule(part.commune.id, &programme).await.to_string()
            }
            "team" => part.commune.team.to_string(),
            "member" => part.member.id.to_string(),
            "sign_off" => part.sign_off.to_string(),
            "session" => part.session.to_string(),
            "sheet" => part.sheet.to_string(),
            "request" => part.request.to_string(),
            "import" => {
                let (role, own) = match path.split('/').nth(1) {
                    Some("admin") => (Role::Administrator, self.administrator),
                    Some("officer") => (Role::Officer, self.officer),
                    _ => (Role::Trainer, self.trainer),
                };
                let owner = match of {
                    Of::Sibling if role == Role::Administrator => return None,
                    Of::Sibling => app.db_staff("Phùng Văn Sinh", role, part.commune.id).await.person,
                    _ => own,
                };
                app.db_import(owner, role, part.commune.id, path.ends_with("/undoing")).await.to_string()
            }
            "reform" if of == Of::Own => app.db_reform().await.to_string(),
            // The map is everybody's: no reform is a neighbour's.
            "reform" => return None,
            "unit" => part.commune.id.to_string(),
            "freeze" => app.db_freeze(part.commune.id).await,
            "assignment" => part.assignment.to_string(),
            "token" => app.db_token(self.officer, part.commune.id).await.to_string(),
            "code" => part.code.clone(),
            "person" if of == Of::Own => self.officer.to_string(),
            "former" => app.db_former(part.commune).await.id.to_string(),
            // A fresh one each time: some of these pages end it.
            "grant" if path.starts_with("/officer") => app.db_trainer_grant(part.commune.id).await,
            "grant" if of == Of::Own => {
                app.db_grant(self.officer, Role::Officer, self.sibling.commune.id).await;
                app.db_grant_id(self.officer).await.to_string()
            }
            // The words on certificates are the nation's: nothing is a neighbour's.
            "template" if of == Of::Own => {
                app.db_template(self.administrator, "Giấy chứng nhận").await.to_string()
            }
            "template" => return None,
            // Administrators reach everything: nothing is a neighbour's.
            "person" | "grant" => return None,
            "secret" if of == Of::Own => match path.split('/').nth(1) {
                Some("card") => {
                    // A card of somebody whose logins nobody here uses: printing ends them.
                    let holder = app.db_a_member().in_team(self.own.commune.team).create().await;
                    app.db_card(holder.id).await.path.trim_start_matches("/card/").to_owned()
                }
                Some("invitation") => app.db_invitation(self.officer).await,
                Some("setup") => {
                    let link = app.setup_link.as_deref().expect("a fresh database has a setup link");
                    link.rsplit('/').next().unwrap_or_default().to_owned()
                }
                _ => panic!("whose secret is in {path}?"),
            },
            "secret" => return None,
            _ => panic!("the new parameter {{{name}}} of {path} needs a value in the matrix"),
        })
    }

    /// Asks for a row as a persona, with a form that has everything any handler wants.
    pub async fn ask(&self, browser: &Browser, method: &str, address: &str) -> Page {
        if method == "GET" {
            return browser.get(address).await;
        }
        let token = self.token(browser).await;
        browser.request(Method::POST, address).on_own_page().form(&self.fields(&token)).send().await
    }

    /// The token of this browser's forms.
    pub async fn token(&self, browser: &Browser) -> String {
        browser.get("/staff/login").await.form("/staff/login").value("csrf")
    }

    /// Fields for every form: right where a right value does no harm, too short where it would.
    pub fn fields(&self, token: &str) -> Vec<(String, String)> {
        [
            ("csrf", token),
            ("form_id", &Uuid::now_v7().to_string()),
            ("c", "0"),
            ("item", "ttth1"),
            ("reason", "thử"),
            ("address_form", "bac"),
            ("agree", "1"),
            ("pin", "12"),
            ("passphrase", "ngắn"),
            ("code", "000000"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }
}

async fn part(app: &TestApp, name: &str) -> Part {
    let commune = app.db_commune().await;
    let member = app.db_a_member().named(name).in_team(commune.team).create().await;
    app.db_certified(member.id, "thanh-toan", commune).await;
    let certificate = app.store.certificates(member.id).await.expect("certificates").remove(0);
    let signed =
        app.store.named_sign_offs(member.id, &"thanh-toan".parse().expect("an id")).await.expect("sign-offs");
    let doer = app.doer(member.id, tungngo_domain::ids::LoginId(Uuid::nil()));
    let attempt = app
        .store
        .open_attempt(doer, &app.module("an-toan"), Uuid::now_v7(), tungngo::web::secrets::random_bytes())
        .await
        .expect("an attempt");
    let trainer = app.db_staff("Lý Thị Giúp", Role::Trainer, commune.id).await.person;
    let session = app.db_session(trainer, commune.id, &[commune.team], &["thanh-toan", "an-toan"]).await;
    let sheet = app.db_sheet(trainer, commune.id, member.id, "an-toan", Some(session)).await;
    Part {
        session: session.0,
        sheet: sheet.0,
        request: app.db_help(trainer, commune, member.id).await,
        commune,
        member,
        attempt: attempt.0,
        assignment: app.db_assignment("an-toan", commune.id, &[commune.team]).await,
        certificate: certificate.id.0,
        sign_off: signed[0].id.0,
        code: certificate.code,
    }
}
