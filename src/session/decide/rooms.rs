//! Rooms: caucuses, moves, invitations, knocks, witnesses (INV-S01 to INV-S08).

use super::entry::cleared;
use super::{Act, Decision, short_text};
use crate::session::event::{Event, InvitationEnd, InvitationKind, MoveReason};
use crate::session::id::{InvitationId, ParticipantId, RoomId};
use crate::session::phase::SessionKind;
use crate::session::refusal::Refusal;
use crate::session::role::{Role, Roles, Side};
use crate::session::state::{Caucus, Participant, Session};

/// Most caucus rooms a session may have at once. Sessions have 3 to 30 people.
const CAUCUSES: usize = 32;
/// Longest countdown, in seconds.
const COUNTDOWN_SECONDS: u32 = 120;

impl Act<'_, '_> {
    pub(super) fn prepare_caucus(
        &self,
        name: &str,
        side: Option<Side>,
        members: &[ParticipantId],
    ) -> Decision {
        if self.session.caucuses.len() >= CAUCUSES || members.len() > self.session.participants.len() {
            return Err(Refusal::TooMany);
        }
        for member in members {
            self.person(*member)?;
        }
        let (room, name) = (self.session.next_caucus, short_text(name)?);
        Ok(vec![Event::CaucusPrepared { room, name, side, members: members.to_vec() }])
    }

    pub(super) fn drop_caucus(&self, room: RoomId) -> Decision {
        if !self.session.caucuses.contains_key(&room) {
            return Err(Refusal::NoSuchRoom);
        }
        if self.session.members(room).next().is_some() {
            return Err(Refusal::RoomNotEmpty);
        }
        Ok(vec![Event::CaucusDropped { room }])
    }

    /// Brings people somewhere. Those in a caucus are warned by a countdown first; all others
    /// move at once.
    pub(super) fn gather(&self, room: RoomId, who: &[ParticipantId], countdown: Option<u32>) -> Decision {
        self.must_exist(room)?;
        if matches!(room, RoomId::WAITING | RoomId::WITNESS) {
            return Err(Refusal::NoSuchRoom);
        }
        self.must_not_be_locked(room)?;
        let seconds = countdown.unwrap_or(self.session.rules.countdown_seconds).min(COUNTDOWN_SECONDS);
        let mut events = if room == RoomId::JOINT { self.opening_of_joint() } else { Vec::new() };
        let mut warned = Vec::new();
        let mut party = Party::in_room(self.session, room);
        let mut people = who.iter().map(|id| self.present(*id)).collect::<Result<Vec<_>, _>>()?;
        // Whoever supervises goes in first: opposing sides are nowhere together without them.
        people.sort_by_key(|person| !Roles::SUPERVISING.has(person.role));
        for person in people.into_iter().filter(|person| person.room != room) {
            let moves = self.moves_into(&mut party, person, room, MoveReason::Gathered)?;
            if person.room >= RoomId::FIRST_CAUCUS && seconds > 0 {
                warned.push(person.id);
            } else {
                events.extend(moves);
            }
        }
        if !warned.is_empty() {
            let due = self.context.now.plus_seconds(seconds);
            events.push(Event::MoveAnnounced { room, who: warned, due });
        }
        if events.is_empty() { Err(Refusal::NothingToDo) } else { Ok(events) }
    }

    pub(super) fn cancel_gather(&self, room: RoomId) -> Decision {
        match self.session.announced_moves.contains_key(&room) {
            true => Ok(vec![Event::MoveSettled { room }]),
            false => Err(Refusal::NothingToDo),
        }
    }

    /// Going into a room by oneself is visible and logged; nobody is a hidden listener
    /// (INV-S05). Parties enter only a caucus they belong to.
    pub(super) fn enter(&self, room: RoomId) -> Decision {
        self.must_exist(room)?;
        if self.me.room == room {
            return Err(Refusal::NothingToDo);
        }
        self.must_not_be_locked(room)?;
        let invited = match room {
            RoomId::WAITING | RoomId::WITNESS => false,
            RoomId::JOINT | RoomId::DELIBERATION => self.is_staff(),
            caucus => self.is_staff() || self.belongs_to(caucus),
        };
        if !invited {
            return Err(Refusal::NotYourRole);
        }
        self.moves(self.me, room, MoveReason::Entered)
    }

    fn belongs_to(&self, caucus: RoomId) -> bool {
        self.session.caucuses.get(&caucus).is_some_and(|caucus| caucus.members.contains(&self.me.id))
    }

