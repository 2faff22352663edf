//! The session channel: each person's conversation, what they are shown and what they ask.

use std::time::Instant;

use rand::{CryptoRng, RngExt};
use schemars::JsonSchema;
use serde::Serialize;
use signaling::LinkId;
use signaling::channel::{ByeCode, CommandId, Conversation, Epoch, Input, Output, Resume, Seq, item, slices};

use super::access::MediaAccess;
use super::{Effect, Live};
use crate::coordinator::placement::Numbers;
use crate::session::event::{ChatMessage, InvitationEnd, InvitationKind, MoveReason};
use crate::session::role::Roles;
use crate::session::view::{ChatView, SessionView, chat_view, view};
use crate::session::{Command, Event, ParticipantId, RoomId, Timestamp};

/// Epochs stay below 2^53, so that every language can hold them.
const EPOCHS: u64 = 1 << 53;

/// What one person is shown: their view of the session, and the door to media.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClientView {
    /// The session, as this person may know it.
    #[serde(flatten)]
    pub session: SessionView,
    /// For the media wire.
    pub media: MediaAccess,
}

/// Something that happened once.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "item", rename_all = "snake_case")]
pub enum Item {
    /// A chat message.
    Chat(ChatView),
    /// Somebody has read what one wrote, up to a message.
    Read {
        /// Who.
        who: ParticipantId,
        /// Up to which message.
        message: crate::session::id::MessageId,
    },
    /// One is in another room now.
    Moved {
        /// Where.
        to: RoomId,
        /// Why.
        why: MoveReason,
    },
    /// An invitation or knock of one's own, or to one's room, has ended.
    InvitationEnded {
        /// Which of the two.
        kind: InvitationKind,
        /// Into which room.
        room: RoomId,
        /// Who would have entered.
        who: ParticipantId,
        /// How it ended.
        end: InvitationEnd,
    },
    /// Somebody asks for help; for staff.
    HelpAsked {
        /// Who.
        who: ParticipantId,
        /// In their words.
        text: String,
    },
    /// The hearing could not be opened; for staff.
    OpeningFailed {
        /// Why.
        reason: String,
    },
    /// The recording broke off; for staff.
    RecordingFailed {
        /// Why.
        reason: String,
    },
}

/// One person's side of the channel.
pub struct ChannelSide {
    /// The socket, while there is one.
    pub link: Option<LinkId>,
    /// Since when the media access that was shown is good.
    pub access_since: Timestamp,
    conversation: Conversation<Command>,
    access: MediaAccess,
    due: Option<Instant>,
}

/// Something a person asks over their channel.
#[derive(Debug)]
pub struct Wish {
    /// Who.
    pub who: ParticipantId,
    /// Their name for it; absent where no answer is expected.
    pub id: Option<CommandId>,
    /// What.
    pub command: Command,
}

impl<R: CryptoRng, N: Numbers> Live<R, N> {
    /// A socket of the session channel opened for somebody who may come in.
    pub fn open_channel(&mut self, who: ParticipantId, link: LinkId, resume: Option<Resume>) {
        let fresh = self.fresh_epoch();
        let access = self.media_access(who);
        let (now, wall_ms) = (self.now, self.now.wall.0 / 1_000);
        let side = self.channels.entry(who).or_insert_with(|| ChannelSide {
            link: None,
            access_since: now.wall,
            conversation: Conversation::new(fresh),
            access: access.clone(),
            due: None,
        });
        side.link = Some(link);
        (side.access, side.access_since) = (access, now.wall);
        side.conversation.handle(now.instant, Input::Connected { link, resume, fresh, wall_ms });
        self.pump(who);
        self.send_view(who);
    }

    /// A socket of the session channel is gone. `true` if it was the one in use.
    pub fn close_channel(&mut self, who: ParticipantId, link: LinkId) -> bool {
        let Some(side) = self.channels.get_mut(&who) else { return false };
        let current = side.link == Some(link);
        if current {
            side.link = None;
        }
        self.converse(who, Input::Closed(link));
        current
    }

    /// A command came in. Whether it is to run comes out of [`Self::take_wishes`].
    pub fn channel_command(&mut self, who: ParticipantId, link: LinkId, id: CommandId, command: Command) {
        self.converse(who, Input::Command { link, id, command });
    }

    /// Everything up to a number has arrived at somebody's client.
    pub fn channel_ack(&mut self, who: ParticipantId, link: LinkId, seq: Seq) {
        self.converse(who, Input::Ack { link, seq });
    }

    /// What people asked since the last time.
    pub fn take_wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    /// The session is over for the wires, or the server restarts.
    pub fn end_channels(&mut self, code: ByeCode) {
        let everybody: Vec<_> = self.channels.keys().copied().collect();
        for who in everybody {
            self.end_channel(who, code);
        }
    }

    /// Says goodbye to one person.
    pub(super) fn end_channel(&mut self, who: ParticipantId, code: ByeCode) {
        self.converse(who, Input::End(code));
        if let Some(side) = self.channels.get_mut(&who) {
            side.link = None;
        }
    }

    /// Deadlines of conversations that have come.
    pub(super) fn conversations_wake(&mut self) {
        let now = self.now.instant;
        let due = |side: &ChannelSide| side.due.is_some_and(|due| due <= now);
        let woken: Vec<_> = self.channels.iter().filter(|(_, side)| due(side)).map(|(who, _)| *who).collect();
        for who in woken {
            self.converse(who, Input::Timeout);
        }
    }

