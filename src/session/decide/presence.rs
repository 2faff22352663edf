//! Help, and fair evidence about absence: the software describes, the judge decides (INV-A01).

use super::{Act, Decision, short_text};
use crate::session::command::Absence;
use crate::session::event::Event;
use crate::session::id::ParticipantId;
use crate::session::refusal::Refusal;
use crate::session::state::Presence;

/// A prompt and a warning (OLR 25).
const WARNINGS_BEFORE_WALKED_OUT: usize = 2;
/// Most warnings kept per person.
const WARNINGS: usize = 50;

impl Act<'_, '_> {
    pub(super) fn ask_for_help(&self, text: &str) -> Decision {
        Ok(vec![Event::HelpAsked { who: self.me.id, text: short_text(text)? }])
    }

    pub(super) fn settle_help(&self, who: ParticipantId) -> Decision {
        match self.person(who)?.help {
            Some(_) => Ok(vec![Event::HelpSettled { who }]),
            None => Err(Refusal::NothingToDo),
        }
    }

    pub(super) fn warn_of_absence(&self, who: ParticipantId, text: &str) -> Decision {
        if self.person(who)?.warnings.len() >= WARNINGS {
            return Err(Refusal::TooMany);
        }
        Ok(vec![Event::AbsenceWarned { who, text: short_text(text)? }])
    }

    pub(super) fn see_warning(&self) -> Decision {
        match self.me.warnings.iter().any(|warning| warning.seen.is_none()) {
            true => Ok(vec![Event::WarningSeen { who: self.me.id }]),
            false => Err(Refusal::NothingToDo),
        }
    }

    pub(super) fn mark_absence(&self, who: ParticipantId, kind: Absence, reason: &str) -> Decision {
        let person = self.person(who)?;
        match kind {
            Absence::NoShow => {
                let came = !matches!(person.presence, Presence::Absent);
                if came || self.context.now < self.session.scheduled_at {
                    return Err(Refusal::NothingToDo);
                }
            }
            Absence::WalkedOut => {
                if person.holds_place() || matches!(person.presence, Presence::Absent) {
                    return Err(Refusal::NothingToDo);
                }
                if person.warnings.len() < WARNINGS_BEFORE_WALKED_OUT {
                    return Err(Refusal::WarningsFirst);
                }
            }
        }
        Ok(vec![Event::AbsenceMarked { who, kind, reason: short_text(reason)? }])
    }
}
