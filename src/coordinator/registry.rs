//! All live sessions of this process, and the door through which the wires reach them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sfu::id::TrackId;
use sfu::io::Reading;
use sfu::node::Event as NodeEvent;
use signaling::livekit::response::IceServer;
use signaling::token::{Grant, Key, Scope, Validity};
use signaling::ws::{ChannelLink, ChannelOpening, Denial, Host, MediaLink, MediaOpening};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tracing::{error, warn};

use super::live::{Direction, Live, MediaDoor, Moment, Overview};
use super::log::SessionLog;
use super::task::{NodeNumbers, NodePort, Order, Parts, RecorderPort, RecordingDesk, SessionTask, supplies};
use crate::clock::Clock;
use crate::session::{
    Actor, Command, Event, ParticipantId, Recorded, Refusal, Report, Session, SessionId, Timestamp,
};
use crate::store::{LogError, Store};
use crate::webhooks::NewsPort;

/// Orders that wait for one session.
const ORDERS: usize = 64;

/// The media node as sessions reach it.
pub trait MediaNode: Send + Sync + 'static {
    /// A share of the node for one session. What the node says to it goes into `events`.
    fn attach(&self, session: SessionId, events: mpsc::UnboundedSender<NodeEvent>) -> Box<dyn NodePort>;

    /// How each of its shards is. Waits for them: not for an asynchronous task.
    fn readings(&self) -> Vec<Reading>;
}

/// Relays for a person at a time, with credentials of their own.
pub type Relays = Arc<dyn Fn(ParticipantId, Timestamp) -> Vec<IceServer> + Send + Sync>;

/// What live sessions are built of.
pub struct Surroundings {
    /// State.
    pub store: Store,
    /// The wall clock.
    pub clock: Clock,
    /// Media.
    pub node: Arc<dyn MediaNode>,
    /// Numbers for the node.
    pub numbers: NodeNumbers,
    /// The recorder.
    pub recorder: Arc<dyn RecorderPort>,
    /// Signs session tokens.
    pub key: Arc<Key>,
    /// STUN and TURN.
    pub relays: Relays,
    /// Who wants to be told what happens, if anybody.
    pub news: Option<NewsPort>,
}

/// All live sessions. Cheap to clone.
#[derive(Clone)]
pub struct Coordinator(Arc<Shared>);

struct Shared {
    around: Surroundings,
    live: Mutex<Sessions>,
    loading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Sessions {
    inboxes: HashMap<SessionId, mpsc::Sender<Order>>,
    tasks: JoinSet<()>,
    stopped: bool,
}

impl Coordinator {
    /// None yet; a session comes alive when somebody first reaches for it.
    pub fn new(around: Surroundings) -> Self {
        Self(Arc::new(Shared { around, live: Mutex::default(), loading: tokio::sync::Mutex::new(()) }))
    }

    /// Brings back the sessions that were under way when the process ended, so that their
    /// recordings go on and their clocks run before anybody reconnects.
    pub async fn wake_sessions_under_way(&self) {
        match self.0.around.store.sessions_under_way().await {
            Ok(records) => {
                for record in records {
                    self.inbox(record.id).await;
                }
            }
            Err(error) => error!(%error, "sessions under way could not be looked up"),
        }
    }

    /// Tells a session a fact from elsewhere, whether or not it is live.
    pub async fn report(&self, session: SessionId, report: Report) {
        if let Some(inbox) = self.inbox(session).await {
            let _ = inbox.send(Order::Report(report)).await;
        }
    }

    /// Asks for a keyframe in a live session. In one that is not live nobody sends anything.
    pub async fn request_keyframe(&self, session: SessionId, track: TrackId) {
        if let Some(inbox) = self.open_inbox(session) {
            let _ = inbox.send(Order::RequestKeyframe(track)).await;
        }
    }

    /// An act of somebody through the HTTP API.
    ///
    /// # Errors
    /// The session's refusal; [`Refusal::NotAParticipant`] if there is no such session.
    pub async fn act(&self, session: SessionId, who: ParticipantId, command: Command) -> Result<(), Refusal> {
        let (reply, answer) = oneshot::channel();
        let order = Order::Act { who, command: Box::new(command), reply };
        self.order(session, order).await.ok_or(Refusal::NotAParticipant)?;
        answer.await.unwrap_or(Err(Refusal::CannotSave))
    }

    /// The media node.
    pub fn node(&self) -> Arc<dyn MediaNode> {
        Arc::clone(&self.0.around.node)
    }

    /// The sessions that are live.
    pub fn live_sessions(&self) -> Vec<SessionId> {
        let live = self.sessions();
        live.inboxes.iter().filter(|(_, inbox)| !inbox.is_closed()).map(|(session, _)| *session).collect()
    }

    /// What the server API may see of a session. `None` if it is not live: then nobody is there.
    pub async fn overview(&self, session: SessionId) -> Option<Overview> {
        let (reply, answer) = oneshot::channel();
        self.open_inbox(session)?.send(Order::Overview(reply)).await.ok()?;
        answer.await.ok()
    }

    /// Directs a live room without a case. `false` if it is none.
    pub async fn direct(&self, session: SessionId, direction: Direction) -> bool {
        let Some(inbox) = self.open_inbox(session) else { return false };
        let (reply, answer) = oneshot::channel();
        let sent = inbox.send(Order::Direct { direction, reply }).await.is_ok();
        sent && answer.await.unwrap_or(false)
    }

