//! Who is to be seen at a moment, and who large: from what the session logged and from who
//! could be heard. Pure.

use std::time::Duration;

use recorder::bundle::levels::Levels;
use recorder::event::Event;
use recorder::spec::Person;
use recorder::time::RecordingTime;
use recorder::timeline::session::{Session, Span};

/// Another speaker must be heard for so long before the picture follows.
const HYSTERESIS: Duration = Duration::from_secs(2);

/// Loudness, in decibels above -96 dBFS, from which somebody counts as speaking: -50 dBFS.
const SPEAKING: u8 = 46;

/// What is to be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// Nothing was to be kept: this says why.
    pub slate: Option<Slate>,
    /// Whose screen is on stage.
    pub stage: Option<usize>,
    /// Everybody present.
    pub people: Vec<usize>,
    /// Who speaks or has the floor.
    pub speaker: Option<usize>,
}

/// A picture without people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slate {
    /// Whether the record was paused; otherwise it was cut off by a crash.
    pub paused: bool,
    /// From when to when, and why.
    pub span: Span,
}

/// Values from moments on.
type Changes = Vec<(RecordingTime, Option<usize>)>;

/// Directs the picture.
pub struct Director<'a> {
    outages: Vec<Span>,
    pauses: Vec<Span>,
    people: Vec<Person>,
    /// Who had the floor, and whose screen was on stage, from when on.
    floor: Changes,
    stage: Changes,
    /// When each person was there.
    presence: Vec<Vec<(RecordingTime, RecordingTime)>>,
    levels: &'a Levels,
    speaker: Option<usize>,
    /// Who has been louder, and since when.
    candidate: Option<(usize, RecordingTime)>,
}

impl<'a> Director<'a> {
    /// For a session in which `heard` tells when each person sent anything: somebody without
    /// an entry or exit event counts as present then.
    pub fn new(
        session: &Session,
        people: &[Person],
        levels: &'a Levels,
        heard: &[Option<(RecordingTime, RecordingTime)>],
    ) -> Self {
        let presence = people.iter().zip(heard).map(|(person, heard)| presence(session, person, *heard));
        let floor = |event: &Event| match event {
            Event::Floor { person } => Some(person.clone()),
            _ => None,
        };
        let stage = |event: &Event| match event {
            Event::Stage { person, .. } => Some(person.clone()),
            _ => None,
        };
        Self {
            outages: session.outages(),
            pauses: session.pauses.clone(),
            people: people.to_vec(),
            floor: changes(session, people, floor),
            stage: changes(session, people, stage),
            presence: presence.collect(),
            levels,
            speaker: None,
            candidate: None,
        }
    }

    /// The scene at `time`; to be asked with rising times.
    pub fn scene(&mut self, time: RecordingTime) -> Scene {
        let present: Vec<usize> = (0..self.people.len()).filter(|n| self.is_present(*n, time)).collect();
        let floor = newest(&self.floor, time).filter(|n| present.contains(n));
        let speaker = floor.or_else(|| self.listen(&present, time));
        Scene { slate: self.slate(time), stage: newest(&self.stage, time), people: present, speaker }
    }

    fn is_present(&self, person: usize, time: RecordingTime) -> bool {
        self.presence[person].iter().any(|(from, to)| (*from..*to).contains(&time))
    }

    fn slate(&self, time: RecordingTime) -> Option<Slate> {
        let covers = |span: &&Span| (span.from..span.to).contains(&time);
        let outage = self.outages.iter().find(covers).map(|span| (false, span));
        let pause = self.pauses.iter().find(covers).map(|span| (true, span));
        outage.or(pause).map(|(paused, span)| Slate { paused, span: span.clone() })
    }

    /// Follows the loudest, with patience.
    fn listen(&mut self, present: &[usize], time: RecordingTime) -> Option<usize> {
        self.speaker = self.speaker.filter(|speaker| present.contains(speaker));
        let level = |n: &usize| self.levels.at(&self.people[*n].id, time);
        let loudest = present.iter().copied().filter(|n| level(n) >= SPEAKING).max_by_key(level);
        match (loudest, self.candidate) {
            (None, _) => {}
            (Some(loudest), _) if self.speaker == Some(loudest) => self.candidate = None,
            (Some(loudest), Some((candidate, since))) if candidate == loudest => {
                if time.since(since) >= HYSTERESIS {
                    self.speaker = Some(loudest);
                    self.candidate = None;
                }
            }
            (Some(loudest), _) if self.speaker.is_none() => self.speaker = Some(loudest),
            (Some(loudest), _) => self.candidate = Some((loudest, time)),
        }
        self.speaker
    }
}

/// What the events that `pick` understands say about whom.
fn changes(session: &Session, people: &[Person], pick: impl Fn(&Event) -> Option<Option<String>>) -> Changes {
    let index = |person: Option<String>| people.iter().position(|known| Some(&known.id) == person.as_ref());
    session.events.iter().filter_map(|(time, event)| Some((*time, index(pick(event)?)))).collect()
}

