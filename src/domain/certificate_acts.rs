//! What an officer may do to a certificate: revoke it, reissue it after the holder's name was corrected, continue it
//! before its end.
//!
//! Owns: the state of one certificate among those of its subject, and each decision with its reason. Does not own: when
//! a certificate is due by itself ([`crate::certification`]), nor who is within reach ([`crate::access`]).
//!
//! Continuing asks for no new test: it says that what was certified still stands. So it is allowed only in the last
//! [`ENDING_DAYS`], and only while nothing of it was recalled, asked again or taken back. The holder loses no day: the
//! next one ends a whole term after the end of the last.

use crate::access::Role;
use crate::certification::{Held, valid_until};
use crate::ids::PersonId;
use chrono::{Duration, NaiveDate};

/// Days before its end in which a certificate is listed as ending, and may be continued.
pub const ENDING_DAYS: i64 = 60;

/// Where one certificate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Counts, and for longer than [`ENDING_DAYS`].
    InForce,
    /// Counts, and ends soon.
    Ending,
    /// Ended.
    Ended,
    /// Was revoked.
    Revoked,
    /// Another took its place.
    Replaced,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::InForce, Self::Ending, Self::Ended, Self::Revoked, Self::Replaced];

    /// How addresses write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Ending => "ending",
            Self::Ended => "ended",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// The last day of those that count as ending.
pub fn ending_until(today: NaiveDate) -> NaiveDate {
    today + Duration::days(ENDING_DAYS)
}

/// The state of a certificate.
pub fn state(held: &Held, replaced: bool, today: NaiveDate) -> State {
    match held.valid_until {
        _ if replaced => State::Replaced,
        _ if held.revoked_at.is_some() => State::Revoked,
        Some(until) if until < today => State::Ended,
        Some(until) if until <= ending_until(today) => State::Ending,
        _ => State::InForce,
    }
}

/// Why a certificate is revoked: what everybody may read of it. What else is to say stays in the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeReason {
    /// It was issued to somebody else than meant.
    WrongPerson,
    /// Something printed on it is wrong, and no correction of a name.
    WrongContent,
    /// The conditions turned out not to be met.
    NotMet,
    /// The test or the practice was not the holder's own.
    NotOwnWork,
    /// The holder asked for it.
    Asked,
}

impl RevokeReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::WrongPerson, Self::WrongContent, Self::NotMet, Self::NotOwnWork, Self::Asked];

    /// How forms write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::WrongPerson => "wrong-person",
            Self::WrongContent => "wrong-content",
            Self::NotMet => "not-met",
            Self::NotOwnWork => "not-own-work",
            Self::Asked => "asked",
        }
    }

    /// Reads [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// What the check page says.
    pub fn words(self) -> &'static str {
        match self {
            Self::WrongPerson => "Cấp nhầm người",
            Self::WrongContent => "Nội dung trên giấy chưa đúng",
            Self::NotMet => "Chưa đủ điều kiện cấp",
            Self::NotOwnWork => "Bài kiểm tra hoặc thực hành không do người được cấp tự làm",
            Self::Asked => "Người được cấp đề nghị",
        }
    }
}

/// A certificate as far as the decisions look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Whose it is.
    pub holder: PersonId,
    /// What the rule of certifying needs.
    pub held: Held,
    /// Whether another took its place.
    pub replaced: bool,
    /// Whether it is the latest of its holder for its subject.
    pub latest: bool,
}

