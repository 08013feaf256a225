//! What was there before a test begins. Everything here writes to the database directly.

use super::app::TestApp;
use super::client::{Login, StaffMember};
use super::database::next_number;
use std::collections::BTreeSet;
use tungngo::web::secrets::{link_secret, random_byte, random_bytes, secret_hash};
use tungngo_domain::access::{Right, Role, Scope};
use tungngo_domain::audience;
use tungngo_domain::certification::Rung;
use tungngo_domain::codes;
use tungngo_domain::grading::Answer;
use tungngo_domain::help::Difficulty;
use tungngo_domain::ids::{LoginId, PersonId, SessionId, SheetId, Slug, UnitId};
use tungngo_domain::ledger::Source;
use tungngo_domain::login_policy::INVITATION_DAYS;
use tungngo_domain::people::{AddressForm, Phone, TeamRole};
use tungngo_domain::pin::{FIRST_PIN_DAYS, Pin};
use tungngo_domain::programmes::{Audience, Requirement, Rule};
use tungngo_storage::assignments::{Assigning, Terms};
use tungngo_storage::certificate_templates::Wording;
use tungngo_storage::certificates::MEMBERS_PROGRAMME;
use tungngo_storage::help::{HelpPlace, NewHelp, Slice};
use tungngo_storage::help_desk::{Act, Desk};
use tungngo_storage::learning::{Doer, Seen};
use tungngo_storage::logins::{self, Door, Level, NewLogin, Purpose, invite};
use tungngo_storage::people::{NewPerson, add_person, join_team};
use tungngo_storage::programmes::{NewRule, STAFF_PROGRAMME};
use tungngo_storage::rights::{NewHolding, grant_holding, grant_role};
use tungngo_storage::sessions::NewSession;
use tungngo_storage::tokens::NewToken;
use tungngo_storage::units::add_unit;
use uuid::Uuid;

/// The lasting PIN of whoever has one.
pub const PIN: &str = "482913";
/// The passphrase of staff.
pub const PASSPHRASE: &str = "con trâu gặm cỏ ven sông";

/// A commune with two teams.
#[derive(Debug, Clone, Copy)]
pub struct Commune {
    /// Itself.
    pub id: UnitId,
    /// The province above.
    pub province: UnitId,
    /// Its first team.
    pub team: UnitId,
    /// Its second team.
    pub other_team: UnitId,
}

/// A member of a team.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The ten digits.
    pub phone: String,
}

impl From<&Member> for PersonId {
    fn from(member: &Member) -> Self {
        member.id
    }
}

/// What is printed on a card and its stub.
#[derive(Debug, Clone)]
pub struct CardPaper {
    /// The address in the QR.
    pub path: String,
    /// The printed PIN.
    pub pin: String,
}

/// A member in the making.
pub struct NewMember<'a> {
    app: &'a TestApp,
    name: String,
    phone: Option<String>,
    team: Option<UnitId>,
    device: &'static str,
    role: TeamRole,
}

impl NewMember<'_> {
    /// Named so.
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// With this number.
    pub fn phone(mut self, phone: &str) -> Self {
        self.phone = Some(phone.to_owned());
        self
    }

    /// Without a number or device.
    pub fn without_phone(mut self) -> Self {
        self.phone = None;
        self.device = "none";
        self
    }

    /// At the head of the team.
    pub fn leading(mut self) -> Self {
        self.role = TeamRole::Leader;
        self
    }

    /// Beside the head of the team.
    pub fn second(mut self) -> Self {
        self.role = TeamRole::Deputy;
        self
    }

    /// In this team.
    pub fn in_team(mut self, team: UnitId) -> Self {
        self.team = Some(team);
        self
    }

    /// Adds the member.
    pub async fn create(self) -> Member {
        let now = self.app.now();
        let phone = self.phone.as_deref().map(|text| Phone::read(text).expect("a phone number"));
        let digits = phone.as_ref().map(|phone| phone.digits().to_owned()).unwrap_or_default();
        let new = NewPerson {
            full_name: self.name.clone(),
            address_form: AddressForm::Bac,
            phone,
            birth_year: Some(1959),
            device: Some(self.device.to_owned()),
        };
        let team = self.team;
        let id = self
            .app
            .store
            .write(async |txn| {
                let id = add_person(txn, new, now).await?;
                if let Some(team) = team {
                    join_team(txn, id, team, self.role, now).await?;
                }
                Ok(id)
            })
            .await
            .expect("a member");
        Member { id, name: self.name, phone: digits }
    }
}

