//! What an officer reads of certificates: searching those within reach, one of them with its history.
//!
//! Owns: whose certificates are within reach, the pages of the search. Does not own: what may be done to them
//! ([`crate::certificate_acts`], [`tungngo_domain::certificate_acts`]).
//!
//! Within reach are the certificates of whoever is in a team within reach, and of those who left such a team and are
//! in none now: their certificates still count, and may have to be revoked; and those of programmes for trainers and
//! officials of units within reach.

use crate::certificates::{Certificate, SubjectKind, certificate_from, held_from};
use crate::connect::Store;
use crate::entity::{certificate, ledger_event, membership, person, programme_rule, role_grant};
use crate::error::{Result, StorageError};
use crate::ledger::event_from;
use crate::member_list::Wanted as Looked;
use crate::people::{asked_of_each, is_below, names, teams_below};
use crate::{PAGE_ROWS, Span, cut_to};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::{BTreeSet, HashMap};
use tungngo_domain::access::Scope;
use tungngo_domain::certificate_acts::{Seen, State, ending_until};
use tungngo_domain::ids::{CertificateId, PersonId, UnitId};
use tungngo_domain::ledger::{Event, Happening};
use tungngo_domain::programmes::Audience;
use tungngo_domain::units::UnitKind;

/// What is looked for; nothing named means everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// A number, words of a name, or digits of a phone number.
    pub query: String,
    /// Below this unit.
    pub unit: Option<UnitId>,
    /// Of this module, or of the programme.
    pub subject: Option<(SubjectKind, String)>,
    /// In this state. [`State::InForce`] finds those that end soon too; [`State::Ending`] none that has a successor.
    pub state: Option<State>,
}

/// A certificate of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The certificate.
    pub certificate: Certificate,
    /// The holder's name as it is on record now.
    pub name: String,
    /// The team the holder is in now; none for those who left.
    pub team: Option<UnitId>,
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct CertificateRows {
    /// The rows.
    pub rows: Vec<Listed>,
    /// What the next page comes after.
    pub next: Option<CertificateId>,
}

/// One certificate with what stands around it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The certificate.
    pub certificate: Certificate,
    /// The holder's name as it is on record now.
    pub name: String,
    /// The team the holder is in now.
    pub team: Option<UnitId>,
    /// What the decisions look at.
    pub seen: Seen,
    /// The one that took its place.
    pub replaced_by: Option<Certificate>,
    /// Whatever else its holder was issued, the latest first.
    pub others: Vec<Certificate>,
    /// What happened to it, the latest first.
    pub history: Vec<Past>,
}

/// Something that happened to a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// When.
    pub at: tungngo_domain::time::Instant,
    /// What: issued, replaced or revoked.
    pub what: Happening,
    /// Whose act it was, or followed from.
    pub actor: PersonId,
    /// That person's name.
    pub actor_name: String,
}

/// The last places `w` of people, present or past, in teams within reach: gathered, or asked of each that a walk meets.
fn last_places(scope: &Scope, unit: Option<UnitId>, walked: bool) -> SelectStatement {
    use membership::Column as M;
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as(membership::Entity, "n")
        .and_where(Expr::col(("n", M::PersonId)).equals(("w", M::PersonId)))
        .and_where(Expr::col(("n", M::Id)).not_equals(("w", M::Id)))
        .cond_where(
            Condition::any()
                .add(Expr::col(("n", M::LeftOn)).is_null())
                .add(Expr::col(("n", M::LeftOn)).gt(Expr::col(("w", M::LeftOn))))
                .add(
                    Expr::col(("n", M::LeftOn))
                        .equals(("w", M::LeftOn))
                        .and(Expr::col(("n", M::Id)).gt(Expr::col(("w", M::Id)))),
                ),
        )
        .to_owned();
    let below = |roots: &[UnitId]| {
        let (team, roots) = (("w", M::TeamId), roots.iter().copied());
        if walked { is_below(roots, team) } else { Expr::col(team).in_subquery(teams_below(roots)) }
    };
    let mut places = Query::select();
    places
        .column(("w", M::PersonId))
        .from_as(membership::Entity, "w")
        .and_where(below(scope.roots()))
        .cond_where(
            Condition::any()
                .add(Expr::col(("w", M::LeftOn)).is_null())
                .add(Condition::all().not().add(Expr::exists(later))),
        );
    if let Some(unit) = unit {
        places.and_where(below(&[unit]));
    }
    places
}

