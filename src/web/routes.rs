//! The whole URL table: every address, its method, and for whom it is.
//!
//! A route that is not in [`ROUTES`] does not exist, and one without an audience does not compile (Z1). The audience
//! here is what tests walk; what enforces it is the extractor in the handler's signature.

use super::login::{Administrator, Officer, Trainer};
use super::{admin, api, author, learner, officer, public, static_files, trainer};
use actix_web::http::Method;
use actix_web::{Route, web};

/// For whom a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anybody.
    Everyone,
    /// Any signed-in person, even before the first steps are done.
    SignedIn,
    /// A person who learns.
    Learner,
    /// Trainers.
    Trainer,
    /// Officers.
    Officer,
    /// Authors.
    Author,
    /// Administrators.
    Administrator,
    /// Programs with a token.
    Program,
}

/// A line of the table.
pub struct Entry {
    /// The method.
    pub method: Method,
    /// The address, with its parameters.
    pub path: &'static str,
    /// For whom.
    pub audience: Audience,
    handler: fn() -> Route,
}

macro_rules! table {
    ($($method:ident $path:literal $audience:ident $handler:path;)*) => {
        &[$(Entry {
            method: Method::$method,
            path: $path,
            audience: Audience::$audience,
            handler: || web::route().to($handler),
        }),*]
    };
}