impl TestApp {
    /// The nation.
    pub async fn db_nation(&self) -> UnitId {
        self.store.unit_by_code("vn").await.expect("the nation").id
    }

    /// A commune of Tuyên Quang that no other test looks at, with two teams.
    pub async fn db_commune(&self) -> Commune {
        self.db_commune_in("08").await
    }

    /// A fresh commune of this province.
    pub async fn db_commune_in(&self, province: &str) -> Commune {
        let province = self.store.unit_by_code(province).await.expect("a province").id;
        let today = self.today();
        let name = format!("Xã Thử {}", next_number());
        let (id, team, other_team) = self
            .store
            .write(async |txn| {
                let id = add_unit(txn, province, &name, today).await?;
                let team = add_unit(txn, id, "Thôn Bến Đá", today).await?;
                Ok((id, team, add_unit(txn, id, "Thôn Nà Mây", today).await?))
            })
            .await
            .expect("a commune");
        Commune { id, province, team, other_team }
    }

    /// So many more teams of a commune, with numbers from 1 on: "Thôn Pác Ngòi 1".
    pub async fn db_teams(&self, commune: UnitId, name: &str, count: usize) -> Vec<UnitId> {
        let today = self.today();
        self.store
            .write(async |txn| {
                let mut teams = Vec::new();
                for n in 1..=count {
                    teams.push(add_unit(txn, commune, &format!("{name} {n}"), today).await?);
                }
                Ok(teams)
            })
            .await
            .expect("teams")
    }

