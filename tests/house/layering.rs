//! Who may import whom, and where the types of others stop.

use std::fs;

use super::assert_none;
use super::sources::{self, Source, root};

/// Each package and the packages of ours that it may use.
const PACKAGES: [(&str, &[&str]); 5] = [
    ("Cargo.toml", &["sfu", "signaling", "recorder"]),
    ("sfu/Cargo.toml", &[]),
    ("signaling/Cargo.toml", &["sfu"]),
    ("recorder/Cargo.toml", &["sfu"]),
    ("recorder/worker/Cargo.toml", &["recorder", "sfu"]),
];

/// Words that begin a path of somebody else's crate, and the only places that may say them.
const FOREIGN: [(&[&str], &[&str]); 9] = [
    (
        &[
            "rtc_stun",
            "rtc_dtls",
            "rtc_srtp",
            "rtc_sctp",
            "rtc_datachannel",
            "rtc_sdp",
            "rtc_rtcp",
            "rtc_shared",
            "rtc_crypto",
        ],
        &["sfu/src/transport"],
    ),
    (&["ffmpeg_next", "ffmpeg"], &["recorder/worker/src/mux"]),
    (&["sqlx"], &["src/store"]),
    (&["axum", "tower_http", "axum_server", "utoipa_axum"], &["src/http", "signaling/src/ws"]),
    (&["landlock", "seccompiler"], &["recorder/worker/src/sandbox"]),
    (&["argon2"], &["src/access"]),
    (&["reqwest"], &["src/connectors", "src/webhooks", "benches"]),
    (&["object_store"], &["src/connectors/objects"]),
    (&["cms", "der", "spki"], &["recorder/src/timestamp"]),
];

/// What is pure knows no runtime, no socket, no file and no clock.
const PURE: [&str; 9] = [
    "src/session",
    "src/cases",
    "sfu/src/id",
    "sfu/src/media",
    "sfu/src/forward",
    "sfu/src/room",
    "signaling/src/channel",
    "signaling/src/livekit",
    "recorder/src/timeline",
];
const IMPURE: [&str; 5] = ["tokio", "std::fs", "std::thread", "crate::store", "crate::http"];

#[test]
fn packages_depend_only_downwards() {
    let mut wrong = Vec::new();
    for (manifest, allowed) in PACKAGES {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        let parsed: toml::Table = text.parse().unwrap();
        let dependencies = parsed.get("dependencies").and_then(toml::Value::as_table).unwrap();
        for ours in ["sfu", "signaling", "recorder", "concord"] {
            if dependencies.contains_key(ours) && !allowed.contains(&ours) {
                wrong.push(format!("{manifest} depends on {ours}"));
            }
        }
    }
    assert_none(&wrong, "root → {signaling, recorder} → sfu, and nothing else:");
}

#[test]
fn signaling_and_the_recorder_know_only_the_vocabulary_of_the_media_plane() {
    let wrong = paths_in(&["signaling/src", "recorder/src", "recorder/worker/src"], "sfu", |rest| {
        rest.starts_with("id") || rest.starts_with("media") || rest.starts_with('{')
    });
    assert_none(&wrong, "only sfu::id and sfu::media may be named here:");
}

#[test]
fn types_of_others_stop_at_the_module_that_may_name_them() {
    let mut wrong = Vec::new();
    for source in sources::rust().iter().filter(|source| !source.is_test()) {
        for (names, places) in FOREIGN {
            let is_home = places.iter().any(|place| is_within(&source.path, place));
            if is_home {
                continue;
            }
            wrong.extend(lines_naming(source, names));
        }
    }
    assert_none(&wrong, "a third-party type outside its module:");
}

#[test]
fn what_is_pure_stays_pure() {
    let mut wrong = Vec::new();
    for source in sources::rust().iter().filter(|source| !source.is_test()) {
        if PURE.iter().any(|place| is_within(&source.path, place)) {
            wrong.extend(lines_naming(source, &IMPURE));
        }
    }
    assert_none(&wrong, "a pure module names a runtime, a file or an edge:");
}

/// Whether `path` is the module `place`: `place.rs`, or a file in the folder `place/`.
fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Lines of `source`, without tests and comments, that have `name::` for one of `names`.
fn lines_naming(source: &Source, names: &[&str]) -> Vec<String> {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    let says = |line: &&str| names.iter().any(|name| path_after(line, name).is_some());
    source
        .product_lines()
        .into_iter()
        .filter(code)
        .filter(says)
        .map(|line| format!("{}: {}", source.path, line.trim()))
        .collect()
}

/// Lines in `folders` that name a path of `crate_name` which is not `allowed`.
fn paths_in(folders: &[&str], crate_name: &str, allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in folders.iter().flat_map(|folder| sources::below(folder, &["rs"])) {
        for line in source.product_lines() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && path_after(line, crate_name).is_some_and(|rest| !allowed(rest)) {
                wrong.push(format!("{}: {}", source.path, line.trim()));
            }
        }
    }
    wrong
}

/// What follows `name::` in a line, where `name` is a whole word and no part of a longer path.
fn path_after<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    line.match_indices(name).find_map(|(at, _)| {
        let before = line[..at].chars().next_back();
        let is_word = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        line[at + name.len()..].strip_prefix("::").filter(|_| is_word)
    })
}

#[test]
fn a_path_is_found_where_it_is_named_and_nowhere_else() {
    assert_eq!(path_after("use sqlx::Row;", "sqlx"), Some("Row;"));
    assert_eq!(path_after("fn f(row: &sqlx::Row)", "sqlx"), Some("Row)"));
    assert_eq!(path_after("use crate::sqlx::Row;", "sqlx"), None);
    assert_eq!(path_after("use my_sqlx::Row;", "sqlx"), None);
    assert!(is_within("src/store/open.rs", "src/store") && is_within("src/store.rs", "src/store"));
    assert!(!is_within("src/storehouse.rs", "src/store"));
}