    /// The next deadline of any conversation.
    pub(super) fn conversations_due(&self) -> Option<Instant> {
        self.channels.values().filter_map(|side| side.due).min()
    }

    /// Shows everybody what changed for them.
    pub(super) fn send_views(&mut self) {
        let connected = self.channels.iter().filter(|(_, side)| side.link.is_some());
        let viewers: Vec<_> = connected.map(|(who, _)| *who).collect();
        for who in viewers {
            self.send_view(who);
        }
    }

    fn send_view(&mut self, who: ParticipantId) {
        let Some(access) = self.channels.get(&who).map(|side| side.access.clone()) else { return };
        let Some(session) = view(&self.session, who, &self.health) else { return };
        match slices(&ClientView { session, media: access }) {
            Ok(slices) => self.converse(who, Input::View(slices)),
            Err(error) => tracing::error!(%error, "a view could not be written as JSON"),
        }
    }

    pub(super) fn renew_channel_access(&mut self, who: ParticipantId) {
        let access = self.media_access(who);
        if let Some(side) = self.channels.get_mut(&who) {
            (side.access, side.access_since) = (access, self.now.wall);
        }
        self.send_view(who);
    }

    /// Delivers a message to those it is sealed to, on the channel.
    pub(super) fn deliver(&mut self, message: &ChatMessage) {
        let readers: Vec<_> = self.channels.keys().copied().collect();
        for who in readers {
            if let Some(chat) = chat_view(message, who) {
                self.say(who, &Item::Chat(chat));
            }
        }
    }

    /// What one event means for people, besides the view it changes.
    pub(super) fn tell(&mut self, event: &Event) {
        match event {
            Event::Moved { who, to, why } => self.say(*who, &Item::Moved { to: *to, why: *why }),
            Event::HelpAsked { who, text } => {
                self.tell_staff(&Item::HelpAsked { who: *who, text: text.clone() });
            }
            Event::OpeningFailed { reason } => {
                self.tell_staff(&Item::OpeningFailed { reason: reason.clone() });
            }
            Event::RecordingFailed { reason } => {
                self.tell_staff(&Item::RecordingFailed { reason: reason.clone() });
            }
            Event::ReadUpTo { who, message } => self.tell_writer(*who, *message),
            _ => {}
        }
    }

    /// The writer of a message learns that it was read.
    fn tell_writer(&mut self, who: ParticipantId, message: crate::session::id::MessageId) {
        let writer = self.session.chat.iter().rev().find(|said| said.id == message).map(|said| said.from);
        if let Some(writer) = writer.filter(|writer| *writer != who) {
            self.say(writer, &Item::Read { who, message });
        }
    }

    /// Tells those an invitation concerns how it ended; asked before it is forgotten.
    pub(super) fn tell_invitation_end(&mut self, event: &Event) {
        let Event::InvitationEnded { invitation, end } = event else { return };
        let Some(asked) = self.session.invitations.get(invitation).copied() else { return };
        let ended = Item::InvitationEnded { kind: asked.kind, room: asked.room, who: asked.who, end: *end };
        let inside: Vec<_> = self.session.members(asked.room).map(|p| p.id).collect();
        for who in inside.into_iter().chain([asked.who]) {
            self.say(who, &ended);
        }
    }

    fn tell_staff(&mut self, news: &Item) {
        let staff = self.session.participants.values().filter(|p| Roles::STAFF.has(p.role));
        let staff: Vec<_> = staff.map(|p| p.id).collect();
        for who in staff {
            self.say(who, news);
        }
    }

    fn say(&mut self, who: ParticipantId, news: &Item) {
        match item(news) {
            Ok(news) => self.converse(who, Input::Item(news)),
            Err(error) => tracing::error!(%error, "an item could not be written as JSON"),
        }
    }

    pub(super) fn converse(&mut self, who: ParticipantId, input: Input<Command>) {
        let now = self.now.instant;
        if let Some(side) = self.channels.get_mut(&who) {
            side.conversation.handle(now, input);
            self.pump(who);
        }
    }

    /// Does what a conversation wants.
    fn pump(&mut self, who: ParticipantId) {
        loop {
            let Some(side) = self.channels.get_mut(&who) else { return };
            match side.conversation.poll_output() {
                Output::Send(link, frame) => self.effects.push(Effect::Channel(link, frame)),
                Output::Close(link) => self.effects.push(Effect::EndChannel(link)),
                Output::Run { id, command } => self.wishes.push(Wish { who, id: Some(id), command }),
                Output::Snapshot => self.repeat_items(who),
                Output::Wait(due) => {
                    side.due = due;
                    return;
                }
            }
        }
    }

    /// A client that knows nothing gets the chat it may read, oldest first.
    fn repeat_items(&mut self, who: ParticipantId) {
        let readable: Vec<_> =
            self.session.chat.iter().filter_map(|message| chat_view(message, who)).collect();
        let now = self.now.instant;
        let Some(side) = self.channels.get_mut(&who) else { return };
        for chat in readable.into_iter().rev().take(HISTORY).rev() {
            if let Ok(news) = item(&Item::Chat(chat)) {
                side.conversation.handle(now, Input::Item(news));
            }
        }
    }

    fn fresh_epoch(&mut self) -> Epoch {
        Epoch(self.supplies.random.random_range(1..EPOCHS))
    }
}

/// Most messages repeated to a client that starts afresh; the outbox holds 256 items.
const HISTORY: usize = 200;
