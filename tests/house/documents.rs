//! Documents that are true: links that lead somewhere, dependencies with their reason.

use std::fs;

use super::assert_none;
use super::sources::{self, root};

#[test]
fn every_dependency_has_its_reason() {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let dependencies = manifest["workspace"]["dependencies"].as_table().unwrap();
    let reasons = fs::read_to_string(root().join("docs/adr/0002-dependencies.md")).unwrap();
    let rows: Vec<&str> = reasons.lines().filter(|line| line.starts_with('|')).collect();
    let has_reason = |name: &str| rows.iter().any(|row| row.split(['|', ',', ' ']).any(|word| word == name));
    let ours = ["sfu", "signaling", "recorder"];
    let bare =
        dependencies.keys().filter(|name| !ours.contains(&name.as_str()) && !has_reason(name)).cloned();
    assert_none(&bare.collect::<Vec<_>>(), "say the one reason in docs/adr/0002-dependencies.md:");
}

#[test]
fn every_decision_is_in_the_index() {
    let index = fs::read_to_string(root().join("docs/adr/README.md")).unwrap();
    let decisions = sources::below("docs/adr", &["md"]);
    let missing = decisions.iter().filter_map(|one| one.path.strip_prefix("docs/adr/"));
    let missing = missing.filter(|name| *name != "README.md" && !index.contains(name)).map(str::to_owned);
    assert_none(&missing.collect::<Vec<_>>(), "not in docs/adr/README.md:");
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for document in documents() {
        let folder = root().join(&document.path);
        let folder = folder.parent().unwrap();
        for target in links(&document.text) {
            let file = target.split('#').next().unwrap_or(target);
            let is_elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !is_elsewhere && !file.is_empty() && !folder.join(file).exists() {
                broken.push(format!("{}: {target}", document.path));
            }
        }
    }
    assert_none(&broken, "a link that leads nowhere:");
}

#[test]
fn files_that_documents_name_exist() {
    let mut missing = Vec::new();
    for document in documents() {
        for name in document.text.split('`').skip(1).step_by(2).filter(|name| is_source_path(name)) {
            if !root().join(name).exists() {
                missing.push(format!("{}: {name}", document.path));
            }
        }
    }
    assert_none(&missing, "a file that is named but not there:");
}

fn documents() -> Vec<sources::Source> {
    let mut documents = sources::below("docs", &["md"]);
    documents.extend(["README.md", "CONTRIBUTING.md"].map(|name| sources::Source {
        path: name.to_owned(),
        text: fs::read_to_string(root().join(name)).unwrap(),
    }));
    documents
}

/// `src/…/name.rs` and the like: a path into a folder of code, with an extension.
fn is_source_path(name: &str) -> bool {
    let folders = [
        "src/",
        "sfu/",
        "signaling/",
        "recorder/",
        "web-client/src/",
        "web-client/e2e/",
        "tests/",
        "scripts/",
    ];
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    is_plain
        && folders.iter().any(|folder| name.starts_with(folder))
        && name.rsplit('/').next().is_some_and(|file| file.contains('.'))
}

/// The targets of `[text](target)`.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}