/// Certificates of programmes for trainers and officials whose holders have or had such a right within reach: they may
/// be in no team.
fn of_staff(scope: &Scope, unit: Option<UnitId>) -> Condition {
    use certificate::Column as C;
    let programmes = Query::select()
        .column(programme_rule::Column::ProgrammeId)
        .from(programme_rule::Entity)
        .and_where(Expr::col(programme_rule::Column::Audience).eq("staff"))
        .to_owned();
    let mut rights = Query::select();
    rights
        .expr(Expr::val(1))
        .from_as(role_grant::Entity, "g")
        .and_where(Expr::col(("g", role_grant::Column::PersonId)).equals((certificate::Entity, C::MemberId)))
        .and_where(Expr::col(("g", role_grant::Column::Role)).is_in(Audience::STAFF.map(|role| role.code())))
        .and_where(is_below(scope.roots().iter().copied(), ("g", role_grant::Column::UnitId)));
    if let Some(unit) = unit {
        rights.and_where(is_below([unit], ("g", role_grant::Column::UnitId)));
    }
    Condition::all()
        .add(C::SubjectKind.eq(SubjectKind::Programme.code()))
        .add(C::SubjectId.in_subquery(programmes))
        .add(asked_of_each(rights))
}

/// The certificates within reach, for few of them: whoever is within reach is gathered first.
fn gathered_within(scope: &Scope, unit: Option<UnitId>) -> Select<certificate::Entity> {
    let of_members = certificate::Column::MemberId.in_subquery(last_places(scope, unit, false));
    certificate::Entity::find().filter(Condition::any().add(of_members).add(of_staff(scope, unit)))
}

/// The same asked of each certificate that is met: in the order of a list, so that a page reads a little more than its
/// rows, or among those that were found by something else.
fn walked_within(scope: &Scope, unit: Option<UnitId>) -> Select<certificate::Entity> {
    let mut place = last_places(scope, unit, true);
    place.and_where(
        Expr::col(("w", membership::Column::PersonId))
            .equals((certificate::Entity, certificate::Column::MemberId)),
    );
    certificate::Entity::find().filter(Condition::any().add(asked_of_each(place)).add(of_staff(scope, unit)))
}

/// The row of a certificate within reach; any other does not exist.
pub(crate) async fn certificate_within(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: CertificateId,
) -> Result<certificate::Model> {
    let row = walked_within(scope, None).filter(certificate::Column::Id.eq(id.0)).one(db).await?;
    row.ok_or(StorageError::NotFound)
}

/// What the decisions look at, of one among all of its holder.
pub(crate) fn seen_of(row: &certificate::Model, all: &[Certificate]) -> Seen {
    let mine = |one: &&Certificate| one.kind.code() == row.subject_kind && one.subject == row.subject_id;
    Seen {
        holder: PersonId(row.member_id),
        held: held_from(row),
        replaced: row.replaced_at.is_some(),
        latest: all.iter().filter(mine).all(|one| one.cycle <= row.cycle),
    }
}

/// "tn 2026 184" as it is printed; nothing for what is no number of a certificate.
fn printed_number(query: &str) -> Option<String> {
    let rest = query.trim().to_uppercase();
    let digits: String = rest.strip_prefix("TN")?.chars().filter(char::is_ascii_digit).collect();
    let number = digits.get(4..).filter(|number| !number.is_empty())?.trim_start_matches('0');
    Some(crate::certificates::number_text(digits.get(..4)?.parse().ok()?, number.parse().ok()?))
}

