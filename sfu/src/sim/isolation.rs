//! The isolation property (I1): people move about at random while they speak, and nobody may
//! ever receive anything of a room they did not share with its sender from its arrival to its
//! departure.
//!
//! The plane is driven directly, without networks, so that millions of moves fit into minutes.
//! Beside it runs a model of who is where, kept by this test alone; [`watch::Watch`] compares
//! everything that leaves the plane with it, and what must arrive is counted as well.

mod actions;
mod model;
mod mutants;
mod verdict;
mod watch;

use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::fault::{self, Fault};
use crate::plane::{Counters, Plane, PlaneConfig, PlaneEvent};
use model::Model;
pub use mutants::{MUTANTS, Mutant};
pub use watch::Tally;

/// Bandwidth of every viewer, so little that packets have to wait for their turn.
const SLOW_BPS: u32 = 50_000;

/// How one run ended.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Moves from one room to another.
    pub moves: u64,
    /// What was seen on the way.
    pub tally: Tally,
    /// Rooms that the plane sealed because its own check failed.
    pub sealed: u64,
    /// What the plane dropped and why.
    pub counters: Counters,
}

/// One run: a plane, the model beside it, and chance.
struct Trial {
    plane: Plane,
    model: Model,
    tally: Tally,
    now: Instant,
    random: ChaCha8Rng,
    outcome: Outcome,
}

/// Lets people move `moves` times, with everything else that happens in between.
pub fn run(seed: u64, moves: u64) -> Outcome {
    let mut trial = Trial::new(seed);
    while trial.outcome.moves < moves {
        trial.act();
    }
    trial.conclude()
}

/// Runs with `faults` planted until the oracle gives a certain verdict, at most `moves` moves.
/// Whether it did.
pub fn shows(faults: &[Fault], verdict: &str, seed: u64, moves: u64) -> bool {
    fault::plant(faults);
    let mut trial = Trial::new(seed);
    while trial.outcome.moves < moves && !trial.tally.verdicts.contains(verdict) {
        trial.act();
    }
    fault::plant(&[]);
    trial.tally.verdicts.contains(verdict)
}

impl Mutant {
    /// Whether the oracle notices the mistake within so many moves.
    pub fn is_caught(&self, seed: u64, moves: u64) -> bool {
        shows(&[&[self.fault], self.unmasked].concat(), self.shows, seed, moves)
    }
}

impl Trial {
    fn new(seed: u64) -> Self {
        let mut trial = Self {
            plane: Plane::new(PlaneConfig { start_bitrate_bps: SLOW_BPS, ..PlaneConfig::default() }, seed),
            model: Model::default(),
            tally: Tally::default(),
            now: super::epoch(),
            random: ChaCha8Rng::seed_from_u64(seed),
            outcome: Outcome::default(),
        };
        for hearing in 0..model::HEARINGS {
            for _ in 0..model::PEOPLE {
                trial.join(hearing);
            }
        }
        trial
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        if self.plane.poll_timeout().is_some_and(|due| due <= self.now) {
            let mut watch = watch::Watch { model: &self.model, tally: &mut self.tally };
            self.plane.handle_timeout(self.now, &mut watch);
        }
        self.take_events();
    }

    fn take_events(&mut self) {
        while let Some(event) = self.plane.poll_event() {
            match event {
                PlaneEvent::Speakers { room, levels } => self.tally.speakers(&self.model, room, &levels),
                PlaneEvent::RoomSealed { .. } => self.outcome.sealed += 1,
                PlaneEvent::Quality { .. } | PlaneEvent::StreamPaused { .. } | PlaneEvent::Used { .. } => {}
            }
        }
    }

    fn conclude(mut self) -> Outcome {
        self.take_events();
        self.outcome.tally = self.tally;
        self.outcome.counters = *self.plane.counters();
        self.outcome
    }
}

#[cfg(test)]
mod tests;
