//! A session that can be acted out: people by name, a clock that only moves when told to.

use uuid::Uuid;

use crate::session::command::{ConsentStage, IdentityMethod};
use crate::session::event::ChatMessage;
use crate::session::ledger::{Audibility, permitted};
use crate::session::phase::SessionKind;
use crate::session::plan::{Invitee, PlannedRoom, Rules};
use crate::session::report::LossCause;
use crate::session::role::{Role, Side};
use crate::session::view::{RecorderHealth, SessionView, chat_view, view};
use crate::session::{
    Actor, Command, Context, Event, ParticipantId, Plan, Recorded, Refusal, Report, RoomId, Session,
    SessionId, Timestamp, decide, observe,
};

pub const MEDIATOR: ParticipantId = person(1);
pub const APPLICANT: ParticipantId = person(2);
pub const APPLICANTS_LAWYER: ParticipantId = person(3);
pub const RESPONDENT: ParticipantId = person(4);
pub const INTERPRETER: ParticipantId = person(5);
pub const CLERK: ParticipantId = person(6);
pub const JUDGE: ParticipantId = person(7);
pub const WITNESS: ParticipantId = person(8);
pub const OBSERVER: ParticipantId = person(9);
pub const ASSESSOR: ParticipantId = person(10);
pub const TECHNICIAN: ParticipantId = person(11);
pub const THIRD_PARTY: ParticipantId = person(12);

pub const SIDE_ROOM: RoomId = RoomId(10);

pub const fn person(n: u128) -> ParticipantId {
    ParticipantId(Uuid::from_u128(n))
}

pub struct Scene {
    pub session: Session,
    pub log: Vec<Recorded>,
    pub now: Timestamp,
    next_id: u128,
}

impl Scene {
    pub fn mediation() -> Self {
        Self::of(
            SessionKind::Mediation,
            &[MEDIATOR, APPLICANT, APPLICANTS_LAWYER, RESPONDENT, INTERPRETER, CLERK],
        )
    }

    pub fn hearing() -> Self {
        Self::of(
            SessionKind::Hearing,
            &[JUDGE, ASSESSOR, CLERK, APPLICANT, RESPONDENT, WITNESS, OBSERVER, TECHNICIAN],
        )
    }

    pub fn of(kind: SessionKind, people: &[ParticipantId]) -> Self {
        let scheduled_at = Timestamp(1_800_000_000_000_000);
        let plan = Plan {
            session: SessionId(Uuid::from_u128(99)),
            kind,
            title: "房屋租赁合同纠纷".into(),
            case_no: "(2026) 粤01民初1号".into(),
            scheduled_at,
            people: people.iter().map(|id| invitee(*id)).collect(),
            rooms: vec![PlannedRoom {
                name: "申请人".into(),
                side: Some(Side::Applicant),
                members: vec![APPLICANT, APPLICANTS_LAWYER],
            }],
            rules: Rules::default(),
        };
        let now = scheduled_at.minus_seconds(600);
        let first =
            Recorded { seq: 1, at: now, by: Actor::Server, event: Event::Planned(Box::new(plan.clone())) };
        let mut scene = Self { session: Session::planned(&plan, now), log: vec![first], now, next_id: 1_000 };
        scene.report(&Report::Tick);
        scene
    }

    /// Everybody comes, with media; identities are confirmed and parties admitted.
    pub fn all_in(mut self) -> Self {
        let host = self.host();
        let everybody: Vec<_> = self.session.participants.keys().copied().collect();
        for who in everybody {
            self.arrives(who);
        }
        let parties = [APPLICANT, APPLICANTS_LAWYER, RESPONDENT, INTERPRETER, OBSERVER, THIRD_PARTY];
        for who in parties {
            if !self.session.participants.contains_key(&who) {
                continue;
            }
            self.does(host, Command::ConfirmIdentity { who, method: IdentityMethod::Visual });
            self.does(host, Command::Admit { who });
        }
        self
    }

    /// In session and recorded; the witness's identity is confirmed.
    pub fn opened(self) -> Self {
        let mut scene = self.all_in();
        let host = scene.host();
        let people: Vec<_> = scene.session.participants.keys().copied().collect();
        for who in people {
            let _ = scene.tries(who, Command::Consent { stage: ConsentStage::Recording, given: true });
        }
        let _ = scene.tries(host, Command::ConfirmIdentity { who: WITNESS, method: IdentityMethod::Visual });
        scene.does(host, Command::Open);
        let _ = scene.tries(host, Command::StartRecording);
        scene.report(&Report::RecorderReady);
        scene
    }

