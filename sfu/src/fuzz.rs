//! Bytes from strangers, tried on every parser and on a whole shard.
//!
//! A target takes any bytes, panics if they break a promise, and says in one number what
//! kind of input they were. The fuzzer keeps an input of a kind not seen before; what it kept
//! stands in `sfu/corpus` and is replayed by an ordinary test. Compiled for tests and with the
//! feature `sim`; never part of a server.

mod mutation;
mod node;
mod parsers;
mod rewriter;

pub use mutation::Mutator;

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Most bytes of one input.
pub const INPUT_BYTES: usize = 8192;

/// Something that takes bytes from strangers.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, and that of its folder in the corpus.
    pub name: &'static str,
    run: fn(&[u8]) -> u64,
}

/// All of them.
pub const TARGETS: [Target; 7] = [
    Target { name: "stun", run: parsers::stun },
    Target { name: "rtp", run: parsers::rtp },
    Target { name: "rtcp", run: parsers::rtcp },
    Target { name: "sdp", run: parsers::sdp },
    Target { name: "demux", run: parsers::demux },
    Target { name: "rewriter", run: rewriter::run },
    Target { name: "node", run: node::run },
];

impl Target {
    /// The target of that name.
    pub fn named(name: &str) -> Option<Self> {
        TARGETS.into_iter().find(|target| target.name == name)
    }

    /// Tries one input; what kind of input it was. Panics if it breaks a promise.
    pub fn run(&self, input: &[u8]) -> u64 {
        (self.run)(&input[..input.len().min(INPUT_BYTES)])
    }

    /// Where its inputs are kept.
    pub fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(self.name)
    }

    /// The inputs that are kept, in the order of their names.
    ///
    /// # Errors
    ///
    /// The folder or a file in it cannot be read.
    pub fn corpus(&self) -> io::Result<Vec<Vec<u8>>> {
        let entries = fs::read_dir(self.folder())?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.sort();
        paths.iter().map(fs::read).collect()
    }
}

/// Folds small facts into one number that tells kinds of input apart.
#[derive(Default)]
struct Kinds(u64);

impl Kinds {
    /// The order counts, repetition beyond a few does not: a kind is no counter.
    fn add(&mut self, fact: u64) {
        self.0 = self.0.rotate_left(7) ^ fact.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha20Rng;

    use super::*;

    /// proves: S4, F1, H8
    #[test]
    fn every_input_that_was_kept_still_does_no_harm() {
        for target in TARGETS {
            let corpus = target.corpus().unwrap();
            assert!(corpus.len() >= 3, "{} has {} inputs", target.name, corpus.len());
            let kinds: HashSet<u64> = corpus.iter().map(|input| target.run(input)).collect();
            assert!(kinds.len() >= 3, "{} sees no difference between its inputs", target.name);
        }
    }

    /// proves: S4
    #[test]
    fn neighbours_of_what_was_kept_do_no_harm() {
        for target in TARGETS {
            let corpus = target.corpus().unwrap();
            let mut mutator = Mutator::new(1);
            for _ in 0..2_000 {
                target.run(&mutator.neighbour(&corpus));
            }
        }
    }

    #[test]
    fn a_seed_gives_the_same_inputs_again_and_none_is_too_long() {
        let corpus = [vec![7; INPUT_BYTES], vec![1, 2, 3], Vec::new()];
        let inputs = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..500).map(|_| mutator.neighbour(&corpus)).collect::<Vec<_>>()
        };
        assert_eq!(inputs(3), inputs(3));
        assert_ne!(inputs(3), inputs(4));
        assert!(inputs(3).iter().all(|input| input.len() <= INPUT_BYTES));
    }

    /// proves: F1
    #[test]
    fn noise_does_no_harm() {
        let mut random = ChaCha20Rng::seed_from_u64(2);
        for length in 0..300 {
            let mut noise = vec![0; length];
            random.fill_bytes(&mut noise);
            for target in TARGETS {
                target.run(&noise);
            }
        }
    }
}