fn newest(changes: &Changes, time: RecordingTime) -> Option<usize> {
    let until = changes.partition_point(|(at, _)| *at <= time);
    changes[..until].last().and_then(|(_, value)| *value)
}

fn presence(
    session: &Session,
    person: &Person,
    heard: Option<(RecordingTime, RecordingTime)>,
) -> Vec<(RecordingTime, RecordingTime)> {
    const OPEN: RecordingTime = RecordingTime(u64::MAX);
    let mut stays: Vec<(RecordingTime, RecordingTime)> = Vec::new();
    for (time, event) in &session.events {
        let open = stays.last_mut().filter(|stay| stay.1 == OPEN);
        match (event, open) {
            (Event::Joined { person: joined, .. }, None) if joined.id == person.id => {
                stays.push((*time, OPEN));
            }
            (Event::Left { person: left, .. }, Some(stay)) if *left == person.id => stay.1 = *time,
            _ => {}
        }
    }
    if stays.is_empty() {
        stays.extend(heard);
    }
    stays
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use recorder::bundle::levels::PersonLevels;

    fn s(seconds: u64) -> RecordingTime {
        RecordingTime(seconds * 1_000_000_000)
    }

    fn people() -> Vec<Person> {
        let person = |id: &str| Person {
            id: id.into(),
            name: id.into(),
            role: "party".into(),
            role_label: "当事人".into(),
            side: None,
        };
        ["a", "b", "c"].map(person).to_vec()
    }

    fn session(events: &[(u64, serde_json::Value)]) -> Session {
        let mut session = Session::default();
        for (at, event) in events {
            session.add(s(*at), event.to_string().as_bytes());
        }
        session
    }

    /// One level per second for each person.
    fn levels(spoken: [&[u8]; 3]) -> Levels {
        let people = ["a", "b", "c"].iter().zip(spoken);
        let people = people.map(|(person, levels)| PersonLevels {
            person: (*person).into(),
            file: String::new(),
            levels: levels.to_vec(),
        });
        Levels { per_second: 1, people: people.collect() }
    }

    const ALWAYS: Option<(RecordingTime, RecordingTime)> =
        Some((RecordingTime::ZERO, RecordingTime(u64::MAX)));

    #[test]
    fn the_picture_follows_a_new_speaker_after_two_seconds_and_no_cough() {
        let (session, people) = (session(&[]), people());
        let (talk, quiet) = (70, 0);
        let levels = levels([
            &[talk, talk, quiet, talk, quiet, quiet, quiet, quiet, quiet],
            &[quiet, quiet, talk, quiet, talk, talk, talk, talk, quiet],
            &[],
        ]);
        let mut director = Director::new(&session, &people, &levels, &[ALWAYS; 3]);
        let speakers: Vec<_> = (0..9).map(|n| director.scene(s(n)).speaker).collect();
        let (a, b) = (Some(0), Some(1));
        assert_eq!(speakers, [a, a, a, a, a, a, b, b, b]);
    }

    #[test]
    fn whoever_has_the_floor_is_the_speaker_however_loud_others_are() {
        let floor = |person: serde_json::Value| json!({"type": "floor", "person": person});
        let session = session(&[(1, floor(json!("c"))), (3, floor(json!(null)))]);
        let (people, levels) = (people(), levels([&[70; 5], &[], &[]]));
        let mut director = Director::new(&session, &people, &levels, &[ALWAYS; 3]);
        let scenes: Vec<_> = (0..4).map(|n| director.scene(s(n))).collect();
        assert_eq!(
            scenes.iter().map(|scene| scene.speaker).collect::<Vec<_>>(),
            [Some(0), Some(2), Some(2), Some(0)]
        );
    }

    #[test]
    fn somebody_in_caucus_is_not_in_the_picture() {
        let joined =
            |id: &str| json!({"type": "joined", "person": people().into_iter().find(|p| p.id == id)});
        let left = json!({"type": "left", "person": "b", "reason": "caucus"});
        let session = session(&[(0, joined("a")), (0, joined("b")), (5, left), (9, joined("b"))]);
        let (people, levels) = (people(), Levels::default());
        let mut director = Director::new(&session, &people, &levels, &[None; 3]);
        let seen: Vec<_> = [1, 6, 10].map(|n| director.scene(s(n)).people).to_vec();
        assert_eq!(seen, [vec![0, 1], vec![0], vec![0, 1]]);
    }

    #[test]
    fn a_pause_is_a_slate_for_as_long_as_it_lasts() {
        let paused = json!({"type": "recorder.paused", "reason": "合议"});
        let session = session(&[(2, paused), (7, json!({"type": "recorder.resumed"}))]);
        let (people, levels) = (people(), Levels::default());
        let mut director = Director::new(&session, &people, &levels, &[ALWAYS; 3]);
        let slates: Vec<_> = [1, 2, 6, 7].map(|n| director.scene(s(n)).slate.is_some()).to_vec();
        assert_eq!(slates, [false, true, true, false]);
        assert_eq!(director.scene(s(3)).slate.unwrap().span.reason, "合议");
    }
}
