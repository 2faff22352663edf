//! Answers to wishes. "Done" is said when it is true: everything that a wish took away, the
//! media node has confirmed to be gone (INV-S02).

use std::collections::BTreeSet;

use rand::CryptoRng;
use signaling::channel::{self, CommandId, Input, Sentence};

use super::Live;
use super::channel::Wish;
use crate::coordinator::placement::{Numbers, Restriction};
use crate::session::{ParticipantId, Refusal};

/// A wish that was granted, and what it still waits for.
pub(super) struct Granted {
    who: ParticipantId,
    id: CommandId,
    until: BTreeSet<Restriction>,
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// How a wish ended. A refusal is told at once, a grant when the node has followed.
    pub fn answer(&mut self, wish: &Wish, outcome: Result<(), Refusal>) {
        let Some(id) = wish.id.clone() else { return };
        let who = wish.who;
        let Err(refusal) = outcome else {
            self.granted.push(Granted { who, id, until: self.world.unconfirmed() });
            return self.answer_granted();
        };
        let said = refusal.sentence();
        let sentence = Sentence { zh: said.zh.into(), en: said.en.into() };
        let outcome = Err(channel::Refusal { code: refusal.code().to_owned(), sentence });
        self.converse(who, Input::Answer { id, outcome });
    }

    /// Answers those that wait for nothing any more.
    pub(super) fn answer_granted(&mut self) {
        if self.granted.is_empty() {
            return;
        }
        let unconfirmed = self.world.unconfirmed();
        let done = self.granted.extract_if(.., |granted| granted.until.is_disjoint(&unconfirmed));
        for Granted { who, id, .. } in done.collect::<Vec<_>>() {
            self.converse(who, Input::Answer { id, outcome: Ok(()) });
        }
    }
}
