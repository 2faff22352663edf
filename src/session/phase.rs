//! Phases of a session (domain.md §7) and the ways between them.
//!
//! ```text
//! scheduled → entry_open → in_session ⇄ recess
//!                              ⇅           │
//!                          suspended       │
//!                in_session → minutes_review → closed → archived
//! exits before the end: cancelled, postponed, converted_offline
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of proceeding a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// 调解.
    Mediation,
    /// 庭审.
    Hearing,
}

/// Where a session stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Planned; the entry window has not opened.
    Scheduled,
    /// People may enter and wait (HE-04: three hours before). Not yet in session.
    EntryOpen,
    /// 开庭 or joint mediation has begun.
    InSession,
    /// 休庭: nobody but staff is heard; the recording rests.
    Recess,
    /// Interrupted by a fault, with its reason.
    Suspended,
    /// The minutes are read and confirmed (CPL 150).
    MinutesReview,
    /// 闭庭: over.
    Closed,
    /// Over, and the record is sealed.
    Archived,
    /// Called off.
    Cancelled,
    /// Moved to another day.
    Postponed,
    /// Goes on in the court house (OLR 21); what was done online stays valid (INV-A04).
    ConvertedOffline,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 11] = [
        Self::Scheduled,
        Self::EntryOpen,
        Self::InSession,
        Self::Recess,
        Self::Suspended,
        Self::MinutesReview,
        Self::Closed,
        Self::Archived,
        Self::Cancelled,
        Self::Postponed,
        Self::ConvertedOffline,
    ];

    /// Whether `next` may follow.
    pub fn may_become(self, next: Self) -> bool {
        use Phase::{
            Archived, Cancelled, Closed, ConvertedOffline, EntryOpen, InSession, MinutesReview, Postponed,
            Recess, Scheduled, Suspended,
        };
        match self {
            Scheduled => matches!(next, EntryOpen | Cancelled | Postponed),
            EntryOpen => matches!(next, InSession | Cancelled | Postponed | ConvertedOffline),
            InSession => matches!(next, Recess | Suspended | MinutesReview | Closed | ConvertedOffline),
            Recess | Suspended => matches!(next, InSession | Closed | Postponed | ConvertedOffline),
            MinutesReview => matches!(next, InSession | Closed),
            Closed => matches!(next, Archived),
            Archived | Cancelled | Postponed | ConvertedOffline => false,
        }
    }

    /// Over for good: nobody may be in any room.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Archived | Self::Cancelled | Self::Postponed | Self::ConvertedOffline
        )
    }
}

/// A set of phases, so that policy is data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Phases(u16);

impl Phases {
    /// From the opening of the entry window to the end.
    pub const LIVE: Self = Self::of(&[
        Phase::EntryOpen,
        Phase::InSession,
        Phase::Recess,
        Phase::Suspended,
        Phase::MinutesReview,
    ]);
    /// Before the proceeding begins.
    pub const BEFORE: Self = Self::of(&[Phase::Scheduled, Phase::EntryOpen]);
    /// Not over yet.
    pub const NOT_OVER: Self = Self::BEFORE.or(Self::LIVE);

    /// The set of the given phases.
    pub const fn of(phases: &[Phase]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < phases.len() {
            bits |= 1 << phases[i] as u16;
            i += 1;
        }
        Self(bits)
    }

    /// Both sets together.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `phase` is in the set.
    pub const fn has(self, phase: Phase) -> bool {
        self.0 & (1 << phase as u16) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Phase;

    #[test]
    fn an_ended_session_never_starts_again() {
        for over in Phase::ALL.into_iter().filter(|phase| phase.is_over()) {
            for next in Phase::ALL {
                assert!(next.is_over() || !over.may_become(next), "{over:?} must not become {next:?}");
            }
        }
    }

    #[test]
    fn every_live_phase_can_reach_an_end() {
        for start in Phase::ALL {
            let mut reached = vec![start];
            while let Some(next) = Phase::ALL
                .into_iter()
                .find(|next| !reached.contains(next) && reached.iter().any(|from| from.may_become(*next)))
            {
                reached.push(next);
            }
            assert!(reached.iter().any(|phase| phase.is_over()), "{start:?} is a dead end");
        }
    }
}
