//! What the recorder is told: when to keep, whose tracks they are, and what happened in the
//! joint room. Nothing of a caucus, a deliberation or a private conversation is ever told
//! (INV-R04); those have no way into these functions' output.

mod words;

use std::collections::BTreeSet;

use recorder::spec::{Expected, Format, Kind, Packing, Person, RecordingId, RecordingSpec, TrackDescription};
use serde_json::{Value, json};
use sfu::id::{ParticipantId as NodeId, RoomId as NodeRoom, TrackId};
use sfu::media::{Codec, Source};
use sfu::node::Carries;

use crate::session::event::{ChatMessage, MoveReason, Seal};
use crate::session::media::is_recorded;
use crate::session::phase::SessionKind;
use crate::session::report::LossCause;
use crate::session::{Event, Participant, ParticipantId, RoomId, Session, Timestamp};

/// Length that a session is taken to have when the disk is asked for room.
const PLANNED_MINUTES: u32 = 120;
/// The banner is on every screen before the first sample is kept (C4): time for it to arrive.
const BANNER_LEAD_MS: i64 = 500;

/// Something for the recorder to do.
#[derive(Debug)]
pub enum RecorderAct {
    /// Begin. The answer comes back as a report.
    Start(Box<RecordingSpec>),
    /// Listen in a room of the node.
    Tap(NodeRoom),
    /// Stop listening there.
    Untap(NodeRoom),
    /// Refuse packets, for a reason.
    Pause(&'static str),
    /// Take packets again.
    Resume,
    /// End.
    Close(&'static str),
    /// Say what a track is.
    Track(Box<TrackDescription>),
    /// Log an event.
    Event(Value),
    /// Say who is heard.
    Speakers(Vec<(NodeId, f32)>),
}

/// How far the recorder has been told.
#[derive(Debug, Default)]
pub struct Record {
    running: bool,
    listening: Option<NodeRoom>,
    banner_since: Option<Timestamp>,
    present: BTreeSet<ParticipantId>,
}

impl Record {
    /// Whether a recording is open.
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// Whether the recorder listens right now.
    pub fn is_listening(&self) -> bool {
        self.listening.is_some()
    }

    /// When [`Self::listen`] must be asked again.
    pub fn deadline(&self) -> Option<Timestamp> {
        self.banner_since.filter(|_| self.listening.is_none()).map(after_banner)
    }

    /// What follows from one event; `session` is the state after it.
    pub fn follow(&mut self, session: &Session, event: &Event) -> Vec<RecorderAct> {
        let mut acts = Vec::new();
        match event {
            Event::RecordingArmed => {
                self.running = true;
                acts.push(RecorderAct::Start(Box::new(spec(session))));
            }
            Event::RecordingResumed => acts.push(RecorderAct::Resume),
            Event::RecordingPaused { reason } => acts.push(RecorderAct::Pause(words::pause(*reason))),
            Event::RecordingFailed { .. } => acts.push(RecorderAct::Close("录制中断")),
            Event::RecordingStopped => acts.push(RecorderAct::Close("录制结束")),
            _ => {}
        }
        if self.running {
            acts.extend(self.presence(session, event));
            acts.extend(notes(session, event).into_iter().map(RecorderAct::Event));
        }
        if matches!(event, Event::RecordingStopped | Event::RecordingFailed { .. }) {
            self.running = false;
            self.present.clear();
            // An end is the last thing the record says.
            acts.rotate_left(1);
        }
        acts
    }

    /// Begins to listen once the banner has had its time, stops at once when the rules say so.
    pub fn listen(&mut self, session: &Session, joint: Option<NodeRoom>, now: Timestamp) -> Vec<RecorderAct> {
        let wanted = joint.filter(|_| self.running && is_recorded(session, RoomId::JOINT));
        match (wanted, self.listening) {
            (Some(room), None) => {
                let since = *self.banner_since.get_or_insert(now);
                if now < after_banner(since) {
                    return Vec::new();
                }
                self.listening = Some(room);
                vec![RecorderAct::Tap(room)]
            }
            (None, Some(room)) => {
                self.listening = None;
                self.banner_since = None;
                vec![RecorderAct::Untap(room)]
            }
            (None, None) => {
                self.banner_since = None;
                Vec::new()
            }
            (Some(_), Some(_)) => Vec::new(),
        }
    }

    /// People enter and leave the record as they enter and leave the joint room.
    fn presence(&mut self, session: &Session, event: &Event) -> Vec<RecorderAct> {
        let now: BTreeSet<_> = session.members(RoomId::JOINT).map(|p| p.id).collect();
        let mut acts = Vec::new();
        for who in now.difference(&self.present) {
            let person = &session.participants[who];
            let identity = person.identity.map(|(method, at)| json!({"method": method, "at": at}));
            let joined =
                json!({"type": "joined", "person": person_of(session, person), "identity": identity});
            acts.push(RecorderAct::Event(joined));
        }
        for who in self.present.difference(&now) {
            let left = json!({"type": "left", "person": who.to_string(), "reason": why_left(event)});
            acts.push(RecorderAct::Event(left));
        }
        self.present = now;
        acts
    }
}

fn after_banner(since: Timestamp) -> Timestamp {
    Timestamp(since.0 + BANNER_LEAD_MS * 1_000)
}

fn spec(session: &Session) -> RecordingSpec {
    RecordingSpec {
        id: RecordingId::random(),
        session: session.id.to_string(),
        case: session.case_no.clone(),
        kind: match session.kind {
            SessionKind::Mediation => Kind::Mediation,
            SessionKind::Hearing => Kind::Hearing,
        },
        title: session.title.clone(),
        utc_offset_minutes: 480,
        expected: Expected {
            people: u32::try_from(session.members(RoomId::JOINT).count()).unwrap_or(u32::MAX),
            minutes: PLANNED_MINUTES,
        },
    }
}

/// The person as the record names them.
pub fn person_of(session: &Session, person: &Participant) -> Person {
    let side = session.side_of(person);
    let word = |value: Value| value.as_str().unwrap_or_default().to_owned();
    Person {
        id: person.id.to_string(),
        name: person.name.clone(),
        role: word(json!(person.role)),
        role_label: words::role(session.kind, person.role, side),
        side: side.map(|side| word(json!(side))),
    }
}

/// A track as it was negotiated with its publisher.
pub struct Negotiated<'a> {
    /// Its number on the node.
    pub track: TrackId,
    /// Its publisher there.
    pub participant: NodeId,
    /// What it shows.
    pub source: Source,
    /// Its codec.
    pub codec: Codec,
    /// Payload types.
    pub payload_types: &'a [(u8, Carries)],
    /// Header extensions.
    pub extensions: &'a [(u8, String)],
}

/// Describes a track to the recorder.
pub fn describe(session: &Session, publisher: &Participant, track: &Negotiated<'_>) -> RecorderAct {
    let packing = |carries: Carries| match carries {
        Carries::Media(_) => Packing::Plain,
        Carries::Red => Packing::Red,
        Carries::Other => Packing::Other,
    };
    let formats = track.payload_types.iter();
    RecorderAct::Track(Box::new(TrackDescription {
        track: track.track,
        participant: track.participant,
        person: person_of(session, publisher),
        source: track.source,
        codec: track.codec,
        formats: formats
            .map(|(number, carries)| Format { payload_type: *number, packing: packing(*carries) })
            .collect(),
        extensions: track.extensions.to_vec(),
    }))
}

/// Why somebody is no longer in the joint room. Of a caucus the record says only that.
fn why_left(event: &Event) -> &'static str {
    match event {
        Event::Left { .. } => "pressed",
        Event::Removed { .. } => "removed",
        Event::GraceOver { .. } => "not_returned",
        Event::Moved { why: MoveReason::Held, .. } => "held",
        Event::Moved { why: MoveReason::Released, .. } => "released",
        Event::Moved { to, .. } if *to >= RoomId::FIRST_CAUCUS => "caucus",
        _ => "moved",
    }
}

