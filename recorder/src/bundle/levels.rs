//! How loud everybody was: `audio/levels.json`.

use serde::{Deserialize, Serialize};

use crate::time::RecordingTime;

/// Loudness of everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// Levels per second.
    pub per_second: u32,
    /// One for everybody who had a microphone.
    pub people: Vec<PersonLevels>,
}

impl Levels {
    /// How loud a person is at a moment, in decibels above -96 dBFS.
    pub fn at(&self, person: &str, time: RecordingTime) -> u8 {
        let n = time.as_millis() as usize * self.per_second as usize / 1000;
        let found = self.people.iter().find(|levels| levels.person == person);
        found.and_then(|found| found.levels.get(n)).copied().unwrap_or(0)
    }
}

/// Loudness of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLevels {
    /// [`Person::id`].
    pub person: String,
    /// The file with their sound.
    pub file: String,
    /// Decibels above -96 dBFS.
    pub levels: Vec<u8>,
}
