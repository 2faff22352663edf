//! Runs the isolation property for as many moves as asked for, on every core.
//!
//! `cargo run --release -p concord-sfu --features sim --example isolation -- MOVES [SEED]`
//!
//! Every planted mutant is tried first: a property that misses a mistake proves nothing. The
//! last line states moves, deliveries checked, leaks, and mutants caught. A leak or a missed
//! mutant fails the run and names the seed.

use std::process::ExitCode;
use std::thread;

use sfu::sim::isolation::{MUTANTS, Outcome, run};

/// Moves within which every mutant must be caught.
const MOVES_PER_MUTANT: u64 = 50_000;
/// Moves of one run; each has a seed of its own, so that a failure is quickly replayed.
const MOVES_PER_RUN: u64 = 100_000;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let (moves, seed) = match (numbers.next(), numbers.next()) {
        (None, _) => (MOVES_PER_RUN, 1),
        (Some(Ok(moves)), None) => (moves, 1),
        (Some(Ok(moves)), Some(Ok(seed))) => (moves, seed),
        _ => {
            eprintln!("expected MOVES and SEED as numbers");
            return ExitCode::FAILURE;
        }
    };
    let missed: Vec<_> = MUTANTS.iter().filter(|mutant| !mutant.is_caught(seed, MOVES_PER_MUTANT)).collect();
    for mutant in &missed {
        println!("missed: {mutant:?}");
    }
    let total = run_all(seed, moves);
    println!(
        "moves={} deliveries={} leaks={} missing={} reused={} sealed={} mutants={}/{}",
        total.moves,
        total.deliveries,
        total.leaks,
        total.missing,
        total.reused,
        total.sealed,
        MUTANTS.len() - missed.len(),
        MUTANTS.len()
    );
    let is_clean = total.leaks + total.missing + total.reused + total.sealed == 0;
    if is_clean && missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What all runs saw together.
#[derive(Default)]
struct Total {
    moves: u64,
    deliveries: u64,
    leaks: u64,
    missing: u64,
    reused: u64,
    sealed: u64,
}

impl Total {
    fn add(&mut self, outcome: &Outcome) {
        self.moves += outcome.moves;
        self.deliveries += outcome.tally.deliveries;
        self.leaks += outcome.tally.leaks;
        self.missing += outcome.tally.missing;
        self.reused += outcome.tally.reused;
        self.sealed += outcome.sealed;
    }
}

/// Shares the runs among the cores.
fn run_all(seed: u64, moves: u64) -> Total {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let runs = moves.div_ceil(MOVES_PER_RUN);
    let mut total = Total::default();
    thread::scope(|scope| {
        let share = |core: u64| {
            (core..runs)
                .step_by(cores as usize)
                .map(|index| run_one(seed + index, moves - index * MOVES_PER_RUN))
                .collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..cores).map(|core| scope.spawn(move || share(core))).collect();
        for worker in workers {
            worker.join().expect("no run panics").iter().for_each(|outcome| total.add(outcome));
        }
    });
    total
}

fn run_one(seed: u64, left: u64) -> Outcome {
    let outcome = run(seed, left.min(MOVES_PER_RUN));
    if let Some(first) = outcome.tally.first_leak.as_ref().or(outcome.tally.first_missing.as_ref()) {
        println!("seed {seed}: {first}");
    }
    outcome
}
