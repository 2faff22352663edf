//! What one person may know of a session. This is the only way its state reaches a client:
//! a choke point like the media plane's, and tested the same way (INV-S01, INV-S04, I3).
//!
//! Staff see where everybody is, never what is said there. Everybody else sees the people in
//! their own room; of all others they learn only that they are elsewhere, and of caucuses at
//! most that one exists and since when.

mod people;
mod slices;

use schemars::JsonSchema;
use serde::Serialize;

use super::decide;
use super::event::{ChatMessage, InvitationKind, Seal};
use super::id::{InvitationId, MessageId, ParticipantId, RoomId, Timestamp};
use super::policy::{self, Action};
use super::role::{Role, Roles};
use super::state::{Participant, Session};

pub use people::{PersonView, PresenceView};
pub use slices::{FloorView, MeView, RecorderHealth, RecordingView, RoomKind, RoomView, SessionFacts};

/// Everything one person may know, in slices that are sent when they change.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SessionView {
    /// The session itself.
    pub session: SessionFacts,
    /// The viewer.
    pub me: MeView,
    /// Rooms the viewer may know of.
    pub rooms: Vec<RoomView>,
    /// People the viewer may know of.
    pub people: Vec<PersonView>,
    /// The floor of the joint room, for those in it and for staff.
    pub floor: FloorView,
    /// The recording.
    pub recording: RecordingView,
    /// Invitations and knocks that concern the viewer.
    pub invitations: Vec<InvitationView>,
    /// Countdowns that concern the viewer.
    pub countdowns: Vec<CountdownView>,
    /// What is on stage in the viewer's room.
    pub exhibit: Option<super::event::Exhibit>,
}

/// An invitation or knock.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// Which of the two.
    pub kind: InvitationKind,
    /// Into which room.
    pub room: RoomId,
    /// That room's name.
    pub room_name: String,
    /// Who would enter.
    pub who: ParticipantId,
    /// When it lapses.
    pub due: Timestamp,
    /// Whether the viewer is to answer it.
    pub mine_to_answer: bool,
}

/// A countdown before a move.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CountdownView {
    /// Where to.
    pub room: RoomId,
    /// Who moves, as far as the viewer may know.
    pub who: Vec<ParticipantId>,
    /// When.
    pub due: Timestamp,
}

/// A chat message as one reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChatView {
    /// Its id.
    pub id: MessageId,
    /// Writer.
    pub from: ParticipantId,
    /// Which thread it belongs to.
    pub thread: Thread,
    /// Plain text.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Where a chat message belongs, for one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Thread {
    /// A room.
    Room(RoomId),
    /// The other person of a pair.
    With(ParticipantId),
}

/// The view of one person. `None` if they are not in the session.
pub fn view(session: &Session, viewer: ParticipantId, health: &RecorderHealth) -> Option<SessionView> {
    let me = session.participant(viewer)?;
    Some(SessionView {
        session: SessionFacts::of(session),
        me: MeView::of(session, me),
        rooms: slices::rooms(session, me),
        people: people::people(session, me),
        floor: FloorView::of(session, me),
        recording: RecordingView::of(session, me, health),
        invitations: invitations(session, me),
        countdowns: countdowns(session, me),
        exhibit: exhibit(session, me),
    })
}

/// The message as `viewer` may read it, if they may.
pub fn chat_view(message: &ChatMessage, viewer: ParticipantId) -> Option<ChatView> {
    if !message.seal.opens_for(viewer) {
        return None;
    }
    let thread = match &message.seal {
        Seal::Room { room, .. } => Thread::Room(*room),
        Seal::Pair(a, b) => Thread::With(if *a == viewer { *b } else { *a }),
    };
    let ChatMessage { id, from, text, at, .. } = message.clone();
    Some(ChatView { id, from, thread, text, at })
}

/// Whether the viewer may know where everybody is: those who lead and their clerk.
fn oversees(viewer: &Participant) -> bool {
    Roles::STAFF.has(viewer.role)
}

/// What the viewer may ask for right now, as far as the table knows.
fn permitted_actions(session: &Session, me: &Participant) -> Vec<Action> {
    let allowed = |action: &&Action| policy::permits(session.kind, me.role, session.phase, **action).is_ok();
    Action::ALL.iter().filter(allowed).copied().collect()
}

fn invitations(session: &Session, me: &Participant) -> Vec<InvitationView> {
    let views = session.invitations.iter().filter_map(|(id, invitation)| {
        let mine_to_answer = match invitation.kind {
            InvitationKind::Invitation => invitation.who == me.id,
            InvitationKind::Knock => invitation.room == me.room,
        };
        let mine = invitation.who == me.id || invitation.room == me.room;
        mine.then(|| InvitationView {
            id: *id,
            kind: invitation.kind,
            room: invitation.room,
            room_name: slices::name_of(session, invitation.room),
            who: invitation.who,
            due: invitation.due,
            mine_to_answer,
        })
    });
    views.collect()
}

fn countdowns(session: &Session, me: &Participant) -> Vec<CountdownView> {
    let views = session.announced_moves.iter().filter_map(|(room, announced)| {
        let mine = announced.who.contains(&me.id);
        let who = if oversees(me) { announced.who.clone() } else { vec![me.id] };
        (mine || oversees(me)).then_some(CountdownView { room: *room, who, due: announced.due })
    });
    views.collect()
}

fn exhibit(session: &Session, me: &Participant) -> Option<super::event::Exhibit> {
    use super::media::{Placement, placement};
    match placement(session, me) {
        Placement::Room(room) if me.role != Role::Technician => session.exhibits.get(&room).cloned(),
        _ => None,
    }
}

/// Whom the viewer may write to alone.
fn correspondents(session: &Session, me: &Participant) -> Vec<ParticipantId> {
    decide::may_write_to_whom(session, me)
}
