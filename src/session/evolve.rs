//! `evolve`: the next state after an event. Total and infallible: an event that names
//! something unknown changes nothing.

use super::event::{Event, MoveReason, Recorded};
use super::floor::{Floor, FloorMode};
use super::id::{ParticipantId, RoomId, Timestamp};
use super::ledger::Audibility;
use super::phase::{Phase, SessionKind};
use super::plan::{Invitee, Plan};
use super::recording::Recording;
use super::state::{AnnouncedMove, Caucus, Invitation, Participant, Presence, Session, Warning};

impl Session {
    /// The session as planned. Its log begins with [`Event::Planned`].
    pub fn planned(plan: &Plan, at: Timestamp) -> Self {
        let floor = plan.rules.floor.unwrap_or(match plan.kind {
            SessionKind::Mediation => FloorMode::Open,
            SessionKind::Hearing => FloorMode::ByGrant,
        });
        let numbers = (RoomId::FIRST_CAUCUS.0..).map(RoomId);
        let caucuses = numbers.zip(&plan.rooms).map(|(room, planned)| {
            let caucus = Caucus {
                name: planned.name.clone(),
                side: planned.side,
                members: planned.members.clone(),
                locked: false,
                occupied_since: None,
            };
            (room, caucus)
        });
        Self {
            id: plan.session,
            kind: plan.kind,
            title: plan.title.clone(),
            case_no: plan.case_no.clone(),
            scheduled_at: plan.scheduled_at,
            rules: plan.rules.clone(),
            phase: Phase::Scheduled,
            phase_since: at,
            phase_reason: None,
            outcome: None,
            opening: false,
            opened_at: None,
            participants: plan
                .people
                .iter()
                .map(|invitee| (invitee.id, Participant::planned(invitee)))
                .collect(),
            caucuses: caucuses.collect(),
            next_caucus: RoomId(
                RoomId::FIRST_CAUCUS.0 + u16::try_from(plan.rooms.len()).unwrap_or(u16::MAX / 2),
            ),
            joint_opened: false,
            announced_moves: Default::default(),
            invitations: Default::default(),
            floor: Floor::new(floor),
            recording: Recording::Off,
            party_chat: false,
            chat: Vec::new(),
            read_up_to: Default::default(),
            exhibits: Default::default(),
            audibility: Audibility::default(),
            seq: 1,
        }
    }