    /// A member, told how by what follows.
    pub fn db_a_member(&self) -> NewMember<'_> {
        NewMember {
            app: self,
            name: "Nguyễn Văn Hòa".to_owned(),
            phone: Some(format!("0900{:06}", 100_000 + next_number())),
            team: None,
            device: "own",
            role: TeamRole::Member,
        }
    }

    /// A member of a fresh commune: what most tests need.
    pub async fn db_member(&self) -> Member {
        let commune = self.db_commune().await;
        self.db_a_member().in_team(commune.team).create().await
    }

    /// Somebody with a role over a unit.
    pub async fn db_staff(&self, name: &str, role: Role, unit: UnitId) -> StaffMember {
        let (now, account) = (self.now(), format!("nguoi.{}", next_number()));
        let new = NewPerson {
            full_name: name.to_owned(),
            address_form: AddressForm::AnhChi,
            phone: None,
            birth_year: None,
            device: None,
        };
        let named = account.clone();
        let person = self
            .store
            .write(async |txn| {
                let person = add_person(txn, new, now).await?;
                logins::name_account(txn, person, &named).await?;
                grant_role(txn, person, role, unit, None, None, now).await?;
                Ok(person)
            })
            .await
            .expect("a member of staff");
        StaffMember { person, account }
    }

    /// Grants one more role.
    pub async fn db_grant(&self, person: PersonId, role: Role, unit: UnitId) {
        let now = self.now();
        self.store
            .write(async |txn| grant_role(txn, person, role, unit, None, None, now).await)
            .await
            .expect("a role");
    }

    /// A fresh trainer of this unit; gives back the id of the grant.
    pub async fn db_trainer_grant(&self, unit: UnitId) -> String {
        let staff = self.db_staff("Hoàng Thị Mới", Role::Trainer, unit).await;
        self.db_grant_id(staff.person).await.to_string()
    }

    /// A token for programs, of figures only; gives back its id.
    pub async fn db_token(&self, person: PersonId, unit: UnitId) -> Uuid {
        let scope = self.officer_scope(person, unit);
        let new = NewToken {
            name: "Bảng thử".to_owned(),
            unit,
            lists: false,
            until: self.now() + chrono::Duration::days(30),
            secret_hash: secret_hash(&link_secret()),
        };
        self.store.make_token(&scope, new, self.now()).await.expect("a token")
    }

    /// A programme of a unit, without a rule.
    pub async fn db_programme(&self, unit: UnitId) -> Slug {
        let officer = self.db_staff("Lê Văn Xã", Role::Officer, unit).await.person;
        let id = Slug::parse(&["ct-", &Uuid::now_v7().simple().to_string()].concat()).expect("an id");
        let scope = self.officer_scope(officer, unit);
        self.store
            .begin_programme(&scope, &id, "Chương trình thử", unit, self.now())
            .await
            .expect("a programme");
        id
    }

    /// A draft of a rule for everybody in a team.
    pub async fn db_rule(&self, unit: UnitId, programme: &Slug) -> Uuid {
        let officer = self.db_staff("Lê Văn Xã", Role::Officer, unit).await.person;
        let rule = Rule {
            requires: vec![Requirement {
                module: Slug::parse("thanh-toan").expect("an id"),
                rung: Rung::Does,
            }],
            valid_for_months: None,
            audience: Audience::Members(TeamRole::ALL.into_iter().collect()),
            from: self.today() + chrono::Duration::days(3),
        };
        let new = NewRule { id: Uuid::now_v7(), programme: programme.clone(), rule };
        let id = new.id;
        self.store.draft_rule(&self.officer_scope(officer, unit), new, self.now()).await.expect("a rule");
        id
    }

    /// The month before this one of a unit, frozen; the one that stands, where it was before.
    pub async fn db_freeze(&self, unit: UnitId) -> String {
        let (now, month) = (self.now(), tungngo_domain::months::Month::of(self.today()).previous());
        let officer = self.db_staff("Lê Văn Xã", Role::Officer, unit).await.person;
        let scope = self.officer_scope(officer, unit);
        let begun =
            self.store.begin_freeze(&scope, unit, month, Some(officer), now).await.expect("a freezing");
        if let Some(run) = begun.run {
            assert!(self.store.count_freeze(begun.id, run, || self.now()).await.expect("a frozen month"));
        }
        begun.id.to_string()
    }

    /// Somebody who left the first team of a commune.
    pub async fn db_former(&self, commune: Commune) -> Member {
        let member = self.db_a_member().named("Lý Thị Xoan").in_team(commune.team).create().await;
        let by = self.db_a_member().named("Ngô Văn Trị").without_phone().create().await;
        let scope = self.trainer_scope(by.id, commune.id);
        self.store
            .end_membership(&scope, member.id, tungngo_domain::membership::Ending::Away, self.now())
            .await
            .expect("a former member");
        member
    }

    /// The id of a person's latest grant.
    pub async fn db_grant_id(&self, person: PersonId) -> Uuid {
        let rights = self.store.all_rights(self.now()).await.expect("rights");
        rights.iter().rev().find(|one| one.person == person).expect("a grant").id
    }

    /// Grants a trainer a module to start with.
    pub async fn db_holding(&self, person: PersonId, module: &str) {
        let new = NewHolding {
            holder: person,
            module: Slug::parse(module).expect("a module"),
            reason: "Tập huấn viên đầu tiên".to_owned(),
            document: "Quyết định mẫu".to_owned(),
            document_date: self.today(),
        };
        let (by, now) =
            (self.db_a_member().named("Ngô Văn Trị").without_phone().create().await.id, self.now());
        self.store.write(async |txn| grant_holding(txn, new, by, now).await).await.expect("a grant");
    }

    /// Sets the lasting PIN [`PIN`].
    pub async fn db_pin(&self, person: PersonId) {
        let hash = self.hasher.hash_pin(&Pin::read(PIN).expect("a PIN"), person).await.expect("a hash");
        self.store.write(async |txn| logins::set_demo_pin(txn, person, hash).await).await.expect("a PIN");
    }

    /// Sets the passphrase [`PASSPHRASE`].
    pub async fn db_passphrase(&self, person: PersonId) {
        let (now, hash) = (self.now(), self.hasher.hash_passphrase(PASSPHRASE).await.expect("a hash"));
        self.store
            .write(async |txn| logins::set_passphrase(txn, person, None, hash, now).await)
            .await
            .expect("a passphrase");
    }

    /// Prints a card.
    pub async fn db_card(&self, person: PersonId) -> CardPaper {
        let (now, secret, pin) = (self.now(), link_secret(), "739 154".to_owned());
        let hash = self.hasher.hash_pin(&Pin::read(&pin).expect("a PIN"), person).await.expect("a hash");
        let serial = codes::make(codes::CARD_SERIAL_SIGNS, random_byte);
        let until = now + chrono::Duration::days(FIRST_PIN_DAYS);
        let hashed = secret_hash(&secret);
        self.store
            .write(async |txn| logins::issue_card(txn, person, hashed, serial, (hash, until), now).await)
            .await
            .expect("a card");
        CardPaper { path: format!("/card/{secret}"), pin }
    }

    /// Makes an invitation link for somebody with a role; gives back its secret.
    pub async fn db_invitation(&self, person: PersonId) -> String {
        let (now, secret) = (self.now(), link_secret());
        let until = now + chrono::Duration::days(INVITATION_DAYS);
        let hashed = secret_hash(&secret);
        self.store
            .write(async |txn| invite(txn, Some(person), Purpose::Staff, hashed, until, now).await)
            .await
            .expect("an invitation");
        secret
    }

    /// Gives consent to the notice of now.
    pub async fn db_consent(&self, person: PersonId) {
        let doer = self.doer(person, LoginId(Uuid::nil()));
        self.store.give_consent(doer, tungngo::web::public_notice_version()).await.expect("consent");
    }

    /// Signs a person in, as coming through no door.
    pub async fn db_login(&self, person: PersonId, level: Level, shared: bool) -> Login {
        let now = self.now();
        let new = NewLogin {
            person,
            door: Door::Phone,
            level,
            shared,
            device: "Điện thoại Android".to_owned(),
            address: "127.0.0.1".to_owned(),
            expires_at: tungngo::web::login::lifetime_of(level, shared).ends(now, now),
            second_factor: level == Level::Staff,
        };
        let id = self.store.start_login(new, now).await.expect("a login");
        self.browser_of(person, id, level, shared)
    }

    /// What a person does now, for calls below HTTP.
    pub fn doer(&self, person: PersonId, login: LoginId) -> Doer {
        Doer { person, login, source: Source::OwnPhone, now: self.now() }
    }

    /// The reach of a trainer over a unit.
    pub fn trainer_scope(&self, person: PersonId, unit: UnitId) -> Scope {
        self.scope(person, Role::Trainer, unit)
    }

    /// The reach of an officer over a unit.
    pub fn officer_scope(&self, person: PersonId, unit: UnitId) -> Scope {
        self.scope(person, Role::Officer, unit)
    }

    fn scope(&self, person: PersonId, role: Role, unit: UnitId) -> Scope {
        let right = Right { role, unit, from: self.now(), until: None, modules: BTreeSet::new() };
        Scope::of(person, role, &[right], self.now()).expect("in force")
    }

    /// Has a member pass the test of a module.
    pub async fn db_pass_test(&self, member: PersonId, module: &str) {
        let in_use = self.courses.now();
        let module = in_use.catalogue.module(&Slug::parse(module).expect("an id")).expect("a module");
        let doer = self.doer(member, LoginId(Uuid::nil()));
        let attempt =
            self.store.open_attempt(doer, module, Uuid::now_v7(), random_bytes()).await.expect("an attempt");
        let (_, drawn) = self.store.attempt(member, attempt).await.expect("the draw");
        for (place, one) in (0u16..).zip(&drawn.draw) {
            let question = module.bank_question(&one.key).expect("a question");
            let choices = Answer::right(question).expect("a right answer");
            self.store
                .answer_attempt(doer, module, attempt, place, choices, Uuid::now_v7())
                .await
                .expect("an answer");
        }
        self.store
            .close_attempt(doer, &in_use.catalogue, module, attempt, &mut random_byte)
            .await
            .expect("a result");
    }

    /// Has a trainer of this unit sign off the whole checklist of a module.
    pub async fn db_sign_off(&self, member: PersonId, module: &str, trainer: PersonId, unit: UnitId) {
        let in_use = self.courses.now();
        let module = in_use.catalogue.module(&Slug::parse(module).expect("an id")).expect("a module");
        let practice = module.practice.as_ref().expect("a practice");
        let items: BTreeSet<Slug> = practice.checklist.iter().map(|item| item.key.clone()).collect();
        let doer = self.doer(trainer, LoginId(Uuid::nil()));
        let scope = self.trainer_scope(trainer, unit);
        let seen = Seen { member, module, items: &items, form: Uuid::now_v7() };
        self.store
            .sign_off(&scope, doer, &in_use.catalogue, seen, &mut random_byte)
            .await
            .expect("a sign-off");
    }

    /// Assigns a module to teams for four weeks, through the calls of a trainer of this unit.
    pub async fn db_assignment(&self, module: &str, unit: UnitId, teams: &[UnitId]) -> Uuid {
        let trainer = self.db_staff("Trần Thị Thu Hằng", Role::Trainer, unit).await.person;
        let teams: BTreeSet<UnitId> = teams.iter().copied().collect();
        let terms = Terms {
            modules: [Slug::parse(module).expect("an id")].into(),
            audience: audience::Audience { teams: teams.clone(), ..Default::default() },
            units: teams,
        };
        let due_on = self.today() + chrono::Duration::days(28);
        let what = Assigning { terms, due_on, message: String::new() };
        let (id, scope) = (Uuid::now_v7(), self.trainer_scope(trainer, unit));
        self.store.assign(&scope, id, &what, self.now()).await.expect("an assignment");
        id
    }

    /// Has a member certified in a module: the test passed, the checklist signed off by a trainer of the commune.
    pub async fn db_certified(&self, member: PersonId, module: &str, commune: Commune) {
        let trainer = self.db_staff("Trần Thị Thu Hằng", Role::Trainer, commune.id).await.person;
        self.db_holding(trainer, module).await;
        self.db_pass_test(member, module).await;
        self.db_sign_off(member, module, trainer, commune.id).await;
    }

    /// Has the programme of trainers and officials ask that they know this module, from tomorrow on; and goes on to
    /// tomorrow.
    pub async fn db_staff_programme(&self, module: &str) -> Slug {
        let id = Slug::parse(STAFF_PROGRAMME).expect("an id");
        let nation = self.db_nation().await;
        let officer = self.db_staff("Lê Văn Xã", Role::Officer, nation).await.person;
        let module = Slug::parse(module).expect("an id");
        let rule = Rule {
            requires: vec![Requirement { module, rung: Rung::Knows }],
            valid_for_months: None,
            audience: Audience::Staff(Audience::STAFF.into_iter().collect()),
            from: self.today() + chrono::Duration::days(1),
        };
        let (scope, new) = (self.officer_scope(officer, nation), Uuid::now_v7());
        let rule = NewRule { id: new, programme: id.clone(), rule };
        self.store.draft_rule(&scope, rule, self.now()).await.expect("a rule");
        self.store.adopt_rule(&scope, new, 0, self.now()).await.expect("a rule adopted");
        self.travel(chrono::Duration::days(1));
        id
    }

    /// A draft of the words on certificates of the members' programme, with this heading.
    pub async fn db_template(&self, actor: PersonId, heading: &str) -> Uuid {
        self.db_template_of(MEMBERS_PROGRAMME, actor, heading).await
    }

    /// The same of another programme.
    pub async fn db_template_of(&self, programme: &str, actor: PersonId, heading: &str) -> Uuid {
        let wording = Wording {
            heading: heading.to_owned(),
            programme: "đã học đủ chương trình [tên]".to_owned(),
            module: "đã học xong chuyên đề [tên]".to_owned(),
            teaching: "đã dạy được chuyên đề [tên]".to_owned(),
            issuer_unit: "Sở Khoa học và Công nghệ tỉnh Thử".to_owned(),
            signer_title: "Giám đốc".to_owned(),
            signer_name: "Hà Thị Ký".to_owned(),
            place: "Tỉnh Thử".to_owned(),
        };
        let id = Uuid::now_v7();
        let programme = Slug::parse(programme).expect("an id");
        self.store.draft_template(id, &programme, wording, actor, self.now()).await.expect("a draft").id
    }

    /// Plans a training session for these teams.
    pub async fn db_session(
        &self,
        trainer: PersonId,
        unit: UnitId,
        teams: &[UnitId],
        modules: &[&str],
    ) -> SessionId {
        let new = NewSession {
            unit,
            place: "Nhà văn hóa thôn Bến Đá".to_owned(),
            starts_at: self.now(),
            modules: modules.iter().map(|id| Slug::parse(id).expect("an id")).collect(),
            audience: audience::Audience { teams: teams.iter().copied().collect(), ..Default::default() },
            form: Uuid::now_v7(),
        };
        let scope = self.trainer_scope(trainer, unit);
        let doer = self.doer(trainer, LoginId(Uuid::nil()));
        self.store.plan_session(&scope, doer, new).await.expect("a session")
    }

    /// Prints a test on paper.
    pub async fn db_sheet(
        &self,
        trainer: PersonId,
        unit: UnitId,
        member: PersonId,
        module: &str,
        session: Option<SessionId>,
    ) -> SheetId {
        let module = self.module(module);
        let (scope, doer) = (self.trainer_scope(trainer, unit), self.doer(trainer, LoginId(Uuid::nil())));
        let wanted = [(member, &module)];
        let form = Uuid::now_v7();
        let sheets = self.store.print_sheets(&scope, doer, session, &wanted, form, &mut random_byte).await;
        sheets.expect("a sheet")[0]
    }

    /// A member stuck at a lesson; the trainer has passed it on to the province.
    pub async fn db_help(&self, trainer: PersonId, commune: Commune, member: PersonId) -> Uuid {
        let slug = |text: &str| Slug::parse(text).expect("an id");
        let place = HelpPlace {
            module: slug("thanh-toan"),
            lesson: Some(slug("tt-01")),
            question: None,
            title: "Thanh toán thử: Bài 1".to_owned(),
            stem: String::new(),
        };
        let (kind, text) = (Difficulty::Unclear, "Chưa hiểu".to_owned());
        let new = NewHelp { member, place, kind, text, form: Uuid::now_v7() };
        self.store.ask_for_help(&new, self.now()).await.expect("a request");
        let own = self.store.own_help(member, Slice { after: None, limit: 1 }).await.expect("requests");
        let scope = self.trainer_scope(trainer, commune.id);
        let desk = Desk { scope: &scope, request: own[0].id, seen: 1, form: Uuid::now_v7() };
        self.store.act_on_help(desk, Act::Pass(""), self.now()).await.expect("passed on");
        own[0].id
    }

    /// A roster file that was read and changes nothing; written too, where it is to be taken back.
    pub async fn db_import(&self, owner: PersonId, role: Role, unit: UnitId, written: bool) -> Uuid {
        use tungngo_storage::rosters::{Counts, NewImport};
        let now = self.now();
        let rights = self.store.rights(owner).await.expect("rights");
        let scope = Scope::of(owner, role, &rights, now).expect("the role");
        let new = NewImport { unit, actor: Some(owner), file_name: "tổ.csv".to_owned() };
        let id = self.store.begin_import(&scope, new, now).await.expect("an import");
        let understood = r#"{"row":1,"columns":[]}"#.to_owned();
        self.store
            .finish_reading(id, understood, Counts::default(), vec![], vec![unit], now)
            .await
            .expect("a file that was read");
        if written {
            self.store.apply_import(&scope, id, Some(owner), now).await.expect("a file that was written");
        }
        id
    }

    /// A reform of the map that was sent and does not fit.
    pub async fn db_reform(&self) -> Uuid {
        use tungngo_storage::reforms::{Found, NewReform, Refusal};
        let new = NewReform {
            id: Uuid::now_v7(),
            name: "Nhập hai xã".to_owned(),
            day: self.today(),
            file: "old_code,new_code,relation,is_default\n".to_owned(),
            sheet: tungngo_domain::reform::Sheet::default(),
        };
        let found = Found::Refused(Refusal::NotYet);
        self.store.keep_reform(&new, &found, None, self.now()).await.expect("a reform");
        new.id
    }
}