    fn must_not_be_locked(&self, room: RoomId) -> Result<(), Refusal> {
        let locked = self.session.caucuses.get(&room).is_some_and(|caucus| caucus.locked);
        if locked && self.me.room != room { Err(Refusal::RoomLocked) } else { Ok(()) }
    }

    /// Out of a private room: to the joint room where that is allowed, else to wait.
    pub(super) fn step_out(&self) -> Decision {
        if self.me.room < RoomId::FIRST_CAUCUS && self.me.room != RoomId::DELIBERATION {
            return Err(Refusal::NotInThatRoom);
        }
        let to_joint = self.moves(self.me, RoomId::JOINT, MoveReason::SteppedOut);
        Ok(to_joint.unwrap_or_else(|_| {
            self.followers(self.me).map(|p| p.sent_out(MoveReason::SteppedOut)).collect()
        }))
    }

    pub(super) fn lock(&self, room: RoomId, locked: bool) -> Decision {
        let caucus = self.session.caucuses.get(&room).ok_or(Refusal::NoSuchRoom)?;
        if self.me.room != room {
            return Err(Refusal::NotInThatRoom);
        }
        if caucus.locked == locked {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::RoomLocked { room, locked }])
    }

    pub(super) fn knock(&mut self, room: RoomId) -> Decision {
        if !self.session.caucuses.contains_key(&room) {
            return Err(Refusal::NoSuchRoom);
        }
        if !self.is_staff() && !self.belongs_to(room) {
            return Err(Refusal::NotYourRole);
        }
        if self.me.room == room || self.session.members(room).next().is_none() {
            return Err(Refusal::NothingToDo);
        }
        self.ask(InvitationKind::Knock, room, self.me.id)
    }

    /// Staff invite whom they like; others may only ask a neutral or their own side in.
    pub(super) fn invite(&mut self, who: ParticipantId) -> Decision {
        let (room, guest) = (self.me.room, self.present(who)?);
        if room < RoomId::FIRST_CAUCUS || guest.room == room {
            return Err(Refusal::NothingToDo);
        }
        let welcome = Roles::SUPERVISING.has(guest.role) || !self.session.opposed(self.me, guest);
        if !self.is_staff() && !welcome {
            return Err(Refusal::MayNotMeet);
        }
        self.moves(guest, room, MoveReason::Invited)?;
        self.ask(InvitationKind::Invitation, room, who)
    }

    fn ask(&mut self, kind: InvitationKind, room: RoomId, who: ParticipantId) -> Decision {
        let open = &self.session.invitations;
        if open.values().any(|asked| asked.kind == kind && asked.room == room && asked.who == who) {
            return Err(Refusal::NothingToDo);
        }
        let invitation = InvitationId((self.context.fresh)());
        let due = self.context.now.plus_seconds(self.session.rules.invitation_seconds);
        Ok(vec![Event::Invited { invitation, invitation_kind: kind, room, who, due }])
    }

    pub(super) fn answer_invitation(&self, invitation: InvitationId, accept: bool) -> Decision {
        let asked = self.session.invitations.get(&invitation).ok_or(Refusal::NoSuchInvitation)?;
        let mine = match asked.kind {
            InvitationKind::Invitation => asked.who == self.me.id,
            InvitationKind::Knock => asked.room == self.me.room,
        };
        if !mine {
            return Err(Refusal::NoSuchInvitation);
        }
        let end = if accept { InvitationEnd::Accepted } else { InvitationEnd::Declined };
        let mut events = vec![Event::InvitationEnded { invitation, end }];
        if accept {
            let guest = self.present(asked.who)?;
            events.extend(self.moves(guest, asked.room, MoveReason::Invited)?);
        }
        Ok(events)
    }

    pub(super) fn call_witness(&self, who: ParticipantId) -> Decision {
        let witness = self.present(who)?;
        if !Roles::TESTIFYING.has(witness.role) {
            return Err(Refusal::NoSuchParticipant);
        }
        if witness.room == RoomId::JOINT {
            return Err(Refusal::NothingToDo);
        }
        self.moves(witness, RoomId::JOINT, MoveReason::Called)
    }

    pub(super) fn release_witness(&self, who: ParticipantId, stays_available: bool) -> Decision {
        let witness = self.present(who)?;
        if !Roles::TESTIFYING.has(witness.role) || witness.room != RoomId::JOINT {
            return Err(Refusal::NothingToDo);
        }
        let to = if stays_available { RoomId::WITNESS } else { RoomId::WAITING };
        let out = |p: &Participant| Event::Moved { who: p.id, to, why: MoveReason::Released };
        Ok(self.followers(witness).map(out).collect())
    }

    /// The moves that bring `person`, and those who accompany them, into `room`.
    pub(super) fn moves(&self, person: &Participant, room: RoomId, why: MoveReason) -> Decision {
        self.moves_into(&mut Party::in_room(self.session, room), person, room, why)
    }

    fn moves_into<'s>(
        &'s self,
        party: &mut Party<'s>,
        person: &'s Participant,
        room: RoomId,
        why: MoveReason,
    ) -> Decision {
        moves_into(self.session, party, person, room, why)
    }

    pub(super) fn followers<'s>(&'s self, person: &'s Participant) -> impl Iterator<Item = &'s Participant> {
        followers(self.session, person)
    }
}

