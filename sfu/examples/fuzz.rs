//! Tries neighbours of the corpus for a while and keeps those of a kind not seen before.
//!
//! `cargo run --release -p concord-sfu --features sim --example fuzz -- NAME [SECONDS] [SEED]`
//!
//! An input that breaks a promise is written beside the others before the run fails, so that
//! `make test` repeats it.

use std::collections::HashSet;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, io, panic};

use sfu::fuzz::{Mutator, TARGETS, Target};

/// Inputs a corpus grows to; further ones are tried, but not kept.
const CORPUS_INPUTS: usize = 48;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let target = arguments.next().and_then(|name| Target::named(&name));
    let mut numbers = arguments.map(|argument| argument.parse::<u64>().ok());
    let (Some(target), Some(seconds), Some(seed)) =
        (target, numbers.next().unwrap_or(Some(60)), numbers.next().unwrap_or(Some(1)))
    else {
        let names = TARGETS.map(|target| target.name).join(", ");
        eprintln!("expected NAME [SECONDS] [SEED], where NAME is one of {names}");
        return ExitCode::FAILURE;
    };
    match grow(target, Duration::from_secs(seconds), seed) {
        Ok(is_clean) if is_clean => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the corpus of {} cannot be read or written: {error}", target.name);
            ExitCode::FAILURE
        }
    }
}

/// `false` if an input broke a promise.
#[expect(clippy::disallowed_methods, reason = "edge: a run ends by the clock")]
fn grow(target: Target, time: Duration, seed: u64) -> io::Result<bool> {
    let mut corpus = target.corpus()?;
    let mut kinds: HashSet<u64> = corpus.iter().map(|input| target.run(input)).collect();
    let (mut mutator, mut tried, known) = (Mutator::new(seed), 0_u64, corpus.len());
    let end = Instant::now() + time;
    while Instant::now() < end {
        let input = mutator.neighbour(&corpus);
        tried += 1;
        let Ok(kind) = panic::catch_unwind(|| target.run(&input)) else {
            println!("{} broke after {tried} inputs, kept as {}", target.name, keep(target, &input)?);
            return Ok(false);
        };
        if kinds.insert(kind) && corpus.len() < CORPUS_INPUTS {
            keep(target, &input)?;
            corpus.push(input);
        }
    }
    println!("{}: tried={tried} kinds={} kept={}", target.name, kinds.len(), corpus.len() - known);
    Ok(true)
}

/// Named by its content, so that no input is kept twice; the path.
fn keep(target: Target, input: &[u8]) -> io::Result<String> {
    let name = input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let path = target.folder().join(format!("{name:016x}"));
    fs::write(&path, input)?;
    Ok(path.display().to_string())
}
