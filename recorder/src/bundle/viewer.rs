//! The page that plays and checks a bundle: one file, without a network, opened from a folder.
//!
//! A page opened from a folder may not read the files beside it, only show them. So what it
//! has to know, all but the media, is written into it.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::copy::CopyFacts;
use super::facts::{Facts, SpanFacts};
use super::levels::Levels;
use super::seal::SealError;
use crate::spec::{Person, RecordingSpec};
use crate::time::Utc;

/// The page's parts, and where each goes.
const PAGE: &str = include_str!("viewer/page.html");
const PARTS: [(&str, &str); 4] = [
    ("{{style}}", include_str!("viewer/style.css")),
    ("{{words}}", include_str!("viewer/words.js")),
    ("{{player}}", include_str!("viewer/player.js")),
    ("{{check}}", include_str!("viewer/check.js")),
];
const RECORD: &str = "{{record}}";

/// How thumbnails lie on their sheets; the finaliser makes them so.
pub const THUMBNAILS: ThumbnailForm =
    ThumbnailForm { every_seconds: 10, per_sheet: 30, columns: 6, width: 160, height: 90 };

/// See [`THUMBNAILS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ThumbnailForm {
    /// Seconds between two.
    pub every_seconds: u32,
    /// Thumbnails on a sheet.
    pub per_sheet: u32,
    /// In a row.
    pub columns: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What the page knows.
#[derive(Serialize)]
struct Record<'a> {
    recording: &'a RecordingSpec,
    began: Utc,
    length_us: u64,
    pauses: &'a [SpanFacts],
    outages: &'a [SpanFacts],
    people: Vec<PersonEntry<'a>>,
    chat: Value,
    events: Vec<Value>,
    thumbnails: Thumbnails,
    #[serde(skip_serializing_if = "Option::is_none")]
    copy: Option<&'a CopyFacts>,
}

#[derive(Serialize)]
struct PersonEntry<'a> {
    person: &'a Person,
    /// The file with their sound, if they had a microphone.
    sound: Option<String>,
    /// One per second.
    levels: Vec<u8>,
    pictures: Vec<PictureEntry<'a>>,
}

#[derive(Serialize)]
struct PictureEntry<'a> {
    source: &'a str,
    files: Vec<&'a String>,
}

#[derive(Serialize)]
struct Thumbnails {
    #[serde(flatten)]
    form: ThumbnailForm,
    sheets: Vec<String>,
}

/// What the page is made of.
pub(super) const SOURCES: [&str; 3] = ["audio/levels.json", "events.jsonl", "chat.json"];

/// The page for the files in `bundle`, as one file. `paths` are all of them.
pub(super) fn page(
    bundle: &Path,
    paths: &[String],
    recording: &RecordingSpec,
    facts: &Facts,
    copy: Option<&CopyFacts>,
) -> Result<String, SealError> {
    let [levels, events, chat] = SOURCES.map(|path| bundle.join(path));
    let levels: Levels = read(&levels)?.unwrap_or_default();
    let lines = fs::read_to_string(events).unwrap_or_default();
    let sheets = paths.iter().filter(|path| path.starts_with("thumbnails/")).cloned().collect();
    let record = Record {
        recording,
        began: facts.began,
        length_us: facts.length_us,
        pauses: &facts.pauses,
        outages: &facts.outages,
        people: facts.people.iter().map(|person| person_entry(person, facts, &levels, paths)).collect(),
        chat: read(&chat)?.unwrap_or_else(|| Value::Array(Vec::new())),
        events: lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
        thumbnails: Thumbnails { form: THUMBNAILS, sheets },
        copy,
    };
    let json = serde_json::to_string(&record).expect("a record is strings and integers");
    let page = PARTS.into_iter().fold(PAGE.to_owned(), |page, (place, part)| page.replace(place, part));
    // Last, so that nothing a participant wrote can be taken for a place.
    Ok(page.replace(RECORD, &harmless(&json)))
}

/// JSON that cannot end the script element it stands in.
fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Of a copy only what it has: the page offers nothing that was withheld.
fn person_entry<'a>(
    person: &'a Person,
    facts: &'a Facts,
    levels: &Levels,
    paths: &[String],
) -> PersonEntry<'a> {
    let heard = levels.people.iter().find(|heard| heard.person == person.id);
    let heard = heard.filter(|heard| paths.contains(&heard.file));
    let per_second = (levels.per_second as usize).max(1);
    let loudest = |second: &[u8]| second.iter().copied().max().unwrap_or(0);
    let theirs = facts.tracks.iter().filter(|track| track.person == person.id);
    let pictures = theirs.filter(|track| track.codec.starts_with("video/")).map(|track| PictureEntry {
        source: &track.source,
        files: track.files.iter().filter(|file| paths.contains(file)).collect(),
    });
    PersonEntry {
        person,
        sound: heard.map(|heard| heard.file.clone()),
        levels: heard.map_or_else(Vec::new, |heard| heard.levels.chunks(per_second).map(loudest).collect()),
        pictures: pictures.filter(|picture| !picture.files.is_empty()).collect(),
    }
}

/// What a JSON file says, if it is there.
fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>, SealError> {
    let Ok(bytes) = fs::read(path) else { return Ok(None) };
    let parsed = serde_json::from_slice(&bytes);
    parsed.map(Some).map_err(|e| SealError::Form(format!("{} to be whole: {e}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_page_is_filled_once() {
        for (place, _) in PARTS.iter().chain([&(RECORD, "")]) {
            assert_eq!(PAGE.matches(place).count(), 1, "{place}");
        }
    }

    #[test]
    fn nothing_from_outside_is_loaded() {
        let all = PARTS.iter().fold(PAGE.to_owned(), |all, (_, part)| all + part);
        assert!(!all.contains("http://") && !all.contains("https://"));
    }

    #[test]
    fn what_a_participant_writes_stays_text() {
        let text = harmless(r#"{"text":"</script><script>alert(1)</script><!--"}"#);
        assert!(!text.contains('<'));
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["text"], "</script><script>alert(1)</script><!--");
    }
}
