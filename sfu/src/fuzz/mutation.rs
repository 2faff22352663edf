//! Inputs that differ a little from ones that are known.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::INPUT_BYTES;

/// Values at the edges of fields.
const EDGES: [u8; 8] = [0, 1, 0x0f, 0x10, 0x7f, 0x80, 0xfe, 0xff];

/// Makes inputs out of others; the same seed makes the same ones.
pub struct Mutator {
    random: ChaCha20Rng,
}

impl Mutator {
    /// Starts at a seed.
    pub fn new(seed: u64) -> Self {
        Self { random: ChaCha20Rng::seed_from_u64(seed) }
    }

    /// An input near one of `corpus`, one to eight changes away.
    pub fn neighbour(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.pick(corpus).to_vec();
        for _ in 0..self.random.random_range(1..=8) {
            self.change(&mut input, corpus);
        }
        input.truncate(INPUT_BYTES);
        input
    }

    fn pick<'a>(&mut self, corpus: &'a [Vec<u8>]) -> &'a [u8] {
        if corpus.is_empty() { &[] } else { &corpus[self.random.random_range(0..corpus.len())] }
    }

    fn change(&mut self, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let at = self.random.random_range(0..=input.len());
        let (head, byte) = (at.min(input.len().saturating_sub(1)), self.random.next_u32() as u8);
        match self.random.random_range(0..8) {
            0 => input.insert(at, byte),
            1 => input.truncate(at),
            2 => self.splice(input, at, corpus),
            3 => self.repeat(input, at),
            4 if !input.is_empty() => drop(input.remove(head)),
            _ if input.is_empty() => input.push(byte),
            5 => input[head] ^= 1 << (byte & 7),
            6 => input[head] = EDGES[usize::from(byte & 7)],
            _ => input[head] = byte,
        }
    }

    /// The end becomes that of another input.
    fn splice(&mut self, input: &mut Vec<u8>, at: usize, corpus: &[Vec<u8>]) {
        let other = self.pick(corpus);
        let from = self.random.random_range(0..=other.len());
        input.truncate(at);
        input.extend_from_slice(&other[from..]);
    }

    /// A piece of up to 64 bytes comes twice.
    fn repeat(&mut self, input: &mut Vec<u8>, at: usize) {
        let piece = input[at..].iter().take(self.random.random_range(1..=64)).copied().collect::<Vec<_>>();
        input.splice(at..at, piece);
    }
}