    /// Ends all sessions' tasks: people are told to come back, recordings are closed, logs are
    /// saved.
    pub async fn stop(&self, patience: Duration) {
        let mut tasks = {
            let mut live = self.sessions();
            live.stopped = true;
            live.inboxes.clear();
            std::mem::take(&mut live.tasks)
        };
        let all = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            warn!("some sessions did not end in time");
        }
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn order(&self, session: SessionId, order: Order) -> Option<()> {
        let inbox = self.inbox(session).await?;
        inbox.send(order).await.ok()
    }

    /// The inbox of a session, which is brought to life if need be. `None` if there is no such
    /// session.
    async fn inbox(&self, session: SessionId) -> Option<mpsc::Sender<Order>> {
        if let Some(inbox) = self.open_inbox(session) {
            return Some(inbox);
        }
        let _one_at_a_time = self.0.loading.lock().await;
        if let Some(inbox) = self.open_inbox(session) {
            return Some(inbox);
        }
        match self.load(session).await {
            Ok(Some((state, saved))) => self.start(state, saved),
            Ok(None) => None,
            Err(error) => {
                error!(session.id = ?session, %error, "a session could not be brought to life");
                None
            }
        }
    }

    fn open_inbox(&self, session: SessionId) -> Option<mpsc::Sender<Order>> {
        self.sessions().inboxes.get(&session).filter(|inbox| !inbox.is_closed()).cloned()
    }

    /// The session as its log says it is. A session nobody has reached for yet has no log: its
    /// plan is the first entry.
    async fn load(&self, session: SessionId) -> Result<Option<(Session, u64)>, LogError> {
        let store = &self.0.around.store;
        let mut log = store.load_events(session).await?;
        if log.is_empty() {
            let Some(plan) = store.session_plan(session).await? else { return Ok(None) };
            let event = Event::Planned(Box::new(plan));
            log.push(Recorded { seq: 1, at: self.0.around.clock.now(), by: Actor::Server, event });
            store.append_events(session, 0, &log).await?;
        }
        Ok(Session::replay(&log).map(|state| (state, log.len() as u64)))
    }

    #[expect(clippy::disallowed_methods, reason = "edge: a session begins to live now")]
    fn start(&self, state: Session, saved: u64) -> Option<mpsc::Sender<Order>> {
        let around = &self.0.around;
        let id = state.id;
        let (inbox, orders) = mpsc::channel(ORDERS);
        let (node_inbox, node_events) = mpsc::unbounded_channel();
        let now = Moment { wall: around.clock.now(), instant: Instant::now() };
        let parts = Parts {
            live: Live::new(state, now, supplies(around.numbers.clone(), self.door())),
            log: SessionLog::new(around.store.clone(), id, saved),
            node: around.node.attach(id, node_inbox),
            node_events,
            recording: RecordingDesk::new(Arc::clone(&around.recorder)),
            orders,
            news: around.news.clone(),
            clock: around.clock.clone(),
        };
        let mut live = self.sessions();
        if live.stopped {
            return None;
        }
        live.tasks.spawn(SessionTask::run(parts));
        live.inboxes.insert(id, inbox.clone());
        Some(inbox)
    }

    fn door(&self) -> MediaDoor {
        let (key, relays) = (Arc::clone(&self.0.around.key), Arc::clone(&self.0.around.relays));
        let mint = move |scope, now: Timestamp, seconds: u32| {
            let seconds_now = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
            let validity = Validity::from_now(seconds_now, u64::from(seconds));
            key.mint(&Grant::Session(scope), validity, None).unwrap_or_default()
        };
        MediaDoor { mint: Box::new(mint), relays: Box::new(move |who, now| relays(who, now)) }
    }
}

impl Host for Coordinator {
    type Command = Command;

    async fn may_open_media(&self, opening: &MediaOpening) -> Result<(), Denial> {
        let scope = scope_of(&opening.claims.grant)?;
        let (reply, answer) = oneshot::channel();
        let order = Order::MayOpenMedia { who: ParticipantId(scope.participant), reply };
        self.ask(scope, order, answer).await
    }

    async fn open_media(&self, opening: MediaOpening) -> Result<MediaLink, Denial> {
        let scope = scope_of(&opening.claims.grant)?;
        let (reply, answer) = oneshot::channel();
        let who = ParticipantId(scope.participant);
        let order = Order::OpenMedia { who, params: Box::new(opening.params), reply };
        self.ask(scope, order, answer).await
    }

    async fn open_channel(&self, opening: ChannelOpening) -> Result<ChannelLink<Command>, Denial> {
        let scope = scope_of(&opening.claims.grant)?;
        let (reply, answer) = oneshot::channel();
        let who = ParticipantId(scope.participant);
        let order = Order::OpenChannel { who, resume: opening.resume, reply };
        self.ask(scope, order, answer).await
    }
}

impl Coordinator {
    async fn ask<T>(
        &self,
        scope: Scope,
        order: Order,
        answer: oneshot::Receiver<Result<T, Denial>>,
    ) -> Result<T, Denial> {
        self.order(SessionId(scope.session), order).await.ok_or(Denial::NotAllowed)?;
        answer.await.unwrap_or(Err(Denial::Busy))
    }
}

fn scope_of(grant: &Grant) -> Result<Scope, Denial> {
    match grant {
        Grant::Session(scope) => Ok(*scope),
        Grant::Api(_) => Err(Denial::NotAllowed),
    }
}