/// Why something may not be done to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ActRefusal {
    /// Nobody decides about their own certificate (Z6).
    #[error("nobody decides about their own certificate")]
    OwnRecord,
    /// It was revoked.
    #[error("the certificate is revoked")]
    Revoked,
    /// Another took its place.
    #[error("another certificate took its place")]
    Replaced,
    /// It has ended.
    #[error("the certificate has ended")]
    Ended,
    /// There is a later one.
    #[error("there is a later certificate")]
    NotLatest,
    /// It is printed with the name on record.
    #[error("the name is the one on record")]
    SameName,
    /// It has no end.
    #[error("the certificate has no end")]
    NoEnd,
    /// It ends later than in [`ENDING_DAYS`].
    #[error("the certificate does not end soon")]
    TooEarly,
    /// Something of what it certifies no longer stands.
    #[error("the programme's rule is no longer met")]
    RuleNotMet,
    /// Its holder is in no team any more.
    #[error("the holder left the team")]
    Left,
    /// A member's certificate follows those of its modules, of which one ends no later.
    #[error("a module's certificate ends as early")]
    ModulesFirst,
}

impl ActRefusal {
    /// A word for the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::OwnRecord => "own",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::Ended => "ended",
            Self::NotLatest => "not-latest",
            Self::SameName => "same-name",
            Self::NoEnd => "no-end",
            Self::TooEarly => "too-early",
            Self::RuleNotMet => "rule",
            Self::Left => "left",
            Self::ModulesFirst => "modules-first",
        }
    }
}

/// Whether somebody may revoke a certificate within reach. One that ended may be revoked too: it was never right.
pub fn may_revoke(actor: PersonId, seen: &Seen) -> Result<(), ActRefusal> {
    if seen.holder == actor {
        Err(ActRefusal::OwnRecord)
    } else if seen.replaced {
        Err(ActRefusal::Replaced)
    } else if seen.held.revoked_at.is_some() {
        Err(ActRefusal::Revoked)
    } else {
        Ok(())
    }
}

/// What holds for every act that issues a new certificate after this one.
fn stands(actor: PersonId, seen: &Seen, today: NaiveDate) -> Result<(), ActRefusal> {
    if seen.holder == actor {
        return Err(ActRefusal::OwnRecord);
    }
    match state(&seen.held, seen.replaced, today) {
        State::Replaced => Err(ActRefusal::Replaced),
        State::Revoked => Err(ActRefusal::Revoked),
        State::Ended => Err(ActRefusal::Ended),
        State::InForce | State::Ending if !seen.latest => Err(ActRefusal::NotLatest),
        State::InForce | State::Ending => Ok(()),
    }
}

/// Whether a certificate may be reissued: it stands, and `printed` is no longer the name on record.
pub fn may_reissue(
    actor: PersonId,
    seen: &Seen,
    printed: &str,
    name: &str,
    today: NaiveDate,
) -> Result<(), ActRefusal> {
    stands(actor, seen, today)?;
    if printed == name { Err(ActRefusal::SameName) } else { Ok(()) }
}

/// Whether a certificate may be continued as far as its days say; gives its last day.
pub fn ends_soon(actor: PersonId, seen: &Seen, today: NaiveDate) -> Result<NaiveDate, ActRefusal> {
    stands(actor, seen, today)?;
    let until = seen.held.valid_until.ok_or(ActRefusal::NoEnd)?;
    if until > ending_until(today) { Err(ActRefusal::TooEarly) } else { Ok(until) }
}

/// The last day of a module's certificate that continues one which ends on `ends`; `met` tells whether the rungs are
/// there in what counts of the record today.
pub fn continued_until(
    ends: NaiveDate,
    months: Option<u32>,
    met: bool,
) -> Result<Option<NaiveDate>, ActRefusal> {
    if met { Ok(valid_until(ends + Duration::days(1), months)) } else { Err(ActRefusal::RuleNotMet) }
}

