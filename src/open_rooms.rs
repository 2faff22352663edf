//! Rooms without a case, for development: they exist from the first join on, and whoever
//! holds a token of the key that everybody knows comes in. So the SDKs and tools of the
//! LiveKit ecosystem run against this server unchanged.
//!
//! Nothing reaches this module but `concord serve --dev`. A room is a session like any other,
//! with an open door: it has no sides, and everybody in it has the rights of whoever leads.

use std::sync::Arc;

use recorder::digest::Sha256;
use signaling::livekit::ParticipantView;
use signaling::token::{ApiGrant, Grant, Key, Scope, Validity, VideoGrant, Wire};
use signaling::ws::{ChannelLink, ChannelOpening, Denial, Host, MediaLink, MediaOpening};
use tracing::error;
use uuid::Uuid;

use crate::access::InstitutionId;
use crate::access::account::InstitutionKind;
use crate::cases::{Case, CaseId, CaseKind, CaseState, Facts};
use crate::clock::Clock;
use crate::coordinator::registry::Coordinator;
use crate::session::phase::SessionKind;
use crate::session::plan::{Invitee, Rules};
use crate::session::role::Role;
use crate::session::{Command, ParticipantId, Plan, Refusal, Report, SessionId, Timestamp};
use crate::store::{Store, StoreError};

/// The id of the key that everybody knows.
pub const KEY: &str = "devkey";
/// Its secret.
pub const SECRET: &str = "secret";
/// How long a token for another room opens its door.
const TOKEN_SECONDS: u64 = 10 * 60;
/// The port that tools expect.
pub const PORT: u16 = 7880;

/// The door to rooms without a case, in front of the live sessions. Cheap to clone.
#[derive(Clone)]
pub struct OpenRooms {
    coordinator: Coordinator,
    store: Store,
    clock: Clock,
    opening: Arc<tokio::sync::Mutex<()>>,
}

impl OpenRooms {
    /// Makes what the rooms hang on in the database, if it is missing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn prepare(coordinator: Coordinator, store: Store, clock: Clock) -> Result<Self, StoreError> {
        let (institution, now) = (InstitutionId(named("institution")), clock.now());
        if store.institution(institution).await?.is_none() {
            store.create_institution(institution, InstitutionKind::Court, "development", now).await?;
        }
        let case = case(institution, now);
        if store.case(case.id).await?.is_none() {
            store.create_case(&case, &[]).await?;
        }
        Ok(Self { coordinator, store, clock, opening: Arc::default() })
    }

    /// The key that everybody knows.
    pub fn key() -> Key {
        Key::api(KEY, SECRET.as_bytes()).expect("it has an id and a secret")
    }

    /// The session behind a room's name, whether or not it was opened.
    pub fn session_of(room: &str) -> SessionId {
        SessionId(named(&format!("room {room}")))
    }

    /// A room that is open, and live, now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn open_now(&self, room: &str) -> Result<SessionId, StoreError> {
        let session = self.open(room).await?;
        self.coordinator.report(session, Report::Tick).await;
        Ok(session)
    }

    /// A token for another room, with what its bearer may do in this one.
    pub fn token(&self, room: &str, bearer: &ParticipantView) -> String {
        let video = VideoGrant {
            room_join: true,
            room: room.to_owned(),
            can_publish: Some(bearer.permission.can_publish),
            ..VideoGrant::default()
        };
        let (identity, name) = (bearer.identity.as_str().to_owned(), bearer.name.clone());
        let grant = ApiGrant { identity, name, video, ..ApiGrant::default() };
        let now = u64::try_from(self.clock.now().0 / 1_000_000).unwrap_or(0);
        let validity = Validity::from_now(now, TOKEN_SECONDS);
        Self::key().mint(&Grant::Api(Box::new(grant)), validity, None).expect("an API key signs API grants")
    }

    /// An act of the server API. The key comes in as somebody who leads, acts, and leaves: so the
    /// room's log says who it was.
    ///
    /// # Errors
    /// The session's refusal.
    pub async fn act(&self, session: SessionId, key: &str, command: Command) -> Result<(), Refusal> {
        let who = ParticipantId(named(&format!("{session} server API {key}")));
        let hand = Invitee {
            id: who,
            name: format!("server API, key {key}"),
            identity: None,
            role: Role::Mediator,
            side: None,
            linked_to: None,
            protected_from: Vec::new(),
            special_authority: false,
        };
        self.coordinator.report(session, Report::Enrolled(hand)).await;
        self.coordinator.report(session, Report::Arrived { who }).await;
        let outcome = self.coordinator.act(session, who, command).await;
        self.coordinator.act(session, who, Command::Leave).await?;
        outcome
    }

    /// The opening as one of a session's own participant, who is enrolled now if need be.
    async fn admit(&self, mut opening: MediaOpening) -> Result<MediaOpening, Denial> {
        if let Grant::Api(grant) = &opening.claims.grant {
            let session = self.open(&grant.video.room).await.map_err(|error| {
                error!(%error, "a room could not be opened");
                Denial::Busy
            })?;
            let invitee = invitee(session, grant);
            let scope = Scope { wire: Wire::Media, session: session.0, participant: invitee.id.0 };
            self.coordinator.report(session, Report::Enrolled(invitee)).await;
            opening.claims.grant = Grant::Session(scope);
        }
        Ok(opening)
    }

    /// The session behind a room, made now if need be.
    async fn open(&self, room: &str) -> Result<SessionId, StoreError> {
        let id = Self::session_of(room);
        let _one_at_a_time = self.opening.lock().await;
        if self.store.session(id).await?.is_none() {
            let now = self.clock.now();
            self.store.create_session(CaseId(named("case")), &plan(id, room, now), &[], now).await?;
        }
        Ok(id)
    }
}