/// What the record says in its own words: floor, stage, chat of the joint room, and facts.
fn notes(session: &Session, event: &Event) -> Vec<Value> {
    let in_joint = |who: &ParticipantId| session.participant(*who).is_some_and(|p| p.room == RoomId::JOINT);
    let name = |who: &ParticipantId| session.participant(*who).map(|p| p.name.as_str()).unwrap_or_default();
    let note = |text: String| vec![json!({"type": "note", "text": text})];
    match event {
        Event::Said(message) => chat(message).into_iter().collect(),
        Event::FloorGiven { who, .. } => vec![json!({"type": "floor", "person": who.to_string()})],
        Event::FloorTaken { .. } => {
            let holder = session.floor.holders.keys().next_back().map(ToString::to_string);
            vec![json!({"type": "floor", "person": holder})]
        }
        Event::ExhibitShown { room: RoomId::JOINT, exhibit } => {
            let number = exhibit.number.clone().unwrap_or_default();
            let caption = format!("{number} {}", exhibit.title).trim().to_owned();
            let shown = json!({"type": "exhibit_shown", "exhibit": exhibit});
            vec![json!({"type": "stage", "person": exhibit.by.to_string(), "caption": caption}), shown]
        }
        Event::PageTurned { room: RoomId::JOINT, page } => vec![json!({"type": "page_turned", "page": page})],
        Event::ExhibitHidden { room: RoomId::JOINT } => vec![json!({"type": "stage", "person": null})],
        Event::PhaseChanged { to, reason, .. } => {
            let mut facts = note(words::phase(session.kind, *to, reason.as_deref()));
            facts.push(json!({"type": "phase", "to": to, "reason": reason}));
            facts
        }
        Event::Consented { who, stage, given } if in_joint(who) => {
            vec![json!({"type": "consent", "person": who.to_string(), "stage": stage, "given": given})]
        }
        Event::Muted { who, muted } if in_joint(who) => {
            vec![json!({"type": "muted", "person": who.to_string(), "muted": muted})]
        }
        Event::Removed { who, reason } => note(format!("{}被请出：{reason}", name(who))),
        Event::AbsenceWarned { who, text } => note(format!("对{}提示：{text}", name(who))),
        Event::AbsenceMarked { who, kind, reason } => {
            vec![json!({"type": "absence", "person": who.to_string(), "kind": kind, "reason": reason})]
        }
        Event::Lost { who, how } if in_joint(who) => vec![lost(*who, *how)],
        Event::Arrived { who } if in_joint(who) => {
            vec![json!({"type": "connection_back", "person": who.to_string()})]
        }
        Event::RecordingArmed => vec![json!({"type": "session", "id": session.id, "log_seq": session.seq})],
        _ => Vec::new(),
    }
}

fn lost(who: ParticipantId, how: LossCause) -> Value {
    json!({"type": "connection_lost", "person": who.to_string(), "how": how})
}

fn chat(message: &ChatMessage) -> Option<Value> {
    match &message.seal {
        Seal::Room { room: RoomId::JOINT, .. } => {
            Some(json!({"type": "chat", "from": message.from.to_string(), "text": message.text}))
        }
        Seal::Room { .. } | Seal::Pair(..) => None,
    }
}

#[cfg(test)]
mod tests;
