//! The source files of the workspace, with the parts that are tests told apart.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold Rust.
const RUST: [&str; 6] = ["src", "sfu/src", "signaling/src", "recorder/src", "recorder/worker/src", "benches"];
/// Folders that hold TypeScript.
const TYPESCRIPT: [&str; 2] = ["web-client/src", "web-client/e2e"];

/// One file.
pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// Whether the whole file is test code.
    pub fn is_test(&self) -> bool {
        let path = &self.path;
        path.ends_with("/tests.rs")
            || path.contains("/tests/")
            || path.contains(".test.ts")
            || path.starts_with("tests/")
    }

    /// Whether a program wrote it.
    pub fn is_generated(&self) -> bool {
        self.path.contains(".gen.")
    }

    /// The lines before the tests at the bottom.
    pub fn product_lines(&self) -> Vec<&str> {
        let lines: Vec<&str> = self.text.lines().collect();
        let tests = lines.iter().position(|line| line.starts_with("#[cfg(test)]"));
        let end = match tests {
            // `#[cfg(test)] mod tests;` in the middle of a file names a file of its own.
            Some(at) if lines[at..].iter().any(|line| line.ends_with("mod tests {")) => at,
            _ => lines.len(),
        };
        lines[..end].to_vec()
    }
}

/// All Rust of the product, with its unit tests.
pub fn rust() -> Vec<Source> {
    RUST.iter().flat_map(|folder| below(folder, &["rs"])).collect()
}

/// All TypeScript.
pub fn typescript() -> Vec<Source> {
    TYPESCRIPT.iter().flat_map(|folder| below(folder, &["ts", "tsx"])).collect()
}

/// Everything that may hold a test.
pub fn tests() -> Vec<Source> {
    let more = ["tests", "recorder/tests", "recorder/worker/tests", "signaling/tests", "sfu/tests"];
    let more = more.iter().flat_map(|folder| below(folder, &["rs"]));
    rust().into_iter().chain(typescript()).chain(more).chain(below("tests/peers", &["py"])).collect()
}

/// All files below `folder` with one of these extensions, in the order of their paths.
pub fn below(folder: &str, extensions: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join(folder), extensions, &mut paths);
    paths.sort();
    paths.into_iter().map(|path| read(&path)).collect()
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn collect(folder: &Path, extensions: &[&str], paths: &mut Vec<PathBuf>) {
    // A folder that does not exist yet has nothing wrong in it.
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
        let skipped = path.ends_with("node_modules") || path.ends_with("target") || path.ends_with("dist");
        if path.is_dir() && !skipped {
            collect(&path, extensions, paths);
        } else if extension.is_some_and(|extension| extensions.contains(&extension.as_str())) {
            paths.push(path);
        }
    }
}

fn read(path: &Path) -> Source {
    let relative = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    Source { path: relative, text: fs::read_to_string(path).unwrap() }
}
