//! Whatever is changed, taken away, swapped or cut off a closed log, the verifier says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use recorder::verify::{self, Trust};
use serde_json::json;

use crate::support::*;

/// Changes tried; `make record-trials` sets more.
fn tries() -> u32 {
    std::env::var("TAMPER_TRIES").map_or(1000, |count| count.parse().unwrap())
}

/// A closed recording of three segments in each of three logs: segments and checkpoints are
/// ten seconds long by the clock.
fn closed(folder: &Path) -> PathBuf {
    let (recorder, _notices) = open(folder);
    let recording = recorder.start(&spec()).unwrap();
    let mut tap = recording.tap();
    recording.track(describe(SOUND));
    recording.track(describe(PICTURE));
    let (began, mut n) = (Instant::now(), 0u16);
    while began.elapsed() < Duration::from_secs(21) {
        push(&mut *tap, SOUND, &rtp(n, u32::from(n) * 9600, false, &[n as u8; 20]));
        push(&mut *tap, PICTURE, &rtp(n, u32::from(n) * 18_000, true, &[0x10, n as u8, 0]));
        n += 1;
        std::thread::park_timeout(Duration::from_millis(200));
    }
    recording.event(&json!({"type": "note", "text": "现在开庭"})).unwrap();
    recording.close("闭庭").unwrap();
    recorder.folder_of(recording.id())
}

/// What somebody may do to a file.
#[derive(Clone, Debug)]
enum Tampering {
    Flip {
        file: usize,
        at: usize,
        bit: u8,
    },
    Truncate {
        file: usize,
        by: usize,
    },
    Append {
        file: usize,
        byte: u8,
    },
    Delete {
        file: usize,
    },
    Swap {
        one: usize,
        other: usize,
    },
    /// A whole line of the checkpoints, or a whole file.
    CutLine {
        line: usize,
    },
}

fn tamperings() -> impl Strategy<Value = Tampering> {
    let number = any::<usize>;
    prop_oneof![
        8 => (number(), number(), 0u8..8).prop_map(|(file, at, bit)| Tampering::Flip { file, at, bit }),
        3 => (number(), number()).prop_map(|(file, by)| Tampering::Truncate { file, by }),
        1 => (number(), any::<u8>()).prop_map(|(file, byte)| Tampering::Append { file, byte }),
        1 => number().prop_map(|file| Tampering::Delete { file }),
        1 => (number(), number()).prop_map(|(one, other)| Tampering::Swap { one, other }),
        1 => number().prop_map(|line| Tampering::CutLine { line }),
    ]
}

/// The files that a verifier looks at, and what is in them.
type Files = Vec<(PathBuf, Vec<u8>)>;

fn files(recording: &Path) -> Files {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(recording.join("log")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.extend(["recording.json", "checkpoints.jsonl"].map(|name| recording.join(name)));
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Does it; gives the files to put right again, none if nothing was changed.
fn tamper(files: &Files, tampering: &Tampering) -> Vec<usize> {
    let pick = |n: usize| n % files.len();
    let write = |n: usize, bytes: &[u8]| fs::write(&files[n].0, bytes).unwrap();
    match *tampering {
        Tampering::Flip { file, at, bit } => {
            let mut bytes = files[pick(file)].1.clone();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            write(pick(file), &bytes);
            vec![pick(file)]
        }
        Tampering::Truncate { file, by } => {
            let bytes = &files[pick(file)].1;
            write(pick(file), &bytes[..bytes.len() - 1 - by % bytes.len()]);
            vec![pick(file)]
        }
        Tampering::Append { file, byte } => {
            let file = pick(file);
            write(file, &[&files[file].1[..], &[byte]].concat());
            vec![file]
        }
        Tampering::Delete { file } => {
            fs::remove_file(&files[pick(file)].0).unwrap();
            vec![pick(file)]
        }
        Tampering::Swap { one, other } if files[pick(one)].1 != files[pick(other)].1 => {
            write(pick(one), &files[pick(other)].1);
            write(pick(other), &files[pick(one)].1);
            vec![pick(one), pick(other)]
        }
        Tampering::Swap { .. } => Vec::new(),
        Tampering::CutLine { line } => {
            let checkpoints = files.len() - 1;
            let lines: Vec<&[u8]> = files[checkpoints].1.split_inclusive(|byte| *byte == b'\n').collect();
            let cut = line % lines.len();
            let kept: Vec<u8> =
                lines.iter().enumerate().filter(|(n, _)| *n != cut).flat_map(|(_, l)| *l).copied().collect();
            write(checkpoints, &kept);
            vec![checkpoints]
        }
    }
}

/// proves: C1 (every change is found, the end of the last segment included)
#[test]
fn whatever_is_done_to_a_closed_log_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let recording = closed(folder.path());
    let trust = Trust::Only(signing_key(folder.path()).verifying_key());
    let sound = verify::log::log(&recording, trust).unwrap();
    assert!(sound.segments.len() >= 7 && sound.checkpoints >= 3, "{sound:?}");
    let files = files(&recording);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: tries(), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&tamperings(), |tampering| {
        let changed = tamper(&files, &tampering);
        let found = verify::log::log(&recording, trust);
        for n in &changed {
            fs::write(&files[*n].0, &files[*n].1).unwrap();
        }
        // Without its last checkpoint a log is like one that was never closed, and said to be.
        let found = !found.is_ok_and(|sound| sound.closed);
        prop_assert!(changed.is_empty() || found, "{tampering:?} was not found");
        Ok(())
    });
    outcome.unwrap();
    assert_eq!(verify::log::log(&recording, trust).unwrap(), sound);
}