/// Whether a role may change the words on a programme's certificates: the administrator, and the officers who keep the
/// programme. Who answers for what a certificate asks answers for what it says; so the nation's programmes have the words
/// of the nation's officers alone, and those of a unit touch nobody's papers but its own.
pub fn may_change_words(role: Role, keeps: bool) -> bool {
    match role {
        Role::Administrator => true,
        Role::Officer => keeps,
        Role::Trainer | Role::Author => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn seen(until: Option<&str>) -> Seen {
        let held = Held { cycle: 1, valid_until: until.map(date), revoked_at: None };
        Seen { holder: PersonId(Uuid::from_u128(1)), held, replaced: false, latest: true }
    }

    const OFFICER: PersonId = PersonId(Uuid::from_u128(9));

    #[test]
    fn a_certificate_may_be_continued_in_its_last_sixty_days_and_loses_none_of_them() {
        let today = date("2026-12-01");
        for (until, expected) in [
            (None, Err(ActRefusal::NoEnd)),
            (Some("2026-11-30"), Err(ActRefusal::Ended)),
            (Some("2026-12-01"), Ok(date("2026-12-01"))),
            (Some("2027-01-30"), Ok(date("2027-01-30"))),
            (Some("2027-01-31"), Err(ActRefusal::TooEarly)),
        ] {
            assert_eq!(ends_soon(OFFICER, &seen(until), today), expected, "{until:?}");
        }
        assert_eq!(
            continued_until(date("2026-12-31"), Some(12), true),
            Ok(Some(date("2027-12-31"))),
            "from the day after the end"
        );
        assert_eq!(continued_until(date("2026-12-31"), None, true), Ok(None));
        assert_eq!(continued_until(date("2026-12-31"), Some(12), false), Err(ActRefusal::RuleNotMet));
    }

    #[test]
    fn only_a_standing_certificate_with_another_name_is_reissued() {
        let today = date("2026-12-01");
        let may = |seen: Seen, name: &str| may_reissue(OFFICER, &seen, "Nguyễn Văn Hoà", name, today);
        assert_eq!(may(seen(None), "Nguyễn Văn Hòa"), Ok(()));
        assert_eq!(may(seen(None), "Nguyễn Văn Hoà"), Err(ActRefusal::SameName));
        assert_eq!(may(seen(Some("2026-11-30")), "Hòa"), Err(ActRefusal::Ended));
        assert_eq!(may(Seen { latest: false, ..seen(None) }, "Hòa"), Err(ActRefusal::NotLatest));
        assert_eq!(may(Seen { replaced: true, ..seen(None) }, "Hòa"), Err(ActRefusal::Replaced));
        assert_eq!(may(Seen { holder: OFFICER, ..seen(None) }, "Hòa"), Err(ActRefusal::OwnRecord));
    }

    proptest! {
        /// Whatever the certificate: what is revoked or replaced stays so, and nobody acts on their own.
        #[test]
        fn sec_z6_nothing_is_done_to_ones_own_nor_twice(
            own: bool, replaced: bool, revoked: bool, latest: bool, days in -400i64..400, endless: bool,
        ) {
            let today = date("2026-12-01");
            let one = Seen {
                holder: if own { OFFICER } else { PersonId(Uuid::from_u128(1)) },
                held: Held {
                    cycle: 2,
                    valid_until: (!endless).then(|| today + Duration::days(days)),
                    revoked_at: revoked.then(|| "2026-11-01T00:00:00Z".parse().unwrap()),
                },
                replaced,
                latest,
            };
            let gone = own || replaced || revoked;
            prop_assert_eq!(may_revoke(OFFICER, &one).is_ok(), !gone);
            let stands = !gone && latest && (endless || days >= 0);
            prop_assert_eq!(may_reissue(OFFICER, &one, "a", "b", today).is_ok(), stands);
            let soon = ends_soon(OFFICER, &one, today).is_ok();
            prop_assert_eq!(soon, stands && !endless && days <= ENDING_DAYS);
        }

        /// A continued certificate always ends later than the one it continues.
        #[test]
        fn continuing_never_shortens(days in 0i64..4_000, months in 1u32..200) {
            let ends = date("2026-12-01") + Duration::days(days);
            let next = continued_until(ends, Some(months), true).unwrap().unwrap();
            prop_assert!(next > ends);
        }
    }
}
