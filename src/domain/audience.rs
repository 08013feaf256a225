//! Whom an assignment or a training session is for: a query on members, not a list of names, so that who joins later
//! is included.
//!
//! Owns: the query, its reading from and writing to stored text, and the decision whether a member is meant. Does not
//! own: who is within reach (a [`crate::access::Scope`] bounds every use of it) nor how rows are found.

use crate::ids::UnitId;
use crate::people::TeamRole;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A query on members. An empty set of teams means every team within reach, an empty set of roles every role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// The teams meant.
    #[serde(default)]
    pub teams: BTreeSet<UnitId>,
    /// The places in the team meant ("chỉ tổ trưởng").
    #[serde(default)]
    pub roles: BTreeSet<TeamRole>,
    /// Only those who hold no valid certificate of the module asked about (for several modules: not of all of them).
    #[serde(default)]
    pub uncertified: bool,
}

/// What the query asks of one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The present team.
    pub team: UnitId,
    /// The place in it.
    pub role: TeamRole,
    /// Whether every module asked about is certified.
    pub certified: bool,
}

impl Audience {
    /// Whether this member is meant.
    pub fn includes(&self, one: Candidate) -> bool {
        (self.teams.is_empty() || self.teams.contains(&one.team))
            && (self.roles.is_empty() || self.roles.contains(&one.role))
            && !(self.uncertified && one.certified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_empty_query_means_everybody_and_each_part_narrows_it() {
        let (here, there) = (UnitId(Uuid::from_u128(1)), UnitId(Uuid::from_u128(2)));
        let leader = Candidate { team: here, role: TeamRole::Leader, certified: true };
        let member = Candidate { team: there, role: TeamRole::Member, certified: false };
        let all = Audience::default();
        assert!(all.includes(leader) && all.includes(member));
        let one_team = Audience { teams: [here].into(), ..Audience::default() };
        assert!(one_team.includes(leader) && !one_team.includes(member));
        let leaders = Audience { roles: [TeamRole::Leader].into(), ..Audience::default() };
        assert!(leaders.includes(leader) && !leaders.includes(member));
        let open = Audience { uncertified: true, ..Audience::default() };
        assert!(!open.includes(leader) && open.includes(member));
    }

    #[test]
    fn what_is_stored_reads_back_and_unknown_words_are_refused() {
        let query = Audience {
            teams: [UnitId(Uuid::from_u128(7))].into(),
            roles: [TeamRole::Leader, TeamRole::Deputy].into(),
            uncertified: true,
        };
        let text = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<Audience>(&text).unwrap(), query);
        assert!(serde_json::from_str::<Audience>(r#"{"team":[]}"#).is_err());
    }
}
