//! The audibility ledger: who can receive whose sound, picture and chat, without content.
//!
//! Each change goes into the hash-chained event log as the media plane confirmed it, so that
//! a party can be shown proof that the other side could not have heard its caucus. "Who hears
//! you now" is read from the same table.

pub mod visits;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::ParticipantId;
use super::media::{Placement, placement, rights};
use super::state::Session;

/// For each sender the set of those who receive them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Audibility(pub BTreeMap<ParticipantId, Reach>);

/// Whom one person reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reach {
    /// Who hears them.
    pub audio: BTreeSet<ParticipantId>,
    /// Who sees their camera or screen.
    pub video: BTreeSet<ParticipantId>,
    /// Who reads what they write to the room.
    pub chat: BTreeSet<ParticipantId>,
}

impl Reach {
    /// Reaches nobody.
    pub fn is_empty(&self) -> bool {
        self.audio.is_empty() && self.video.is_empty() && self.chat.is_empty()
    }
}

impl Audibility {
    /// Whom `who` reaches.
    pub fn reach(&self, who: ParticipantId) -> Option<&Reach> {
        self.0.get(&who)
    }

    /// The senders whose reach differs in `next`, with their reach there.
    #[must_use]
    pub fn changes_to(&self, next: &Self) -> Self {
        let nobody = Reach::default();
        let senders: BTreeSet<_> = self.0.keys().chain(next.0.keys()).copied().collect();
        let changed = senders.into_iter().filter_map(|sender| {
            let before = self.0.get(&sender).unwrap_or(&nobody);
            let after = next.0.get(&sender).unwrap_or(&nobody);
            (before != after).then(|| (sender, after.clone()))
        });
        Self(changed.collect())
    }

    /// Takes in changes; a sender who reaches nobody is dropped.
    pub fn apply(&mut self, changes: &Self) {
        for (sender, reach) in &changes.0 {
            if reach.is_empty() {
                self.0.remove(sender);
            } else {
                self.0.insert(*sender, reach.clone());
            }
        }
    }
}

/// What the rules of the session allow at this moment: the most that the media plane may
/// ever do. The actual table is always a part of it.
pub fn permitted(session: &Session) -> Audibility {
    let mut table = Audibility::default();
    for sender in session.participants.values() {
        let Placement::Room(room) = placement(session, sender) else { continue };
        let may = rights(session, sender);
        let receivers: BTreeSet<_> = session
            .members(room)
            .filter(|p| p.id != sender.id && placement(session, p) == Placement::Room(room))
            .map(|p| p.id)
            .collect();
        let only_if = |allowed: bool| if allowed { receivers.clone() } else { BTreeSet::new() };
        let reach = Reach {
            audio: only_if(may.microphone),
            video: only_if(may.camera || may.screen),
            chat: only_if(may.chat),
        };
        if !reach.is_empty() {
            table.0.insert(sender.id, reach);
        }
    }
    table
}
