//! Names that say nothing, and words that put work off.

use super::assert_none;
use super::sources::{self, Source};

const NAMES: [&str; 8] = ["utils", "util", "helpers", "helper", "manager", "common", "misc", "types"];

#[test]
fn no_file_is_named_after_nothing() {
    // Texts that every page needs are a namespace of the translations, not a drawer for code.
    let code = everything().filter(|source| !source.path.contains("/i18n/"));
    let vague = code.filter(|source| is_vague(&source.path)).map(|source| source.path);
    assert_none(&vague.collect::<Vec<_>>(), "name the concept:");
}

fn is_vague(path: &str) -> bool {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or(file);
    let versioned = ["-v2", "_v2", "-new", "_new", "-old", "_old"].iter().any(|end| stem.ends_with(end));
    NAMES.contains(&stem) || folder.split('/').any(|part| NAMES.contains(&part)) || stem == "mod" || versioned
}

#[test]
fn nothing_is_put_off() {
    // Spelt in two parts, or this file would find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:"), concat!("HA", "CK:")];
    assert_none(&lines_with(everything(), &words), "do it or write an issue:");
}

#[test]
fn lints_are_expected_and_never_allowed() {
    let words = [concat!("#[al", "low("), concat!("#![al", "low(")];
    // What a build script wrote may or may not have something to expect.
    let written = sources::tests().into_iter().filter(|source| !source.text.contains("OUT_DIR"));
    assert_none(&lines_with(written, &words), "#[expect(…, reason)] says why, and tells when it is over:");
}

#[test]
fn no_path_of_one_machine_is_in_the_product() {
    let words = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    assert_none(&lines_with(everything(), &words), "a path of somebody's machine:");
}

fn everything() -> impl Iterator<Item = Source> {
    sources::tests().into_iter().filter(|source| !source.is_generated())
}

fn lines_with(sources: impl Iterator<Item = Source>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for (at, line) in source.text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", source.path, at + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn vague_names_are_known() {
    assert!(is_vague("src/utils/time.rs") && is_vague("src/room/mod.rs") && is_vague("src/room-v2.rs"));
    assert!(!is_vague("src/store/session_log.rs"));
}
