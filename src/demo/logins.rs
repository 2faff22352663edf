//! The logins of the examples: made once, printed at every start.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::people::CAST;

/// Why the logins cannot be had.
#[derive(Debug, Error)]
pub enum LoginsError {
    /// The file cannot be read or written.
    #[error("the file of example logins {} cannot be read or written: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file does not hold logins.
    #[error("the file {} must hold the example logins; choose another data folder with --data", .0.display())]
    Form(PathBuf),
}

/// What somebody signs in with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// What they are: 调解员, 申请人 …
    pub role: String,
    /// Their mobile number.
    pub identity: String,
    /// Their password.
    pub password: String,
}

/// Everybody's login, in the order of the cast. Shown as a table.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logins {
    /// One for each.
    pub people: Vec<Login>,
}

impl Logins {
    /// Reads the file, or makes it (mode 0600) if there is none yet.
    pub fn load_or_create(path: &Path) -> Result<Self, LoginsError> {
        let failed = |source| LoginsError::File { path: path.to_owned(), source };
        match fs::read_to_string(path) {
            Ok(text) => {
                let logins: Option<Self> = toml::from_str(&text).ok();
                let complete = logins.filter(|logins| logins.people.len() == CAST.len());
                complete.ok_or_else(|| LoginsError::Form(path.to_owned()))
            }
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                let logins = Self::random();
                let text = toml::to_string(&logins).expect("logins are strings");
                let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
                file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)?;
                Ok(logins)
            }
            Err(source) => Err(failed(source)),
        }
    }

    fn random() -> Self {
        let login = |example: &super::Example| Login {
            role: example.label.to_owned(),
            identity: example.mobile.to_owned(),
            password: password(),
        };
        Self { people: CAST.iter().map(login).collect() }
    }
}

/// Five times four letters that are easy to read out and type: some 60 bits.
fn password() -> String {
    const CONSONANTS: &[u8] = b"bdfghjkmnprstvwz";
    const VOWELS: &[u8] = b"aeiu";
    let pick = |letters: &[u8]| char::from(letters[rand::random_range(0..letters.len())]);
    let syllable = || [pick(CONSONANTS), pick(VOWELS)];
    let groups: Vec<String> =
        (0..5).map(|_| [syllable(), syllable()].concat().into_iter().collect()).collect();
    groups.join("-")
}

impl fmt::Display for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Login { role, identity, password } in &self.people {
            // A Chinese character is as wide as two letters.
            let padding = 12_usize.saturating_sub(role.chars().count() * 2);
            writeln!(f, "  {role}{:padding$}{identity}   {password}", "")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn logins_are_made_once_and_only_their_owner_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo-logins.toml");
        let first = Logins::load_or_create(&path).unwrap();
        assert!(first == Logins::load_or_create(&path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn two_servers_have_different_passwords() {
        assert!(Logins::random() != Logins::random());
    }

    #[test]
    fn the_table_has_a_line_for_everybody() {
        let logins = Logins::random();
        let table = logins.to_string();
        for (line, login) in table.lines().zip(&logins.people) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(words, [&login.role, &login.identity, &login.password]);
        }
        assert_eq!(table.lines().count(), CAST.len());
    }
}