/// People who would be together in a room.
pub(super) struct Party<'s> {
    members: Vec<&'s Participant>,
}

impl<'s> Party<'s> {
    pub(super) fn in_room(session: &'s Session, room: RoomId) -> Self {
        Self { members: session.members(room).collect() }
    }

    fn is_supervised(&self) -> bool {
        self.members.iter().any(|p| Roles::SUPERVISING.has(p.role))
    }

    fn opposed_to(&self, session: &Session, guest: &Participant) -> bool {
        self.members.iter().any(|member| session.opposed(member, guest))
    }
}

/// Checks every rule about who may be where, and adds the movers to `party`.
pub(super) fn moves_into<'s>(
    session: &'s Session,
    party: &mut Party<'s>,
    person: &'s Participant,
    room: RoomId,
    why: MoveReason,
) -> Decision {
    let mut events = Vec::new();
    for mover in followers(session, person) {
        may_be_in(session, mover, room, why)?;
        let together = party.opposed_to(session, mover);
        if together && (!party.is_supervised() || is_one_sided(session, room)) {
            return Err(Refusal::MayNotMeet);
        }
        party.members.push(mover);
        let why = if mover.id == person.id { why } else { MoveReason::Follows };
        events.push(Event::Moved { who: mover.id, to: room, why });
    }
    Ok(events)
}

/// The person, and those linked to them who are with them. In a waiting room nobody is with
/// anybody: each is admitted alone.
pub(super) fn followers<'s>(
    session: &'s Session,
    person: &'s Participant,
) -> impl Iterator<Item = &'s Participant> {
    let together = !matches!(person.room, RoomId::WAITING | RoomId::WITNESS);
    let linked = session
        .members(person.room)
        .filter(move |p| together && p.linked_to == Some(person.id) && p.id != person.id);
    std::iter::once(person).chain(linked)
}

/// A caucus named for a side is closed to the others even under supervision.
fn is_one_sided(session: &Session, room: RoomId) -> bool {
    session.caucuses.get(&room).is_some_and(|caucus: &Caucus| caucus.side.is_some())
}

fn may_be_in(session: &Session, person: &Participant, room: RoomId, why: MoveReason) -> Result<(), Refusal> {
    cleared(session, person)?;
    match room {
        RoomId::WAITING | RoomId::WITNESS => Ok(()),
        RoomId::JOINT => may_be_in_joint(session, person, why),
        RoomId::DELIBERATION => {
            let panel = Roles::BENCH.has(person.role) || person.role == Role::Clerk;
            if panel && session.kind == SessionKind::Hearing { Ok(()) } else { Err(Refusal::NotOfThePanel) }
        }
        caucus => may_be_in_caucus(session, person, caucus),
    }
}

fn may_be_in_joint(session: &Session, person: &Participant, why: MoveReason) -> Result<(), Refusal> {
    if person.role == Role::Technician {
        return Err(Refusal::NotYourRole);
    }
    if Roles::TESTIFYING.has(person.role) && why != MoveReason::Called {
        return Err(Refusal::WitnessMustBeCalled);
    }
    let recorded = session.recording.is_under_way() && session.kind == SessionKind::Mediation;
    if recorded && Roles::TAKING_PART.has(person.role) && !person.allows_recording() {
        return Err(Refusal::ConsentMissing);
    }
    Ok(())
}

fn may_be_in_caucus(session: &Session, person: &Participant, room: RoomId) -> Result<(), Refusal> {
    if !Roles::TAKING_PART.has(person.role) || Roles::TESTIFYING.has(person.role) {
        return Err(Refusal::NotYourRole);
    }
    let caucus = session.caucuses.get(&room).ok_or(Refusal::NoSuchRoom)?;
    match (caucus.side, session.side_of(person)) {
        (Some(reserved), Some(side)) if reserved != side => Err(Refusal::MayNotMeet),
        _ => Ok(()),
    }
}
