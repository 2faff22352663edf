//! The rules of the house, as tests: who may import whom, how long things are, what documents say.
//! They read the sources as text, so they need nothing of the crates they judge.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod documents;
mod features;
mod layering;
mod length;
mod sources;
mod wording;

/// Fails with one line for each thing found, so that all can be mended at once.
#[track_caller]
fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}\n  {}\n", found.join("\n  "));
}