fn in_state(state: State, today: NaiveDate) -> Condition {
    use certificate::Column as C;
    let standing = Condition::all().add(C::RevokedAt.is_null()).add(C::ReplacedAt.is_null());
    match state {
        State::InForce => {
            standing.add(Condition::any().add(C::ValidUntil.is_null()).add(C::ValidUntil.gte(today)))
        }
        State::Ending => {
            let next = Query::select()
                .expr(Expr::val(1))
                .from_as(certificate::Entity, "n")
                .and_where(Expr::col(("n", C::MemberId)).equals((certificate::Entity, C::MemberId)))
                .and_where(Expr::col(("n", C::SubjectKind)).equals((certificate::Entity, C::SubjectKind)))
                .and_where(Expr::col(("n", C::SubjectId)).equals((certificate::Entity, C::SubjectId)))
                .and_where(Expr::col(("n", C::Cycle)).gt(Expr::col((certificate::Entity, C::Cycle))))
                .to_owned();
            standing
                .add(C::ValidUntil.gte(today))
                .add(C::ValidUntil.lte(ending_until(today)))
                .add(Condition::all().not().add(Expr::exists(next)))
        }
        State::Ended => standing.add(C::ValidUntil.lt(today)),
        State::Revoked => Condition::all().add(C::RevokedAt.is_not_null()),
        State::Replaced => Condition::all().add(C::ReplacedAt.is_not_null()),
    }
}