impl Host for OpenRooms {
    type Command = Command;

    async fn may_open_media(&self, opening: &MediaOpening) -> Result<(), Denial> {
        let opening = self.admit(opening.clone()).await?;
        self.coordinator.may_open_media(&opening).await
    }

    async fn open_media(&self, opening: MediaOpening) -> Result<MediaLink, Denial> {
        let opening = self.admit(opening).await?;
        self.coordinator.open_media(opening).await
    }

    async fn open_channel(&self, opening: ChannelOpening) -> Result<ChannelLink<Command>, Denial> {
        self.coordinator.open_channel(opening).await
    }
}

/// Ids follow from names, so that a restarted server finds its rooms and their people again.
fn named(name: &str) -> Uuid {
    let digest = Sha256::of(format!("concord open rooms: {name}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.0[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn case(institution: InstitutionId, now: Timestamp) -> Case {
    Case {
        id: CaseId(named("case")),
        institution,
        kind: CaseKind::Mediation,
        case_no: String::new(),
        title: "Rooms without a case".to_owned(),
        cause: String::new(),
        description: String::new(),
        state: CaseState::InMediation,
        facts: Facts::default(),
        created_at: now,
        changed_at: now,
        version: 1,
    }
}

fn plan(session: SessionId, room: &str, now: Timestamp) -> Plan {
    Plan {
        session,
        kind: SessionKind::Mediation,
        title: room.to_owned(),
        case_no: String::new(),
        scheduled_at: now,
        people: Vec::new(),
        rooms: Vec::new(),
        rules: Rules { identity_required: false, open_door: true, ..Rules::default() },
    }
}

/// Who may publish leads; who may not, looks on.
fn invitee(session: SessionId, grant: &ApiGrant) -> Invitee {
    let name = if grant.name.is_empty() { &grant.identity } else { &grant.name };
    Invitee {
        id: ParticipantId(named(&format!("{session} {}", grant.identity))),
        name: name.clone(),
        identity: Some(grant.identity.clone()),
        role: if grant.video.publishes() { Role::Mediator } else { Role::Observer },
        side: None,
        linked_to: None,
        protected_from: Vec::new(),
        special_authority: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_the_same_person_and_another_rooms_is_not() {
        let grant = |identity: &str| ApiGrant { identity: identity.to_owned(), ..ApiGrant::default() };
        let (one, other) = (SessionId(named("room a")), SessionId(named("room b")));
        assert_eq!(invitee(one, &grant("x")).id, invitee(one, &grant("x")).id);
        assert_ne!(invitee(one, &grant("x")).id, invitee(one, &grant("y")).id);
        assert_ne!(invitee(one, &grant("x")).id, invitee(other, &grant("x")).id);
    }

    #[test]
    fn whoever_may_not_publish_only_looks_on() {
        let video = VideoGrant { can_publish: Some(false), ..VideoGrant::default() };
        let grant = ApiGrant { identity: "x".to_owned(), video, ..ApiGrant::default() };
        assert_eq!(invitee(SessionId(named("room a")), &grant).role, Role::Observer);
    }
}