    /// Rebuilds a session from its whole log. `None` if the log does not begin with a plan.
    pub fn replay<'a>(log: impl IntoIterator<Item = &'a Recorded>) -> Option<Self> {
        let mut log = log.into_iter();
        let first = log.next()?;
        let Event::Planned(plan) = &first.event else { return None };
        let mut session = Self::planned(plan, first.at);
        for recorded in log {
            session.evolve(recorded);
        }
        Some(session)
    }

    /// Takes in one event.
    pub fn evolve(&mut self, recorded: &Recorded) {
        self.seq = recorded.seq;
        let at = recorded.at;
        match &recorded.event {
            Event::Planned(_) => {}
            Event::Enrolled(invitee) => {
                let newcomer = || Participant::planned(invitee);
                self.participants.entry(invitee.id).or_insert_with(newcomer);
            }
            event @ (Event::Arrived { .. }
            | Event::Lost { .. }
            | Event::MediaChanged { .. }
            | Event::GraceOver { .. }
            | Event::Left { .. }
            | Event::Removed { .. }
            | Event::ReturnAllowed { .. }) => self.evolve_presence(event, at),
            event @ (Event::NoticesTicked { .. }
            | Event::DeviceTested { .. }
            | Event::DeviceTestWaived { .. }
            | Event::IdentityConfirmed { .. }
            | Event::Consented { .. }
            | Event::HelpAsked { .. }
            | Event::HelpSettled { .. }
            | Event::AbsenceWarned { .. }
            | Event::WarningSeen { .. }
            | Event::AbsenceMarked { .. }) => self.evolve_person(event, at),
            event @ (Event::PhaseChanged { .. } | Event::OpeningAsked | Event::OpeningFailed { .. }) => {
                self.evolve_phase(event, at);
            }
            event @ (Event::Moved { .. }
            | Event::JointOpened
            | Event::CaucusPrepared { .. }
            | Event::CaucusDropped { .. }
            | Event::RoomLocked { .. }
            | Event::MoveAnnounced { .. }
            | Event::MoveSettled { .. }
            | Event::Invited { .. }
            | Event::InvitationEnded { .. }) => self.evolve_rooms(event, at),
            event @ (Event::FloorSet { .. }
            | Event::FloorGiven { .. }
            | Event::FloorTaken { .. }
            | Event::HandRaised { .. }
            | Event::HandLowered { .. }
            | Event::Muted { .. }
            | Event::ShareAllowed { .. }) => self.evolve_floor(event, at),
            event @ (Event::RecordingArmed
            | Event::RecordingStarted
            | Event::RecordingPaused { .. }
            | Event::RecordingResumed
            | Event::RecordingStopped
            | Event::RecordingFailed { .. }) => self.evolve_recording(event, at),
            event @ (Event::Said(_)
            | Event::ReadUpTo { .. }
            | Event::PartyChatOpened { .. }
            | Event::ExhibitShown { .. }
            | Event::PageTurned { .. }
            | Event::ExhibitHidden { .. }) => self.evolve_chat_and_exhibits(event),
            Event::AudibilityChanged(changes) => self.audibility.apply(changes),
        }
    }

    fn change(&mut self, who: ParticipantId, change: impl FnOnce(&mut Participant)) {
        if let Some(participant) = self.participants.get_mut(&who) {
            change(participant);
        }
    }

    fn evolve_presence(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Arrived { who } => self.change(*who, |p| p.presence = Presence::Here { since: at }),
            Event::Lost { who, how } => {
                self.change(*who, |p| p.presence = Presence::Reconnecting { since: at, how: *how });
            }
            Event::MediaChanged { who, connected } => self.change(*who, |p| p.media = *connected),
            Event::GraceOver { who } => self.give_up_place(*who, Presence::Absent, at),
            Event::Left { who } => self.give_up_place(*who, Presence::Left { at }, at),
            Event::Removed { who, .. } => self.give_up_place(*who, Presence::Removed { at }, at),
            Event::ReturnAllowed { who } => self.change(*who, |p| p.presence = Presence::Absent),
            _ => {}
        }
    }

    /// Whoever gives up a place comes back through the waiting room.
    fn give_up_place(&mut self, who: ParticipantId, presence: Presence, at: Timestamp) {
        self.change(who, |p| {
            p.presence = presence;
            p.media = false;
        });
        self.place(who, RoomId::WAITING, at);
        self.invitations.retain(|_, invitation| invitation.who != who);
    }

    fn place(&mut self, who: ParticipantId, to: RoomId, at: Timestamp) {
        self.change(who, |p| p.room = to);
        if to != RoomId::JOINT {
            self.floor.forget(who);
        }
        let occupied: Vec<_> =
            self.caucuses.keys().map(|room| (*room, self.members(*room).next().is_some())).collect();
        for (room, occupied) in occupied {
            if let Some(caucus) = self.caucuses.get_mut(&room) {
                caucus.occupied_since = occupied.then(|| caucus.occupied_since.unwrap_or(at));
                caucus.locked &= occupied;
            }
            if !occupied {
                self.exhibits.remove(&room);
            }
        }
    }

    fn evolve_person(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::NoticesTicked { who, notices } => {
                self.change(*who, |p| p.notices.extend(notices.iter().cloned()));
            }
            Event::DeviceTested { who, .. } | Event::DeviceTestWaived { who, .. } => {
                self.change(*who, |p| p.device_tested = true);
            }
            Event::IdentityConfirmed { who, method } => {
                self.change(*who, |p| p.identity = Some((*method, at)));
            }
            Event::Consented { who, stage, given } => {
                self.change(*who, |p| {
                    p.consents.insert(*stage, *given);
                });
            }
            Event::HelpAsked { who, text } => self.change(*who, |p| p.help = Some(text.clone())),
            Event::HelpSettled { who } => self.change(*who, |p| p.help = None),
            Event::AbsenceWarned { who, text } => {
                let warning = Warning { at, text: text.clone(), seen: None };
                self.change(*who, |p| p.warnings.push(warning));
            }
            Event::WarningSeen { who } => self.change(*who, |p| {
                for warning in p.warnings.iter_mut().filter(|warning| warning.seen.is_none()) {
                    warning.seen = Some(at);
                }
            }),
            Event::AbsenceMarked { who, kind, .. } => self.change(*who, |p| p.absence = Some(*kind)),
            _ => {}
        }
    }

    fn evolve_phase(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::OpeningAsked => self.opening = true,
            Event::OpeningFailed { .. } => self.opening = false,
            Event::PhaseChanged { to, reason, outcome } => {
                self.opening = false;
                self.phase = *to;
                self.phase_since = at;
                self.phase_reason.clone_from(reason);
                self.outcome = outcome.or(self.outcome);
                if *to == Phase::InSession {
                    self.opened_at.get_or_insert(at);
                }
            }
            _ => {}
        }
    }

    fn evolve_rooms(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Moved { who, to, .. } => self.place(*who, *to, at),
            Event::JointOpened => self.joint_opened = true,
            Event::CaucusPrepared { room, name, side, members } => {
                let caucus = Caucus {
                    name: name.clone(),
                    side: *side,
                    members: members.clone(),
                    locked: false,
                    occupied_since: None,
                };
                self.caucuses.insert(*room, caucus);
                self.next_caucus = self.next_caucus.max(RoomId(room.0.saturating_add(1)));
            }
            Event::CaucusDropped { room } => {
                self.caucuses.remove(room);
                self.invitations.retain(|_, invitation| invitation.room != *room);
                self.announced_moves.remove(room);
            }
            Event::RoomLocked { room, locked } => {
                if let Some(caucus) = self.caucuses.get_mut(room) {
                    caucus.locked = *locked;
                }
            }
            Event::MoveAnnounced { room, who, due } => {
                self.announced_moves.insert(*room, AnnouncedMove { who: who.clone(), due: *due });
            }
            Event::MoveSettled { room } => {
                self.announced_moves.remove(room);
            }
            Event::Invited { invitation, invitation_kind, room, who, due } => {
                let entry = Invitation { kind: *invitation_kind, room: *room, who: *who, due: *due };
                self.invitations.insert(*invitation, entry);
            }
            Event::InvitationEnded { invitation, .. } => {
                self.invitations.remove(invitation);
            }
            _ => {}
        }
    }

    fn evolve_floor(&mut self, event: &Event, at: Timestamp) {
        let floor = &mut self.floor;
        match event {
            Event::FloorSet { mode } => floor.mode = *mode,
            Event::FloorGiven { who, until } => {
                floor.holders.insert(*who, *until);
                floor.queue.retain(|(waiting, _)| waiting != who);
            }
            Event::FloorTaken { who } => {
                floor.holders.remove(who);
            }
            Event::HandRaised { who } => floor.queue.push((*who, at)),
            Event::HandLowered { who } => floor.queue.retain(|(waiting, _)| waiting != who),
            Event::Muted { who, muted: true } => {
                floor.muted.insert(*who);
            }
            Event::Muted { who, muted: false } => {
                floor.muted.remove(who);
            }
            Event::ShareAllowed { who, allowed: true } => {
                floor.sharing.insert(*who);
            }
            Event::ShareAllowed { who, allowed: false } => {
                floor.sharing.remove(who);
            }
            _ => {}
        }
    }

    fn evolve_recording(&mut self, event: &Event, at: Timestamp) {
        self.recording = match event {
            Event::RecordingArmed => Recording::Armed,
            Event::RecordingStarted | Event::RecordingResumed => Recording::Writing { since: at },
            Event::RecordingPaused { reason } => Recording::Paused { since: at, reason: *reason },
            Event::RecordingFailed { reason } => Recording::Failed { since: at, reason: reason.clone() },
            _ => Recording::Off,
        };
    }

    fn evolve_chat_and_exhibits(&mut self, event: &Event) {
        match event {
            Event::Said(message) => self.chat.push(message.clone()),
            Event::ReadUpTo { who, message } => {
                self.read_up_to.insert(*who, *message);
            }
            Event::PartyChatOpened { open } => self.party_chat = *open,
            Event::ExhibitShown { room, exhibit } => {
                self.exhibits.insert(*room, exhibit.clone());
            }
            Event::PageTurned { room, page } => {
                if let Some(exhibit) = self.exhibits.get_mut(room) {
                    exhibit.page = *page;
                }
            }
            Event::ExhibitHidden { room } => {
                self.exhibits.remove(room);
            }
            _ => {}
        }
    }
}

impl Participant {
    fn planned(invitee: &Invitee) -> Self {
        Self {
            id: invitee.id,
            name: invitee.name.clone(),
            identity_on_wire: invitee.identity.clone().unwrap_or_else(|| invitee.id.to_string()),
            role: invitee.role,
            side: invitee.side,
            linked_to: invitee.linked_to,
            protected_from: invitee.protected_from.iter().copied().collect(),
            special_authority: invitee.special_authority,
            presence: Presence::Absent,
            media: false,
            room: RoomId::WAITING,
            notices: Default::default(),
            identity: None,
            device_tested: false,
            consents: Default::default(),
            help: None,
            warnings: Vec::new(),
            absence: None,
        }
    }
}

impl MoveReason {
    /// Moves that a person did not ask for are announced to them.
    pub fn is_pulled(self) -> bool {
        matches!(self, Self::Held | Self::Gathered | Self::Called | Self::Released | Self::Ended)
    }
}
