//! What strangers did, as numbers: garbage is counted, never logged above DEBUG.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counters by kind and code, for metrics. Only rare events come here: refusals and ends.
#[derive(Debug, Default)]
pub struct Counts(Mutex<BTreeMap<(&'static str, &'static str), u64>>);

impl Counts {
    /// Tokens that were refused, by [`crate::token::Refusal::code`].
    pub const TOKEN_REFUSED: &'static str = "token_refused";
    /// Attempts that were denied, by status.
    pub const DENIED: &'static str = "denied";
    /// Sockets of the media wire that ended, by cause.
    pub const MEDIA_CLOSED: &'static str = "media_closed";
    /// Sockets of the session channel that ended, by cause.
    pub const CHANNEL_CLOSED: &'static str = "channel_closed";

    /// One more.
    pub(super) fn add(&self, kind: &'static str, code: &'static str) {
        *self.lock().entry((kind, code)).or_default() += 1;
    }

    /// All of them now.
    pub fn snapshot(&self) -> BTreeMap<(&'static str, &'static str), u64> {
        self.lock().clone()
    }

    /// One of them now.
    pub fn get(&self, kind: &'static str, code: &'static str) -> u64 {
        self.lock().get(&(kind, code)).copied().unwrap_or(0)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<(&'static str, &'static str), u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
