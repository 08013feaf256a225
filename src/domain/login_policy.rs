//! How long a signed-in browser lasts (P10): idle and at the most, by whose it is.

use chrono::Duration;

/// How long a login lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// Without being used.
    pub idle: Duration,
    /// At the most; `None` where using it renews it.
    pub at_most: Option<Duration>,
}

/// The member's own phone: most evenings there is no login at all (L1 of accessibility.md).
pub const OWN_PHONE: Lifetime = Lifetime { idle: Duration::days(180), at_most: None };
/// A phone shared in a household or hall.
pub const SHARED_PHONE: Lifetime =
    Lifetime { idle: Duration::minutes(30), at_most: Some(Duration::hours(4)) };
/// Trainers, officers, authors.
pub const STAFF: Lifetime = Lifetime { idle: Duration::hours(8), at_most: Some(Duration::days(30)) };
/// Administrators' pages.
pub const ADMINISTRATOR: Lifetime =
    Lifetime { idle: Duration::minutes(15), at_most: Some(Duration::hours(8)) };
/// A login that came in with the printed first PIN and has not saved the lasting one.
pub const FIRST_PIN: Lifetime = Lifetime { idle: Duration::minutes(30), at_most: Some(Duration::hours(1)) };

/// Days an invitation link lives (P7).
pub const INVITATION_DAYS: i64 = 14;
/// Characters a staff passphrase has at least (P6).
pub const PASSPHRASE_MIN_CHARS: usize = 12;
/// Characters a passphrase has at the most.
pub const PASSPHRASE_MAX_CHARS: usize = 128;

impl Lifetime {
    /// Whether a login used last at `seen` still lives at `now`.
    pub fn lives(
        self,
        created: crate::time::Instant,
        seen: crate::time::Instant,
        now: crate::time::Instant,
    ) -> bool {
        now < seen + self.idle && self.at_most.is_none_or(|at_most| now < created + at_most)
    }

    /// The latest instant at which a login used at `now` may live.
    pub fn ends(self, created: crate::time::Instant, now: crate::time::Instant) -> crate::time::Instant {
        self.at_most.map_or(now + self.idle, |at_most| created + at_most)
    }

    /// How stale the note of its last use may become: a tenth of the idle time, so that a page writes nothing.
    pub fn stale_after(self) -> Duration {
        self.idle / 10
    }
}

/// Why a text may not be a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Fewer than [`PASSPHRASE_MIN_CHARS`]; holds how many there are.
    #[error("{0} characters instead of at least 12")]
    Short(usize),
    /// More than [`PASSPHRASE_MAX_CHARS`].
    #[error("more than 128 characters")]
    Long,
    /// On the list of what everybody tries first, or made of few characters.
    #[error("everybody tries this first")]
    Common,
    /// Holds the person's own account name.
    #[error("holds the account name")]
    Account,
}

/// Beginnings that everybody tries first, folded and without spaces. Long passphrases that only prolong one of these
/// with digits or repeats are as weak as they are.
const COMMON: [&str; 32] = [
    "123456",
    "abcdef",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "1q2w3e",
    "password",
    "passw0rd",
    "matkhau",
    "iloveyou",
    "admin",
    "welcome",
    "vietnam",
    "anhyeuem",
    "emyeuanh",
    "toiyeu",
    "chuyendoiso",
    "congngheso",
    "tocongnghe",
    "tungngo",
    "quantri",
    "giaovien",
    "taphuan",
    "canbo",
    "letmein",
    "dragon",
    "monkey",
    "football",
    "sunshine",
    "princess",
    "hanoi",
    "saigon",
];

/// Checks a staff passphrase (P6): long, not what everybody tries first, not the account name. No composition rules.
pub fn check_passphrase(passphrase: &str, account: &str) -> Result<(), PassphraseError> {
    let length = passphrase.chars().count();
    if length < PASSPHRASE_MIN_CHARS {
        return Err(PassphraseError::Short(length));
    }
    if length > PASSPHRASE_MAX_CHARS {
        return Err(PassphraseError::Long);
    }
    let folded: String = crate::people::fold(passphrase).chars().filter(|c| c.is_alphanumeric()).collect();
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    let rest = |common: &str| folded.replace(common, "");
    let thin = |rest: String| rest.chars().filter(|c| c.is_alphabetic()).count() < 4;
    if different.len() < 5 || COMMON.iter().any(|common| folded.contains(common) && thin(rest(common))) {
        return Err(PassphraseError::Common);
    }
    let account = crate::people::fold(account);
    if account.len() >= 4 && folded.contains(&account) && thin(rest(&account)) {
        return Err(PassphraseError::Account);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn sec_p10_a_shared_phone_ends_after_half_an_hour_unused_and_after_the_evening() {
        let created = at("2026-11-21T12:00:00Z");
        assert!(SHARED_PHONE.lives(created, created, at("2026-11-21T12:29:59Z")));
        assert!(!SHARED_PHONE.lives(created, created, at("2026-11-21T12:30:00Z")));
        let late = at("2026-11-21T15:59:00Z");
        assert!(SHARED_PHONE.lives(created, late, late));
        assert!(!SHARED_PHONE.lives(created, late, at("2026-11-21T16:00:00Z")));
    }

    #[test]
    fn sec_p10_ones_own_phone_is_renewed_by_use() {
        let created = at("2026-01-01T00:00:00Z");
        let seen = at("2027-06-01T00:00:00Z");
        assert!(OWN_PHONE.lives(created, seen, at("2027-11-01T00:00:00Z")));
        assert!(!OWN_PHONE.lives(created, seen, at("2027-12-01T00:00:00Z")));
    }

    #[test]
    fn sec_p6_a_passphrase_is_long_and_not_what_everybody_tries() {
        assert_eq!(check_passphrase("mat khau", "hang"), Err(PassphraseError::Short(8)));
        assert_eq!(check_passphrase(&"ab".repeat(65), "hang"), Err(PassphraseError::Long));
        for common in
            ["mật khẩu 123456", "123456123456", "aaaaaaaaaaaaaa", "Tungngo@2026!!", "qwertyqwerty12"]
        {
            assert_eq!(check_passphrase(common, "hang"), Err(PassphraseError::Common), "{common}");
        }
        assert_eq!(check_passphrase("hang.tran2026!", "hang.tran"), Ok(()), "other letters remain");
        assert_eq!(check_passphrase("hangtran202612", "hangtran"), Err(PassphraseError::Account));
        assert_eq!(check_passphrase("con trâu gặm cỏ ven sông", "hang"), Ok(()));
    }
}