impl Store {
    /// A page of what is looked for within reach: the latest issued first, or those that end by their end. A cursor that
    /// names none within reach begins at the beginning.
    pub async fn certificate_page(
        &self,
        scope: &Scope,
        wanted: &Wanted,
        span: Span<CertificateId>,
        today: NaiveDate,
    ) -> Result<CertificateRows> {
        use certificate::Column as C;
        let db = self.reader();
        let looked = Looked::read(&wanted.query);
        let number = printed_number(&wanted.query);
        let by_end = matches!(wanted.state, Some(State::Ending | State::Ended));
        let mut query = if self.is_small(scope, wanted.unit).await? {
            gathered_within(scope, wanted.unit)
        } else {
            walked_within(scope, wanted.unit)
        };
        match (number, looked.condition()) {
            (Some(number), _) => query = query.filter(C::Number.eq(number)),
            (None, Some(who)) => {
                let people = Query::select()
                    .column(person::Column::Id)
                    .from(person::Entity)
                    .cond_where(who)
                    .to_owned();
                query = query.filter(C::MemberId.in_subquery(people));
            }
            (None, None) => {}
        }
        if let Some((kind, subject)) = &wanted.subject {
            query = query.filter(C::SubjectKind.eq(kind.code())).filter(C::SubjectId.eq(subject.as_str()));
        }
        if let Some(state) = wanted.state {
            query = query.filter(in_state(state, today));
        }
        let cursor = match span.after {
            Some(after) => match certificate_within(db, scope, after).await {
                Ok(row) => Some((row.valid_until, row.id)),
                Err(StorageError::NotFound) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let ending = wanted.state == Some(State::Ending);
        match (by_end, cursor) {
            (true, Some((Some(until), id))) => {
                let same = Condition::all().add(C::ValidUntil.eq(until));
                let beyond = Condition::any();
                query = query.filter(if ending {
                    beyond.add(C::ValidUntil.gt(until)).add(same.add(C::Id.gt(id)))
                } else {
                    beyond.add(C::ValidUntil.lt(until)).add(same.add(C::Id.lt(id)))
                });
            }
            (false, Some((_, id))) => query = query.filter(C::Id.lt(id)),
            _ => {}
        }
        let order = if ending { Order::Asc } else { Order::Desc };
        if by_end {
            query = query.order_by(C::ValidUntil, order.clone());
        }
        let mut rows = query.order_by(C::Id, order).limit(span.rows + 1).all(db).await?;
        let next = cut_to(&mut rows, span.rows, |row| CertificateId(row.id));
        Ok(CertificateRows { rows: self.with_holders(rows).await?, next })
    }

    /// Whether so few are within reach that they are gathered and sorted, not walked in their order.
    async fn is_small(&self, scope: &Scope, unit: Option<UnitId>) -> Result<bool> {
        let roots = unit.map_or_else(|| scope.roots().to_vec(), |unit| vec![unit]);
        for root in roots {
            let kind = self.unit(root).await?.kind;
            if matches!(kind, UnitKind::Nation | UnitKind::Province) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// These rows with what is on record of their holders now; they come from a query with a scope.
    pub(crate) async fn with_holders(&self, rows: Vec<certificate::Model>) -> Result<Vec<Listed>> {
        let members: Vec<_> = rows.iter().map(|row| row.member_id).collect();
        let names = names(self.reader(), members.iter().copied()).await?;
        let places = membership::Entity::find()
            .filter(membership::Column::PersonId.is_in(members.iter().copied()))
            .filter(membership::Column::LeftOn.is_null())
            .all(self.reader())
            .await?;
        let teams: HashMap<_, _> = places.into_iter().map(|one| (one.person_id, one.team_id)).collect();
        let listed = |row: certificate::Model| Listed {
            name: names.get(&row.member_id).cloned().unwrap_or_default(),
            team: teams.get(&row.member_id).copied().map(UnitId),
            certificate: certificate_from(row),
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// These certificates; where one is not within reach, none is there (Z3).
    pub async fn certificates_by_id(
        &self,
        scope: &Scope,
        ids: &BTreeSet<CertificateId>,
    ) -> Result<Vec<Listed>> {
        if ids.len() as u64 > PAGE_ROWS {
            return Err(StorageError::NotFound);
        }
        let rows = walked_within(scope, None)
            .filter(certificate::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(certificate::Column::ValidUntil)
            .order_by_asc(certificate::Column::Id)
            .all(self.reader())
            .await?;
        if rows.len() == ids.len() { self.with_holders(rows).await } else { Err(StorageError::NotFound) }
    }

    /// One certificate within reach, with its history.
    pub async fn desk_certificate(&self, scope: &Scope, id: CertificateId) -> Result<Found> {
        let db = self.reader();
        let row = certificate_within(db, scope, id).await?;
        let all = self.certificates(PersonId(row.member_id)).await?;
        let seen = seen_of(&row, &all);
        let history = self.history(PersonId(row.member_id), id).await?;
        let Listed { certificate, name, team } =
            self.with_holders(vec![row]).await?.pop().ok_or(StorageError::NotFound)?;
        let replaces = |one: &Certificate| one.replaces.as_ref().is_some_and(|replaces| replaces.id == id);
        Ok(Found {
            replaced_by: all.iter().find(|one| replaces(one)).cloned(),
            others: all.into_iter().rev().filter(|one| one.id != id).collect(),
            certificate,
            name,
            team,
            seen,
            history,
        })
    }

    async fn history(&self, member: PersonId, id: CertificateId) -> Result<Vec<Past>> {
        let kinds = ["certificate-issued", "certificate-replaced", "certificate-revoked"];
        let rows = ledger_event::Entity::find()
            .filter(ledger_event::Column::MemberId.eq(member.0))
            .filter(ledger_event::Column::Kind.is_in(kinds))
            .order_by_desc(ledger_event::Column::Seq)
            .all(self.reader())
            .await?;
        let events = rows.into_iter().map(event_from).collect::<Result<Vec<Event>>>()?;
        let about = |event: &Event| match &event.what {
            Happening::CertificateIssued { certificate } | Happening::CertificateRevoked { certificate } => {
                *certificate == id
            }
            Happening::CertificateReplaced { certificate, .. } => *certificate == id,
            _ => false,
        };
        let events: Vec<Event> = events.into_iter().filter(about).collect();
        let names = names(self.reader(), events.iter().map(|event| event.actor.0)).await?;
        Ok(events
            .into_iter()
            .map(|event| Past {
                at: event.received,
                actor_name: names.get(&event.actor.0).cloned().unwrap_or_default(),
                actor: event.actor,
                what: event.what,
            })
            .collect())
    }

    /// The certificate that took the place of another. Unscoped: for pages of the other, which led here.
    pub async fn replacement_of(&self, id: CertificateId) -> Result<Option<Certificate>> {
        let row = certificate::Entity::find()
            .filter(certificate::Column::ReplacesId.eq(id.0))
            .one(self.reader())
            .await?;
        Ok(row.map(certificate_from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_say_it() {
        for (said, number) in [
            ("TN-2026-000184", Some("TN-2026-000184")),
            ("tn 2026 184", Some("TN-2026-000184")),
            (" Tn20261234567", Some("TN-2026-1234567")),
            ("TN-2026", None),
            ("Tn", None),
            ("2026-000184", None),
            ("Tấn", None),
        ] {
            assert_eq!(printed_number(said).as_deref(), number, "{said:?}");
        }
    }
}
