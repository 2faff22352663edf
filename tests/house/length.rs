//! Functions that fit in a glance, files that hold one concept.

use super::assert_none;
use super::sources::{self, Source};

const FILE_MAX: usize = 400;
const FUNCTION_MAX: usize = 80;
/// Nine in ten functions are shorter than this.
const FUNCTION_USUAL: usize = 30;

#[test]
fn no_file_is_longer_than_400_lines_without_its_tests() {
    let all = sources::rust().into_iter().chain(sources::typescript());
    let long = all.filter(|source| !source.is_test() && !source.is_generated()).filter_map(|source| {
        let lines = source.product_lines().len();
        (lines >= FILE_MAX).then(|| format!("{lines} lines: {}", source.path))
    });
    assert_none(&long.collect::<Vec<_>>(), "split by concept:");
}

#[test]
fn no_function_is_longer_than_80_lines() {
    let long = functions().into_iter().filter(|(lines, _)| *lines > FUNCTION_MAX);
    let long: Vec<String> = long.map(|(lines, name)| format!("{lines} lines: {name}")).collect();
    assert_none(&long, "a function that no longer fits on a screen:");
}

#[test]
fn nine_functions_in_ten_are_shorter_than_30_lines() {
    let functions = functions();
    let short = functions.iter().filter(|(lines, _)| *lines < FUNCTION_USUAL).count();
    assert!(functions.len() > 500, "only {} functions were found", functions.len());
    assert!(short * 10 >= functions.len() * 9, "{short} of {} functions are short", functions.len());
}

/// Every function of the product: its lines and its name.
fn functions() -> Vec<(usize, String)> {
    sources::rust().iter().filter(|source| !source.is_test()).flat_map(functions_of).collect()
}

/// rustfmt closes a function where it began: at the same indentation.
fn functions_of(source: &Source) -> Vec<(usize, String)> {
    let lines = source.product_lines();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indentation = &line[..line.len() - line.trim_start().len()];
        let is_end = |line: &&&str| line.strip_prefix(indentation).is_some_and(ends_function);
        let length = lines[at..].iter().position(|line| is_end(&line)).map_or(1, |end| end + 1);
        found.push((length, format!("{}:{} {name}", source.path, at + 1)));
    }
    found
}

fn ends_function(rest: &str) -> bool {
    let is_flush = !rest.starts_with(char::is_whitespace);
    is_flush && (rest == "}" || rest.ends_with(';') || (rest.contains("fn ") && rest.ends_with('}')))
}

fn function_name(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let modifiers = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe", "extern"];
    let first = words.find(|word| !modifiers.contains(word) && !word.starts_with("pub("))?;
    let name = (first == "fn").then(|| words.next())??;
    name.split(['(', '<']).next()
}

#[test]
fn functions_are_measured_from_their_name_to_their_brace() {
    let text = "impl X {\n    pub async fn one(&self) -> u8 {\n        1\n    }\n\n    fn two() {}\n}\ntrait Y {\n    fn three();\n}\n";
    let source = Source { path: "x.rs".into(), text: text.into() };
    let measured: Vec<usize> = functions_of(&source).into_iter().map(|(lines, _)| lines).collect();
    assert_eq!(measured, [3, 1, 1]);
}