/// The table.
pub const ROUTES: &[Entry] = table! {
    GET  "/login"                                           Everyone      public::login::show;
    POST "/login"                                           Everyone      public::login::enter;
    GET  "/card/{secret}"                                   Everyone      public::card::show;
    POST "/card/{secret}"                                   Everyone      public::card::enter;
    GET  "/staff/login"                                     Everyone      public::staff::show;
    POST "/staff/login"                                     Everyone      public::staff::enter;
    GET  "/invitation/{secret}"                             Everyone      public::invitation::show;
    POST "/invitation/{secret}"                             Everyone      public::invitation::accept;
    GET  "/setup/{secret}"                                  Everyone      public::invitation::show_setup;
    POST "/setup/{secret}"                                  Everyone      public::invitation::set_up;
    GET  "/entry"                                           Everyone      trainer::entry::show;
    POST "/entry"                                           Everyone      trainer::entry::enter;
    GET  "/help"                                            Everyone      public::help::show;
    GET  "/text-size"                                       Everyone      public::text_size::choose;
    GET  "/verify"                                          Everyone      public::verify::ask;
    GET  "/verify/{code}"                                   Everyone      public::verify::show;
    POST "/verify/{code}"                                   Everyone      public::verify::show_name;
    GET  "/health"                                          Everyone      public::health::show;
    GET  "/static/{file}"                                   Everyone      static_files::show;

    GET  "/staff/second-factor"                             SignedIn      public::second_factor::show;
    POST "/staff/second-factor"                             SignedIn      public::second_factor::enter;
    GET  "/staff/second-factor/new"                         SignedIn      public::second_factor::show_new;
    POST "/staff/second-factor/new"                         SignedIn      public::second_factor::confirm_new;
    GET  "/first-pin"                                       SignedIn      public::first_pin::show;
    POST "/first-pin"                                       SignedIn      public::first_pin::save;
    GET  "/consent"                                         SignedIn      public::consent::show;
    POST "/consent"                                         SignedIn      public::consent::give;
    GET  "/logout"                                          SignedIn      public::logout::show;
    POST "/logout"                                          SignedIn      public::logout::leave;
    GET  "/hand-back"                                       SignedIn      trainer::entry::show_hand_back;
    POST "/hand-back"                                       SignedIn      trainer::entry::hand_back;

    GET  "/"                                                Learner       learner::home::show;
    GET  "/modules/{module}"                                Learner       learner::module::show;
    GET  "/modules/{module}/lessons/{lesson}"               Learner       learner::lesson::show;
    GET  "/modules/{module}/lessons/{lesson}/questions/{number}"        Learner learner::question::show;
    POST "/modules/{module}/lessons/{lesson}/questions/{number}"        Learner learner::question::answer;
    GET  "/modules/{module}/lessons/{lesson}/questions/{number}/answer" Learner learner::question::show_answer;
    GET  "/modules/{module}/lessons/{lesson}/drills/{number}/steps/{step}" Learner learner::drill::show;
    POST "/modules/{module}/lessons/{lesson}/drills/{number}/steps/{step}" Learner learner::drill::tap;
    GET  "/modules/{module}/lessons/{lesson}/drills/{number}/finished"  Learner learner::drill::show_finished;
    GET  "/media/{hash}"                                    Learner       learner::media::show;
    GET  "/language"                                        Learner       learner::language::choose;
    GET  "/modules/{module}/test"                           Learner       learner::attempt::show_intro;
    POST "/modules/{module}/attempts"                       Learner       learner::attempt::open;
    GET  "/modules/{module}/practice"                       Learner       learner::practice::show;
    GET  "/modules/{module}/help"                           Learner       learner::help::show_ask;
    POST "/modules/{module}/help"                           Learner       learner::help::ask;
    GET  "/modules/{module}/lessons/{lesson}/answers"       Learner       learner::help::show_answers;
    GET  "/help-requests"                                   Learner       learner::help::show_own;
    POST "/help-requests/{request}"                         Learner       learner::help::judge;
    GET  "/attempts/{attempt}"                              Learner       learner::attempt::show_overview;
    GET  "/attempts/{attempt}/questions/{number}"           Learner       learner::attempt::show_question;
    POST "/attempts/{attempt}/questions/{number}"           Learner       learner::attempt::answer;
    POST "/attempts/{attempt}/closing"                      Learner       learner::attempt::close;
    GET  "/attempts/{attempt}/result"                       Learner       learner::result::show;
    GET  "/attempts/{attempt}/review"                       Learner       learner::result::review;
    GET  "/certificates"                                    Learner       learner::certificate::list;
    GET  "/certificates/{certificate}"                      Learner       learner::certificate::show;
    GET  "/certificates/{certificate}/certificate.pdf"      Learner       learner::certificate::pdf;
    GET  "/me"                                              Learner       learner::me::show;
    POST "/me"                                              Learner       learner::me::save;
    GET  "/pin"                                             Learner       learner::pin::show;
    POST "/pin"                                             Learner       learner::pin::check;
    POST "/logins/ending"                                   Learner       learner::me::end_all_logins;
    POST "/logins/{login}/ending"                           Learner       learner::me::end_login;

    GET  "/trainer"                                         Trainer       trainer::overview::show;
    POST "/trainer/members/{member}/contacts"               Trainer       trainer::overview::note_contact;
    GET  "/trainer/assignments"                             Trainer       trainer::assignment::list;
    POST "/trainer/assignments"                             Trainer       trainer::assign::assign;
    GET  "/trainer/assignments/new"                         Trainer       trainer::assign::show_modules;
    GET  "/trainer/assignments/new/teams"                   Trainer       trainer::assign::show_teams;
    GET  "/trainer/assignments/new/due"                     Trainer       trainer::assign::show_due;
    GET  "/trainer/assignments/{assignment}"                Trainer       trainer::assignment::show;
    POST "/trainer/assignments/{assignment}"                Trainer       trainer::assignment::change;
    GET  "/trainer/assignments/{assignment}/change"         Trainer       trainer::assignment::show_change;
    POST "/trainer/assignments/{assignment}/ending"         Trainer       trainer::assignment::end;
    POST "/trainer/assignments/{assignment}/resumption"     Trainer       trainer::assignment::resume;
    GET  "/trainer/teams/{team}/months/{month}"             Trainer       trainer::month::show_team;
    GET  "/trainer/teams/{team}/months/{month}/sheet.xlsx"  Trainer       trainer::month::team_file;
    GET  "/trainer/communes/{unit}/months/{month}"          Trainer       trainer::month::show_commune;
    GET  "/trainer/communes/{unit}/months/{month}/sheet.xlsx" Trainer     trainer::month::commune_file;
    GET  "/trainer/teams/{team}"                            Trainer       trainer::coverage::show;
    GET  "/trainer/teams/{team}/members/new"                Trainer       trainer::team::show_new_member;
    POST "/trainer/teams/{team}/members"                    Trainer       trainer::team::add_member;
    GET  "/trainer/teams/{team}/cards"                      Trainer       trainer::cards::show_team;
    POST "/trainer/teams/{team}/cards"                      Trainer       trainer::cards::print_team;
    GET  "/trainer/cards"                                   Trainer       trainer::cards::show_all;
    POST "/trainer/cards"                                   Trainer       trainer::cards::print_all;
    GET  "/trainer/members"                                 Trainer       trainer::members::show;
    GET  "/trainer/former-members"                          Trainer       trainer::memberships::show_former;
    GET  "/trainer/former-members/{former}/return"          Trainer       trainer::memberships::show_return;
    POST "/trainer/former-members/{former}/return"          Trainer       trainer::memberships::return_to;
    GET  "/trainer/members/{member}/edit"                   Trainer       trainer::memberships::show_edit;
    POST "/trainer/members/{member}/edit"                   Trainer       trainer::memberships::edit;
    GET  "/trainer/members/{member}/move"                   Trainer       trainer::memberships::show_move;
    POST "/trainer/members/{member}/move"                   Trainer       trainer::memberships::move_to;
    GET  "/trainer/members/{member}/replacement"            Trainer       trainer::memberships::show_replacement;
    POST "/trainer/members/{member}/replacement"            Trainer       trainer::memberships::replace;
    GET  "/trainer/members/{member}/leaving"                Trainer       trainer::memberships::show_leaving;
    POST "/trainer/members/{member}/leaving"                Trainer       trainer::memberships::leave;
    GET  "/trainer/members/{member}"                        Trainer       trainer::member::show;
    POST "/trainer/members/{member}/cards"                  Trainer       trainer::member::print_card;
    POST "/trainer/members/{member}/modules/{module}/sign-offs" Trainer   trainer::member::sign_off;
    POST "/trainer/sign-offs/{sign_off}/revocation"         Trainer       trainer::member::revoke;
    GET  "/trainer/sessions"                                Trainer       trainer::sessions::list;
    GET  "/trainer/sessions/new"                            Trainer       trainer::session_plan::show_new;
    POST "/trainer/sessions"                                Trainer       trainer::session_plan::plan;
    GET  "/trainer/sessions/{session}"                      Trainer       trainer::session::show;
    POST "/trainer/sessions/{session}/attendance"           Trainer       trainer::session::attend;
    GET  "/trainer/sessions/{session}/members/{member}"     Trainer       trainer::session::show_person;
    POST "/trainer/sessions/{session}/members/{member}"     Trainer       trainer::session::record_person;
    GET  "/trainer/sessions/{session}/modules/{module}/acts/{act}" Trainer trainer::session::show_act;
    POST "/trainer/sessions/{session}/modules/{module}/acts/{act}" Trainer trainer::session::record_act;
    GET  "/trainer/sessions/{session}/guests"               Trainer       trainer::session::show_guests;
    POST "/trainer/sessions/{session}/guests"               Trainer       trainer::session::add_guest;
    GET  "/trainer/sessions/{session}/reminders"            Trainer       trainer::session_prints::reminders;
    GET  "/trainer/sessions/{session}/attendance-sheet"     Trainer       trainer::session_prints::attendance_sheet;
    GET  "/trainer/sessions/{session}/papers"               Trainer       trainer::papers::show_session;
    POST "/trainer/sessions/{session}/papers"               Trainer       trainer::papers::draw_for_session;
    GET  "/trainer/sessions/{session}/papers/print"         Trainer       trainer::papers::print_session;
    GET  "/trainer/sessions/{session}/closing"              Trainer       trainer::session::show_closing;
    POST "/trainer/sessions/{session}/closing"              Trainer       trainer::session::close;
    POST "/trainer/sessions/{session}"                      Trainer       trainer::session_plan::change;
    GET  "/trainer/sessions/{session}/change"               Trainer       trainer::session_plan::show_change;
    GET  "/trainer/sessions/{session}/cancellation"         Trainer       trainer::session_plan::show_cancelling;
    POST "/trainer/sessions/{session}/cancellation"         Trainer       trainer::session_plan::cancel;
    GET  "/trainer/sessions/{session}/record"               Trainer       trainer::session_prints::record;
    GET  "/trainer/sessions/{session}/record.xlsx"          Trainer       trainer::session_prints::record_xlsx;
    GET  "/trainer/papers"                                  Trainer       trainer::papers::search;
    GET  "/trainer/papers/{sheet}"                          Trainer       trainer::papers::show;
    POST "/trainer/papers/{sheet}"                          Trainer       trainer::papers::key;
    GET  "/trainer/papers/{sheet}/print"                    Trainer       trainer::papers::print;
    POST "/trainer/members/{member}/modules/{module}/papers" Trainer      trainer::papers::print_for_member;
    POST "/trainer/members/{member}/entries"                Trainer       trainer::entry::open;

    GET  "/trainer/help"                                    Trainer       trainer::help::list::<Trainer>;
    GET  "/trainer/help/{request}"                          Trainer       trainer::help::show::<Trainer>;
    POST "/trainer/help/{request}/answer"                   Trainer       trainer::help_acts::answer::<Trainer>;
    POST "/trainer/help/{request}/withdrawal"               Trainer       trainer::help_acts::withdraw::<Trainer>;
    POST "/trainer/help/{request}/passing"                  Trainer       trainer::help_acts::pass::<Trainer>;
    GET  "/trainer/help/{request}/publication"              Trainer       trainer::help_acts::show_publication::<Trainer>;
    POST "/trainer/help/{request}/publication"              Trainer       trainer::help_acts::publish::<Trainer>;
    POST "/trainer/help/{request}/publication/ending"       Trainer       trainer::help_acts::end_publication::<Trainer>;

    GET  "/trainer/roster"                                  Trainer       trainer::rosters::list::<Trainer>;
    POST "/trainer/roster"                                  Trainer       trainer::rosters::upload::<Trainer>;
    GET  "/trainer/roster/template.csv"                     Trainer       trainer::rosters::template_csv::<Trainer>;
    GET  "/trainer/roster/template.xlsx"                    Trainer       trainer::rosters::template_xlsx::<Trainer>;
    GET  "/trainer/roster/members.csv"                      Trainer       trainer::rosters::members_csv::<Trainer>;
    GET  "/trainer/roster/members.xlsx"                     Trainer       trainer::rosters::members_xlsx::<Trainer>;
    GET  "/trainer/roster/{import}"                         Trainer       trainer::rosters::show::<Trainer>;
    POST "/trainer/roster/{import}/application"             Trainer       trainer::rosters::apply::<Trainer>;
    POST "/trainer/roster/{import}/undoing"                 Trainer       trainer::rosters::undo::<Trainer>;
    POST "/trainer/roster/{import}/dropping"                Trainer       trainer::rosters::lay_aside::<Trainer>;

    GET  "/officer"                                         Officer       officer::show_own;
    GET  "/officer/units/{unit}"                            Officer       officer::show;
    GET  "/officer/units/{unit}/figures.csv"                Officer       officer::figures_csv;
    GET  "/officer/units/{unit}/figures.xlsx"               Officer       officer::figures_xlsx;
    GET  "/officer/units/{unit}/list"                       Officer       officer::show_list;
    GET  "/officer/units/{unit}/turns"                      Officer       officer::turns::show;
    GET  "/officer/members/{member}"                        Officer       officer::member::show;
    GET  "/officer/units/{unit}/list.csv"                   Officer       officer::list_csv;
    GET  "/officer/units/{unit}/list.xlsx"                  Officer       officer::list_xlsx;
    GET  "/officer/units/{unit}/comparison"                 Officer       officer::show_comparison;
    GET  "/officer/units/{unit}/comparison.csv"             Officer       officer::comparison_csv;
    GET  "/officer/units/{unit}/comparison.xlsx"            Officer       officer::comparison_xlsx;
    GET  "/officer/units/{unit}/periods"                    Officer       officer::periods::show;
    GET  "/officer/units/{unit}/periods.csv"                Officer       officer::periods::csv;
    GET  "/officer/units/{unit}/periods.xlsx"               Officer       officer::periods::xlsx;
    GET  "/officer/units/{unit}/target"                     Officer       officer::target::show;
    POST "/officer/units/{unit}/target"                     Officer       officer::target::set;
    GET  "/officer/tokens"                                  Officer       officer::tokens::list;
    POST "/officer/tokens"                                  Officer       officer::tokens::make;
    POST "/officer/tokens/{token}/ending"                   Officer       officer::tokens::end;
    GET  "/officer/units/{unit}/months"                     Officer       officer::freezes::list;
    POST "/officer/units/{unit}/months"                     Officer       officer::freezes::freeze;
    GET  "/officer/months/{freeze}"                         Officer       officer::freezes::show;
    GET  "/officer/months/{freeze}/list"                    Officer       officer::frozen_list::show;
    GET  "/officer/months/{freeze}/list.csv"                Officer       officer::frozen_list::csv;
    GET  "/officer/months/{freeze}/list.xlsx"               Officer       officer::frozen_list::xlsx;
    GET  "/officer/months/{freeze}/figures.csv"             Officer       officer::freezes::csv;
    GET  "/officer/months/{freeze}/figures.xlsx"            Officer       officer::freezes::xlsx;
    POST "/officer/months/{freeze}/signature"               Officer       officer::freezes::sign;
    POST "/officer/months/{freeze}/reopening"               Officer       officer::freezes::reopen;
    POST "/officer/months/{freeze}/recount"                 Officer       officer::freezes::recount;
    GET  "/officer/trainers"                                Officer       officer::trainers::list;
    POST "/officer/trainers"                                Officer       officer::trainers::grant;
    GET  "/officer/trainers/new"                            Officer       officer::trainers::show_new;
    GET  "/officer/trainers/{grant}"                        Officer       officer::trainers::show;
    POST "/officer/trainers/{grant}"                        Officer       officer::trainers::change;
    POST "/officer/trainers/{grant}/ending"                 Officer       officer::trainers::end;

    GET  "/officer/certificates"                            Officer       officer::certificates::list;
    GET  "/officer/certificates/list.csv"                   Officer       officer::certificates::list_csv;
    GET  "/officer/certificates/list.xlsx"                  Officer       officer::certificates::list_xlsx;
    GET  "/officer/certificates/continuations"              Officer       officer::continuations::show;
    POST "/officer/certificates/continuations"              Officer       officer::continuations::post;
    GET  "/officer/certificates/wording"                    Officer       officer::wording::show::<Officer>;
    POST "/officer/certificates/wording"                    Officer       officer::wording::draft::<Officer>;
    GET  "/officer/certificates/wording/{template}"         Officer       officer::wording::preview::<Officer>;
    GET  "/officer/certificates/wording/{template}/preview.pdf" Officer   officer::wording::preview_pdf::<Officer>;
    POST "/officer/certificates/wording/{template}/application" Officer   officer::wording::apply::<Officer>;
    GET  "/officer/certificates/{certificate}"              Officer       officer::certificates::show;
    GET  "/officer/certificates/{certificate}/revocation"   Officer       officer::certificate_acts::show_revoke;
    POST "/officer/certificates/{certificate}/revocation"   Officer       officer::certificate_acts::revoke;
    GET  "/officer/certificates/{certificate}/reissue"      Officer       officer::certificate_acts::show_reissue;
    POST "/officer/certificates/{certificate}/reissue"      Officer       officer::certificate_acts::reissue;

    GET  "/officer/programmes"                              Officer       officer::programmes::list;
    POST "/officer/programmes"                              Officer       officer::programmes::begin;
    GET  "/officer/programmes/{programme}"                  Officer       officer::programmes::show;
    POST "/officer/programmes/{programme}/rules"            Officer       officer::programmes::draft;
    POST "/officer/programmes/{programme}/title"            Officer       officer::programmes::renaming::rename;
    GET  "/officer/programme-rules/{rule}"                  Officer       officer::programmes::show_rule;
    POST "/officer/programme-rules/{rule}/adoption"         Officer       officer::programmes::adopt;
    POST "/officer/programme-rules/{rule}/withdrawal"       Officer       officer::programmes::withdraw;
    GET  "/officer/programme-rules/{rule}/people"           Officer       officer::programmes::people;

    GET  "/officer/roster"                                  Officer       trainer::rosters::list::<Officer>;
    POST "/officer/roster"                                  Officer       trainer::rosters::upload::<Officer>;
    GET  "/officer/roster/template.csv"                     Officer       trainer::rosters::template_csv::<Officer>;
    GET  "/officer/roster/template.xlsx"                    Officer       trainer::rosters::template_xlsx::<Officer>;
    GET  "/officer/roster/members.csv"                      Officer       trainer::rosters::members_csv::<Officer>;
    GET  "/officer/roster/members.xlsx"                     Officer       trainer::rosters::members_xlsx::<Officer>;
    GET  "/officer/roster/{import}"                         Officer       trainer::rosters::show::<Officer>;
    POST "/officer/roster/{import}/application"             Officer       trainer::rosters::apply::<Officer>;
    POST "/officer/roster/{import}/undoing"                 Officer       trainer::rosters::undo::<Officer>;
    POST "/officer/roster/{import}/dropping"                Officer       trainer::rosters::lay_aside::<Officer>;

    GET  "/officer/help"                                    Officer       trainer::help::list::<Officer>;
    GET  "/officer/help/{request}"                          Officer       trainer::help::show::<Officer>;
    POST "/officer/help/{request}/answer"                   Officer       trainer::help_acts::answer::<Officer>;
    POST "/officer/help/{request}/withdrawal"               Officer       trainer::help_acts::withdraw::<Officer>;
    POST "/officer/help/{request}/handing-back"             Officer       trainer::help_acts::hand_back::<Officer>;
    GET  "/officer/help/{request}/publication"              Officer       trainer::help_acts::show_publication::<Officer>;
    POST "/officer/help/{request}/publication"              Officer       trainer::help_acts::publish::<Officer>;
    POST "/officer/help/{request}/publication/ending"       Officer       trainer::help_acts::end_publication::<Officer>;

    GET  "/author"                                          Author        author::show_desk;
    GET  "/author/modules/{module}/booklet.pdf"             Author        author::booklet;
    GET  "/author/modules/{module}"                         Author        author::show_module;
    GET  "/author/modules/{module}/lessons/{lesson}"        Author        author::preview;
    GET  "/author/modules/{module}/questions"               Author        author::desk::show_questions;
    GET  "/author/modules/{module}/publication"             Author        author::desk::show_publication;
    POST "/author/modules/{module}/publication"             Author        author::desk::publish;

    GET  "/admin"                                           Administrator admin::people;
    GET  "/admin/people/new"                                Administrator admin::show_new_person;
    POST "/admin/people"                                    Administrator admin::invite_person;
    POST "/admin/people/{person}/invitations"               Administrator admin::invite_again;
    POST "/admin/roles/{grant}/ending"                      Administrator admin::end_role;
    GET  "/admin/grants/new"                                Administrator admin::show_new_grant;
    POST "/admin/grants"                                    Administrator admin::grant;
    GET  "/admin/units/new"                                 Administrator admin::show_new_unit;
    POST "/admin/units"                                     Administrator admin::add_unit;
    GET  "/admin/audit"                                     Administrator admin::audit;
    GET  "/admin/reforms"                                   Administrator admin::reforms::list;
    POST "/admin/reforms"                                   Administrator admin::reforms::upload;
    GET  "/admin/reforms/legacy-2025.csv"                   Administrator admin::reforms::legacy_2025;
    GET  "/admin/reforms/{reform}"                          Administrator admin::reforms::show;
    POST "/admin/reforms/{reform}/application"              Administrator admin::reforms::apply;
    POST "/admin/reforms/{reform}/reversal"                 Administrator admin::reforms::reverse;

    GET  "/admin/certificates/wording"                      Administrator officer::wording::show::<Administrator>;
    POST "/admin/certificates/wording"                      Administrator officer::wording::draft::<Administrator>;
    GET  "/admin/certificates/wording/{template}"           Administrator officer::wording::preview::<Administrator>;
    GET  "/admin/certificates/wording/{template}/preview.pdf" Administrator officer::wording::preview_pdf::<Administrator>;
    POST "/admin/certificates/wording/{template}/application" Administrator officer::wording::apply::<Administrator>;

    GET  "/admin/roster"                                  Administrator trainer::rosters::list::<Administrator>;
    POST "/admin/roster"                                  Administrator trainer::rosters::upload::<Administrator>;
    GET  "/admin/roster/template.csv"                     Administrator trainer::rosters::template_csv::<Administrator>;
    GET  "/admin/roster/template.xlsx"                    Administrator trainer::rosters::template_xlsx::<Administrator>;
    GET  "/admin/roster/members.csv"                      Administrator trainer::rosters::members_csv::<Administrator>;
    GET  "/admin/roster/members.xlsx"                     Administrator trainer::rosters::members_xlsx::<Administrator>;
    GET  "/admin/roster/{import}"                         Administrator trainer::rosters::show::<Administrator>;
    POST "/admin/roster/{import}/application"             Administrator trainer::rosters::apply::<Administrator>;
    POST "/admin/roster/{import}/undoing"                 Administrator trainer::rosters::undo::<Administrator>;
    POST "/admin/roster/{import}/dropping"                Administrator trainer::rosters::lay_aside::<Administrator>;

    GET  "/api/v1/openapi.json"                             Everyone      api::openapi;
    GET  "/api/v1/units/{unit}/figures"                     Program       api::figures;
    GET  "/api/v1/units/{unit}/list"                        Program       api::members_or_teams;
};

/// Registers the table.
pub fn configure(service: &mut web::ServiceConfig) {
    let mut done: Vec<&str> = Vec::new();
    for entry in ROUTES {
        if done.contains(&entry.path) {
            continue;
        }
        done.push(entry.path);
        let mut resource = web::resource(entry.path);
        for one in ROUTES.iter().filter(|one| one.path == entry.path) {
            resource = resource.route((one.handler)().method(one.method.clone()));
            if one.method == Method::GET {
                resource = resource.route((one.handler)().method(Method::HEAD));
            }
        }
        service.service(resource);
    }
}
