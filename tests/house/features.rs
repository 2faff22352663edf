//! `docs/features.md`: each feature of the manuals and each invariant of the law, with the tests
//! that prove it; `docs/targets.md`: the same for faults, bad networks and attacks. `make features`
//! writes the files; these tests fail when one is stale.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use super::assert_none;
use super::sources::{self, Source, root};

/// One list of names and the document made of it.
struct List {
    /// Where the names are, and what they stand for.
    names: &'static str,
    document: &'static str,
    /// How the document begins.
    heading: &'static str,
    is_id: fn(&str) -> bool,
}

const LISTS: [List; 2] = [
    List {
        names: "docs/features.toml",
        document: "docs/features.md",
        heading: "# Features and invariants\n\nWritten by `make features` from `docs/features.toml` and the tests. \
                  Do not edit.\nA feature without a test is not proven, whatever the code does.\n",
        is_id: is_feature,
    },
    List {
        names: "docs/targets.toml",
        document: "docs/targets.md",
        heading: "# Targets and hazards\n\nWritten by `make features` from `docs/targets.toml` and the tests. \
                  Do not edit.\nA promise without a test is not proven; figures that only a benchmark shows are \
                  printed by the target that is named.\n",
        is_id: is_target,
    },
];
/// Set by `make features`.
const WRITE: &str = "CONCORD_WRITE_FEATURES";

/// Areas in the order of the list, each with its features and what they are.
type Areas = Vec<(String, Vec<(String, String)>)>;
/// Feature to the tests that prove it.
type Proofs = BTreeMap<String, Vec<String>>;

#[test]
fn the_list_of_features_tells_what_the_tests_prove() {
    for list in &LISTS {
        let text = document(list);
        let path = root().join(list.document);
        if std::env::var_os(WRITE).is_some() {
            fs::write(&path, &text).unwrap();
        }
        let present = fs::read_to_string(&path).unwrap_or_default();
        assert!(present == text, "{} is stale: run `make features` and commit it", list.document);
    }
}

#[test]
fn tests_prove_only_what_is_in_the_list() {
    for list in &LISTS {
        let known: Vec<String> =
            areas(list).into_iter().flat_map(|(_, features)| features).map(|(id, _)| id).collect();
        let unknown = proofs(list).into_iter().filter(|(id, _)| !known.contains(id));
        let unknown: Vec<String> = unknown.map(|(id, tests)| format!("{id}: {}", tests.join(", "))).collect();
        assert_none(&unknown, &format!("a test proves what {} does not know:", list.names));
    }
}

fn document(list: &List) -> String {
    let (areas, proofs, mut text) = (areas(list), proofs(list), list.heading.to_owned());
    let all = areas.iter().flat_map(|(_, features)| features);
    let proven = all.clone().filter(|(id, _)| proofs.contains_key(id)).count();
    writeln!(text, "\n{proven} of {} are proven by at least one test.", all.count()).unwrap();
    for (area, features) in &areas {
        writeln!(text, "\n## {area}\n\n| | what | proven by |\n|---|---|---|").unwrap();
        for (id, what) in features {
            let tests = proofs.get(id).map(|tests| tests.join("<br>")).unwrap_or_default();
            writeln!(text, "| {id} | {what} | {tests} |").unwrap();
        }
    }
    text
}

fn areas(list: &List) -> Areas {
    let text = fs::read_to_string(root().join(list.names)).unwrap();
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

fn proofs(list: &List) -> Proofs {
    let mut proofs = Proofs::new();
    for source in sources::tests() {
        for (id, test) in proven_in(&source, list.is_id) {
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
fn proven_in(source: &Source, is_id: fn(&str) -> bool) -> Vec<(String, String)> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((comment, ids)) = line.split_once(concat!("pro", "ves:")) else { continue };
        if !comment.trim_start().starts_with(['/', '*', '#']) {
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
    let python = || line.strip_prefix("async def test_").and_then(|rest| rest.split('(').next());
    let quoted = |call: &str| line.strip_prefix(call).and_then(|rest| rest.split('"').next());
    let typescript = || ["test(\"", "it(\"", "step(\""].into_iter().find_map(quoted);
    rust.or_else(python).or_else(typescript)
}

/// `INV-S01` or `MV-03`.
fn is_feature(word: &str) -> bool {
    let Some((head, tail)) = word.rsplit_once('-') else { return false };
    let is_head = head == "INV" || (head.len() == 2 && head.bytes().all(|byte| byte.is_ascii_uppercase()));
    is_head && tail.len() >= 2 && tail.bytes().any(|byte| byte.is_ascii_digit())
}

/// `R4`, `S12`: a letter and a number.
fn is_target(word: &str) -> bool {
    let (head, tail) = word.split_at(word.len().min(1));
    let is_number = (1..=2).contains(&tail.len()) && tail.bytes().all(|byte| byte.is_ascii_digit());
    ["I", "R", "Q", "F", "S", "C", "H", "T"].contains(&head) && is_number
}

#[test]
fn a_proof_belongs_to_the_test_below_it() {
    let text = format!("/// {}ves: INV-S01 and MV-03 (R3)\n#[test]\nfn a_caucus_is_private() {{}}\n", "pro");
    let source = Source { path: "x.rs".into(), text };
    let test = "`x.rs`: a caucus is private".to_owned();
    assert_eq!(proven_in(&source, is_target), [("R3".to_owned(), test.clone())]);
    assert_eq!(
        proven_in(&source, is_feature),
        [("INV-S01".to_owned(), test.clone()), ("MV-03".to_owned(), test)]
    );
}
