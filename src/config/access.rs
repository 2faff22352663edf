//! Sign-in, lockout and lifetimes.

use serde::{Deserialize, Serialize};

/// `[access]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Access {
    /// Hours a sign-in lasts without use.
    pub idle_hours: u32,
    /// Hours a sign-in lasts at most.
    pub longest_hours: u32,
    /// Fewest characters of a password.
    pub password_characters: usize,
    /// Wrong passwords in a row before an account is locked.
    pub failures_before_lock: u32,
    /// Minutes an account stays locked.
    pub lock_minutes: u32,
    /// Minutes a one-time code is good for.
    pub code_minutes: u32,
    /// Hours an invitation link is good for.
    pub invitation_hours: u32,
    /// Days an association code is good for.
    pub association_days: u32,
    /// Seconds a ticket into a session is good for (reliability S1: at most 120).
    pub entry_seconds: u32,
    /// Seconds a download link is good for (reliability S9: at most 60).
    pub download_seconds: u32,
    /// Sign-in attempts per minute from one address.
    pub attempts_per_minute: u32,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            idle_hours: 12,
            longest_hours: 7 * 24,
            password_characters: 10,
            failures_before_lock: 6,
            lock_minutes: 10,
            code_minutes: 5,
            invitation_hours: 72,
            association_days: 30,
            entry_seconds: 120,
            download_seconds: 60,
            attempts_per_minute: 20,
        }
    }
}

impl Access {
    pub(super) fn contradiction(&self) -> Option<String> {
        if self.idle_hours > self.longest_hours {
            return Some("access.idle_hours must not be more than access.longest_hours".into());
        }
        if self.password_characters < 8 {
            return Some("access.password_characters must be at least 8".into());
        }
        if self.entry_seconds > 120 || self.download_seconds > 60 {
            return Some(
                "access.entry_seconds must be at most 120 and access.download_seconds at most 60".into(),
            );
        }
        let zero = [
            self.idle_hours,
            self.failures_before_lock,
            self.lock_minutes,
            self.code_minutes,
            self.association_days,
        ];
        zero.contains(&0).then(|| "the lifetimes and counts of [access] must be above zero".into())
    }
}
