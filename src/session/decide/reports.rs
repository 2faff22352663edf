//! What follows from the server's own reports: connections, the recorder, the clock. These
//! are facts; they cannot be refused.

use super::phases::to_phase;
use super::rooms::{Party, moves_into};
use crate::session::event::{Event, InvitationEnd, MoveReason};
use crate::session::id::{ParticipantId, RoomId, Timestamp};
use crate::session::phase::{Phase, Phases, SessionKind};
use crate::session::recording::Recording;
use crate::session::report::{LossCause, Report};
use crate::session::role::Roles;
use crate::session::state::{Participant, Presence, Session};

/// Most people of one session, an observers' gallery included.
const PEOPLE: usize = 1_000;

/// The events that follow from a report.
pub fn observe(session: &Session, report: &Report, now: Timestamp) -> Vec<Event> {
    match report {
        Report::Enrolled(invitee) => match session.participant(invitee.id) {
            None if session.participants.len() < PEOPLE => vec![Event::Enrolled(invitee.clone())],
            _ => Vec::new(),
        },
        Report::Arrived { who } => arrived(session, *who),
        Report::Lost { who, how } => match session.participant(*who) {
            Some(person) if person.is_here() => vec![Event::Lost { who: *who, how: *how }],
            _ => Vec::new(),
        },
        Report::Media { who, connected } => match session.participant(*who) {
            Some(person) if person.media != *connected => {
                vec![Event::MediaChanged { who: *who, connected: *connected }]
            }
            _ => Vec::new(),
        },
        Report::Restarted => restarted(session),
        Report::RecorderReady => recorder_ready(session),
        Report::RecorderFailed { reason } => recorder_failed(session, reason),
        Report::Tick => tick(session, now),
    }
}

/// When [`Report::Tick`] is due next.
pub fn next_deadline(session: &Session) -> Option<Timestamp> {
    let entry = (session.phase == Phase::Scheduled).then(|| entry_opens(session));
    let moves = session.announced_moves.values().map(|announced| announced.due);
    let invitations = session.invitations.values().map(|invitation| invitation.due);
    let turns = session.floor.holders.values().filter_map(|until| *until);
    let graces = session.participants.values().filter_map(|person| grace_ends(session, person));
    entry.into_iter().chain(moves).chain(invitations).chain(turns).chain(graces).min()
}

/// Somebody who kept a place takes it again; everybody else waits, except those who host.
fn arrived(session: &Session, who: ParticipantId) -> Vec<Event> {
    let Some(person) = session.participant(who) else { return Vec::new() };
    if matches!(person.presence, Presence::Here { .. } | Presence::Removed { .. }) {
        return Vec::new();
    }
    let mut events = vec![Event::Arrived { who }];
    let returns = person.holds_place() && person.room != RoomId::WAITING;
    if returns || !Phases::LIVE.has(session.phase) {
        return events;
    }
    if Roles::STAFF.has(person.role) || session.rules.open_door {
        events.push(Event::Moved { who, to: RoomId::JOINT, why: MoveReason::Arrival });
    } else if Roles::TESTIFYING.has(person.role) {
        events.push(Event::Moved { who, to: RoomId::WITNESS, why: MoveReason::Arrival });
    }
    events
}

/// After a restart everybody keeps their place for the grace time. A recording that ran is
/// taken up again; one that was interrupted by hand stays interrupted until somebody resumes
/// it, since what is closed must not open by itself.
fn restarted(session: &Session) -> Vec<Event> {
    let mut events = Vec::new();
    for person in session.participants.values() {
        let who = person.id;
        if person.media {
            events.push(Event::MediaChanged { who, connected: false });
        }
        if person.is_here() {
            events.push(Event::Lost { who, how: LossCause::ServerRestart });
        }
    }
    if session.recording.is_under_way() && !matches!(session.recording, Recording::Failed { .. }) {
        events.push(Event::RecordingFailed { reason: "服务器重启".into() });
        if !matches!(session.recording, Recording::Paused { .. }) {
            events.push(Event::RecordingArmed);
        }
    }
    events
}

