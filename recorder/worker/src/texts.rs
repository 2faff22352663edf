//! Everything that is text: events, chat, people, captions.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use recorder::event::Event;
use recorder::spec::Person;
use recorder::time::RecordingTime;
use recorder::timeline::session::Session;
use serde_json::{Value, json};

use crate::job::JobError;
use crate::picture::Chapter;
use crate::source::Recording;

/// Captions stay this long, or until the next.
const SHOWN: Duration = Duration::from_secs(5);

/// Writes all text files.
pub fn write(recording: &Recording, out: &Path) -> Result<(), JobError> {
    let people = recording.people();
    let session = &recording.session;
    fs::write(out.join("events.jsonl"), events_jsonl(session)?)?;
    fs::write(out.join("events.vtt"), vtt(&event_captions(session, &people)))?;
    fs::write(out.join("chat.json"), serde_json::to_vec_pretty(&chat_json(session))?)?;
    fs::write(out.join("chat.vtt"), vtt(&chat_captions(session, &people)))?;
    fs::write(
        out.join("participants.json"),
        serde_json::to_vec_pretty(&participants_json(session, &people))?,
    )?;
    Ok(())
}

/// What a player shows as chapters: notes, the floor, pauses.
pub fn chapters(recording: &Recording) -> Vec<Chapter> {
    let people = recording.people();
    let mut chapters = vec![Chapter { from: RecordingTime::ZERO, title: recording.spec.title.clone() }];
    for (from, event) in &recording.session.events {
        if matches!(event, Event::Note { .. } | Event::Floor { .. } | Event::Stage { .. })
            && let Some(title) = say(event, &people)
        {
            chapters.push(Chapter { from: *from, title });
        }
    }
    let pauses = recording.session.pauses.iter();
    chapters
        .extend(pauses.map(|span| Chapter { from: span.from, title: format!("录制暂停：{}", span.reason) }));
    chapters.sort_by_key(|chapter| chapter.from);
    chapters
}

/// One line per event: number, time in the recording, UTC, and the event word for word.
fn events_jsonl(session: &Session) -> Result<String, JobError> {
    let mut lines = String::new();
    for (n, (time, event)) in session.all.iter().enumerate() {
        let (utc, time_us) = (session.utc_of(*time).to_string(), time.0 / 1000);
        let line = json!({"n": n, "time_us": time_us, "utc": utc, "event": event});
        lines.push_str(&serde_json::to_string(&line)?);
        lines.push('\n');
    }
    Ok(lines)
}

fn chat_json(session: &Session) -> Value {
    let messages = session.events.iter().filter_map(|(time, event)| match event {
        Event::Chat { from, to, text } => {
            let utc = session.utc_of(*time).to_string();
            Some(json!({"time_us": time.0 / 1000, "utc": utc, "from": from, "to": to, "text": text}))
        }
        _ => None,
    });
    messages.collect()
}

fn participants_json(session: &Session, people: &[Person]) -> Value {
    let stays = |person: &Person| -> Value {
        let theirs = session.events.iter().filter_map(|(time, event)| match event {
            Event::Joined { person: joined, identity } if joined.id == person.id => {
                let utc = session.utc_of(*time).to_string();
                Some(json!({"joined_us": time.0 / 1000, "utc": utc, "identity": identity}))
            }
            Event::Left { person: left, reason } if *left == person.id => {
                let utc = session.utc_of(*time).to_string();
                Some(json!({"left_us": time.0 / 1000, "utc": utc, "reason": reason}))
            }
            _ => None,
        });
        theirs.collect()
    };
    people.iter().map(|person| json!({"person": person, "stays": stays(person)})).collect()
}

/// A caption: from, to, text.
type Caption = (RecordingTime, RecordingTime, String);

fn event_captions(session: &Session, people: &[Person]) -> Vec<Caption> {
    let said = session.events.iter().filter(|(_, event)| !matches!(event, Event::Chat { .. }));
    let mut captions: Vec<Caption> =
        said.filter_map(|(time, event)| Some((*time, time.plus(SHOWN), say(event, people)?))).collect();
    captions.extend(
        session
            .pauses
            .iter()
            .map(|span| (span.from, span.to.min(session.end), format!("录制暂停：{}", span.reason))),
    );
    captions.sort_by_key(|caption| caption.0);
    captions
}

fn chat_captions(session: &Session, people: &[Person]) -> Vec<Caption> {
    let chat = session.events.iter().filter_map(|(time, event)| match event {
        Event::Chat { from, text, .. } => {
            Some((*time, time.plus(SHOWN), format!("{}：{text}", name(people, from))))
        }
        _ => None,
    });
    chat.collect()
}

/// An event in words.
fn say(event: &Event, people: &[Person]) -> Option<String> {
    Some(match event {
        Event::Joined { person, .. } => format!("{} {} 进入", person.role_label, person.name),
        Event::Left { person, .. } => format!("{} 离开", name(people, person)),
        Event::Floor { person: Some(person) } => format!("{} 发言", name(people, person)),
        Event::Stage { person: Some(person), caption } => {
            format!("{} 展示 {}", name(people, person), caption.as_deref().unwrap_or_default())
        }
        Event::Note { text } => text.clone(),
        Event::Floor { person: None } | Event::Stage { person: None, .. } | Event::Chat { .. } => {
            return None;
        }
    })
}

fn name(people: &[Person], id: &str) -> String {
    let person = people.iter().find(|person| person.id == id);
    person.map_or_else(|| id.to_owned(), |person| format!("{} {}", person.role_label, person.name))
}

/// WebVTT (W3C). Nothing a participant wrote can become markup or a cue of its own.
fn vtt(captions: &[Caption]) -> String {
    let mut out = String::from("WEBVTT\n");
    for (from, to, text) in captions {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let (from, to) = (stamp(*from), stamp((*to).max(from.plus(Duration::from_millis(1)))));
        // Writing to a string cannot fail.
        let _ = write!(out, "\n{from} --> {to}\n{}\n", lines.join("\n"));
    }
    out
}

/// `01:02:03.004`.
pub fn stamp(time: RecordingTime) -> String {
    let ms = time.as_millis();
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_writes_cannot_become_a_cue() {
        let text = "<b>&\n\n00:00:01.000 --> 00:00:09.000\nfalse";
        let out = vtt(&[(RecordingTime::ZERO, RecordingTime(1), text.into())]);
        let expected = "WEBVTT\n\n00:00:00.000 --> 00:00:00.001\n&lt;b&gt;&amp;\n00:00:01.000 --&gt; 00:00:09.000\nfalse\n";
        assert_eq!(out, expected);
    }

    #[test]
    fn long_recordings_have_long_stamps() {
        assert_eq!(stamp(RecordingTime(3_723_004_000_000)), "01:02:03.004");
        assert_eq!(stamp(RecordingTime(360_000_000_000_000)), "100:00:00.000");
    }
}
