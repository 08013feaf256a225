//! One table a file, without behaviour, private to this crate. The schema itself is in `migrations/`.

pub(crate) mod attempt;
pub(crate) mod attempt_answer;
pub(crate) mod audit_entry;
pub(crate) mod card;
pub(crate) mod catalogue;
pub(crate) mod certificate;
pub(crate) mod certificate_number;
pub(crate) mod credential;
pub(crate) mod holding_grant;
pub(crate) mod invitation;
pub(crate) mod ledger_event;
pub(crate) mod lesson_progress;
pub(crate) mod login;
pub(crate) mod membership;
pub(crate) mod module_progress;
pub(crate) mod module_version;
pub(crate) mod person;
pub(crate) mod programme;
pub(crate) mod question_progress;
pub(crate) mod role_grant;
pub(crate) mod rollup_counter;
pub(crate) mod setting;
pub(crate) mod sign_off;
pub(crate) mod throttle;
pub(crate) mod unit;
pub(crate) mod unit_ancestor;