    fn host(&self) -> ParticipantId {
        if self.session.kind == SessionKind::Hearing { JUDGE } else { MEDIATOR }
    }

    pub fn arrives(&mut self, who: ParticipantId) {
        self.report(&Report::Arrived { who });
        self.report(&Report::Media { who, connected: true });
    }

    pub fn vanishes(&mut self, who: ParticipantId) {
        self.report(&Report::Media { who, connected: false });
        self.report(&Report::Lost { who, how: LossCause::TransportLost });
    }

    /// Tries an act.
    #[expect(clippy::needless_pass_by_value, reason = "reads better at the call")]
    pub fn tries(&mut self, who: ParticipantId, command: Command) -> Result<Vec<Event>, Refusal> {
        let next_id = &mut self.next_id;
        let mut fresh = || {
            *next_id += 1;
            Uuid::from_u128(*next_id)
        };
        let mut context = Context { now: self.now, fresh: &mut fresh };
        let events = decide(&self.session, who, &command, &mut context)?;
        self.record(Actor::Participant(who), &events);
        Ok(events)
    }

    /// An act that must succeed.
    pub fn does(&mut self, who: ParticipantId, command: Command) -> Vec<Event> {
        let shown = format!("{command:?}");
        self.tries(who, command).unwrap_or_else(|refusal| panic!("{who:?} {shown}: {refusal}"))
    }

    pub fn report(&mut self, report: &Report) -> Vec<Event> {
        let events = observe(&self.session, report, self.now);
        self.record(Actor::Server, &events);
        events
    }

    pub fn seconds_pass(&mut self, seconds: u32) {
        self.now = self.now.plus_seconds(seconds);
        self.report(&Report::Tick);
    }

    /// Events of the server itself.
    pub fn happens(&mut self, events: &[Event]) {
        self.record(Actor::Server, events);
    }

    fn record(&mut self, by: Actor, events: &[Event]) {
        for event in events {
            let recorded = Recorded { seq: self.session.seq + 1, at: self.now, by, event: event.clone() };
            self.session.evolve(&recorded);
            self.log.push(recorded);
        }
    }

    pub fn room_of(&self, who: ParticipantId) -> RoomId {
        self.session.participants[&who].room
    }

    pub fn table(&self) -> Audibility {
        permitted(&self.session)
    }

    pub fn hears(&self, listener: ParticipantId, speaker: ParticipantId) -> bool {
        self.table().reach(speaker).is_some_and(|reach| reach.audio.contains(&listener))
    }

    pub fn sees(&self, viewer: ParticipantId, person: ParticipantId) -> bool {
        self.table().reach(person).is_some_and(|reach| reach.video.contains(&viewer))
    }

    pub fn view(&self, viewer: ParticipantId) -> SessionView {
        view(&self.session, viewer, &RecorderHealth::default()).expect("the viewer takes part")
    }

    pub fn readers(&self, message: &ChatMessage) -> Vec<ParticipantId> {
        self.session.participants.keys().copied().filter(|who| chat_view(message, *who).is_some()).collect()
    }
}

fn invitee(id: ParticipantId) -> Invitee {
    let (name, role, side, linked_to) = match id {
        MEDIATOR => ("李调解员", Role::Mediator, None, None),
        APPLICANT => ("王芳", Role::Party, Some(Side::Applicant), None),
        APPLICANTS_LAWYER => ("赵律师", Role::Agent, Some(Side::Applicant), Some(APPLICANT)),
        RESPONDENT => ("陈强", Role::Party, Some(Side::Respondent), None),
        INTERPRETER => ("吴翻译", Role::Interpreter, None, Some(RESPONDENT)),
        CLERK => ("周书记员", Role::Clerk, None, None),
        JUDGE => ("孙法官", Role::Judge, None, None),
        ASSESSOR => ("钱陪审员", Role::LayAssessor, None, None),
        WITNESS => ("郑证人", Role::Witness, None, None),
        OBSERVER => ("冯旁听", Role::Observer, None, None),
        TECHNICIAN => ("何技术", Role::Technician, None, None),
        THIRD_PARTY => ("许第三人", Role::Party, Some(Side::ThirdParty), None),
        other => panic!("nobody is {other:?}"),
    };
    Invitee {
        id,
        name: name.into(),
        identity: None,
        role,
        side,
        linked_to,
        protected_from: Vec::new(),
        special_authority: false,
    }
}