/// The recorder's word opens a hearing, or starts the recording of a mediation if everybody
/// still consents.
fn recorder_ready(session: &Session) -> Vec<Event> {
    if session.recording != Recording::Armed {
        return Vec::new();
    }
    if session.kind == SessionKind::Mediation && !session.all_consent_to_recording() {
        return vec![Event::RecordingStopped];
    }
    let mut events = vec![Event::RecordingStarted];
    if session.opening {
        events.push(to_phase(Phase::InSession));
    }
    events
}

fn recorder_failed(session: &Session, reason: &str) -> Vec<Event> {
    if !session.recording.is_under_way() || matches!(session.recording, Recording::Failed { .. }) {
        return Vec::new();
    }
    let mut events = vec![Event::RecordingFailed { reason: reason.to_owned() }];
    if session.opening {
        events.push(Event::OpeningFailed { reason: reason.to_owned() });
    }
    events
}

fn tick(session: &Session, now: Timestamp) -> Vec<Event> {
    if session.phase.is_over() {
        return Vec::new();
    }
    let mut events = Vec::new();
    if session.phase == Phase::Scheduled && entry_opens(session) <= now {
        events.push(to_phase(Phase::EntryOpen));
        events.extend(seat_early_arrivals(session));
    }
    for (room, announced) in session.announced_moves.iter().filter(|(_, announced)| announced.due <= now) {
        events.push(Event::MoveSettled { room: *room });
        events.extend(carry_out(session, *room, &announced.who));
    }
    for (invitation, _) in session.invitations.iter().filter(|(_, invitation)| invitation.due <= now) {
        events.push(Event::InvitationEnded { invitation: *invitation, end: InvitationEnd::Lapsed });
    }
    events.extend(session.floor.expired(now).into_iter().map(|who| Event::FloorTaken { who }));
    let gone = session.participants.values().filter(|p| grace_ends(session, p).is_some_and(|end| end <= now));
    events.extend(gone.map(|p| Event::GraceOver { who: p.id }));
    events
}

/// Staff and witnesses who came before the entry window opened.
fn seat_early_arrivals(session: &Session) -> Vec<Event> {
    let early = session.participants.values().filter(|p| p.holds_place() && p.room == RoomId::WAITING);
    let seat = |p: &Participant| {
        let to = if Roles::STAFF.has(p.role) {
            RoomId::JOINT
        } else if Roles::TESTIFYING.has(p.role) {
            RoomId::WITNESS
        } else {
            return None;
        };
        Some(Event::Moved { who: p.id, to, why: MoveReason::Arrival })
    };
    early.filter_map(seat).collect()
}

/// The moves of a countdown that is over. Whoever can no longer go where they were to go
/// waits instead.
fn carry_out(session: &Session, room: RoomId, who: &[ParticipantId]) -> Vec<Event> {
    let mut party = Party::in_room(session, room);
    let people = who.iter().filter_map(|id| session.participant(*id)).filter(|p| p.holds_place());
    let to_go = people.filter(|p| p.room != room && p.room >= RoomId::FIRST_CAUCUS);
    let moved = |person| {
        moves_into(session, &mut party, person, room, MoveReason::Gathered)
            .unwrap_or_else(|_| vec![person.sent_out(MoveReason::Held)])
    };
    to_go.flat_map(moved).collect()
}

fn entry_opens(session: &Session) -> Timestamp {
    session.scheduled_at.minus_seconds(session.rules.entry_opens_seconds)
}

/// When a lost place is given up. Never while media still flows.
fn grace_ends(session: &Session, person: &Participant) -> Option<Timestamp> {
    match person.presence {
        Presence::Reconnecting { since, .. } if !person.media => {
            Some(since.plus_seconds(session.rules.grace_seconds))
        }
        _ => None,
    }
}
