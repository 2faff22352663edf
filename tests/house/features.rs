//! `docs/features.md`: each feature of the manuals and each invariant of the law, with the tests
//! that prove it. `make features` writes the file; this test fails when it is stale.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use super::assert_none;
use super::sources::{self, Source, root};

const LIST: &str = "docs/features.toml";
const DOCUMENT: &str = "docs/features.md";
/// Set by `make features`.
const WRITE: &str = "CONCORD_WRITE_FEATURES";

/// Areas in the order of the list, each with its features and what they are.
type Areas = Vec<(String, Vec<(String, String)>)>;
/// Feature to the tests that prove it.
type Proofs = BTreeMap<String, Vec<String>>;

#[test]
fn the_list_of_features_tells_what_the_tests_prove() {
    let text = document(&areas(), &proofs());
    let path = root().join(DOCUMENT);
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &text).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert!(present == text, "{DOCUMENT} is stale: run `make features` and commit it");
}

#[test]
fn tests_prove_only_what_is_in_the_list() {
    let known: Vec<String> =
        areas().into_iter().flat_map(|(_, features)| features).map(|(id, _)| id).collect();
    let unknown = proofs().into_iter().filter(|(id, _)| !known.contains(id));
    let unknown: Vec<String> = unknown.map(|(id, tests)| format!("{id}: {}", tests.join(", "))).collect();
    assert_none(&unknown, "a test proves what docs/features.toml does not know:");
}

fn document(areas: &Areas, proofs: &Proofs) -> String {
    let mut text = String::from(
        "# Features and invariants\n\nWritten by `make features` from `docs/features.toml` and the tests. Do not edit.\n\
         A feature without a test is not proven, whatever the code does.\n",
    );
    let all = areas.iter().flat_map(|(_, features)| features);
    let proven = all.clone().filter(|(id, _)| proofs.contains_key(id)).count();
    writeln!(text, "\n{proven} of {} are proven by at least one test.", all.count()).unwrap();
    for (area, features) in areas {
        writeln!(text, "\n## {area}\n\n| | what | proven by |\n|---|---|---|").unwrap();
        for (id, what) in features {
            let tests = proofs.get(id).map(|tests| tests.join("<br>")).unwrap_or_default();
            writeln!(text, "| {id} | {what} | {tests} |").unwrap();
        }
    }
    text
}

fn areas() -> Areas {
    let text = fs::read_to_string(root().join(LIST)).unwrap();
    let mut areas = Areas::new();
    for line in text.lines() {
        if let Some(area) = line.strip_prefix("[\"").and_then(|rest| rest.strip_suffix("\"]")) {
            areas.push((area.to_owned(), Vec::new()));
        } else if let Some((id, what)) = line.split_once(" = \"") {
            let what = what.trim_end_matches('"').to_owned();
            areas.last_mut().expect("an area comes first").1.push((id.to_owned(), what));
        }
    }
    areas
}

fn proofs() -> Proofs {
    let mut proofs = Proofs::new();
    for source in sources::tests() {
        for (id, test) in proven_in(&source) {
            proofs.entry(id).or_default().push(test);
        }
    }
    for tests in proofs.values_mut() {
        tests.sort();
        tests.dedup();
    }
    proofs
}

/// Each `proves: …` with the name of the test below it.
fn proven_in(source: &Source) -> Vec<(String, String)> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((comment, ids)) = line.split_once(concat!("pro", "ves:")) else { continue };
        if !comment.trim_start().starts_with(['/', '*']) {
            continue;
        }
        let name = lines[at..].iter().find_map(|line| test_name(line)).unwrap_or("(whole file)");
        let test = format!("`{}`: {}", source.path, name.replace('_', " "));
        found.extend(
            ids.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .filter(|id| is_id(id))
                .map(|id| (id.to_owned(), test.clone())),
        );
    }
    found
}

fn test_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rust = line
        .strip_prefix("fn ")
        .or_else(|| line.strip_prefix("async fn "))
        .and_then(|rest| rest.split('(').next());
    let typescript = || line.strip_prefix("test(\"").and_then(|rest| rest.split('"').next());
    rust.or_else(typescript)
}

/// `INV-S01` or `MV-03`. Shorter names are of other lists.
fn is_id(word: &str) -> bool {
    let Some((head, tail)) = word.rsplit_once('-') else { return false };
    let is_head = head == "INV" || (head.len() == 2 && head.bytes().all(|byte| byte.is_ascii_uppercase()));
    is_head && tail.len() >= 2 && tail.bytes().any(|byte| byte.is_ascii_digit())
}

#[test]
fn a_proof_belongs_to_the_test_below_it() {
    let text = format!("/// {}ves: INV-S01 and MV-03 (R3)\n#[test]\nfn a_caucus_is_private() {{}}\n", "pro");
    let source = Source { path: "x.rs".into(), text };
    let test = "`x.rs`: a caucus is private".to_owned();
    assert_eq!(proven_in(&source), [("INV-S01".to_owned(), test.clone()), ("MV-03".to_owned(), test)]);
}
