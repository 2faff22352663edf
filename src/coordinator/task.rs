//! The task of one live session: the edge around [`Live`]. It reads the session's inboxes,
//! appends to the log, and does what the session wants done. It holds no rule of its own.

mod links;
mod order;
mod recording;
mod supplies;

use std::collections::VecDeque;
use std::time::Instant;

use rand::rngs::StdRng;
use sfu::node::{Command as NodeCommand, Event as NodeEvent};
use signaling::LinkId;
use signaling::channel::{ByeCode, Resume};
use signaling::livekit::JoinParams;
use signaling::ws::{ChannelLink, ChannelUp, Denial, MediaLink, MediaUp};
use tokio::sync::{mpsc, oneshot};
use tracing::{debug, error, info, warn};

use self::links::{Links, loss_of};
pub use self::order::Order;
pub use self::supplies::{NodeNumbers, supplies};

use super::live::{Effect, Live, Moment, Wish};
use super::log::SessionLog;
use crate::clock::Clock;
use crate::session::report::LossCause;
use crate::session::{
    Actor, Command, Context, Decision, Event, ParticipantId, Recorded, Refusal, Report, decide, may_connect,
    observe,
};
use crate::webhooks::NewsPort;

/// One session's share of the media node.
pub trait NodePort: Send {
    /// Asks for these, in this order and back to back.
    fn send(&self, commands: Vec<NodeCommand>);
}

/// What the task is built of.
pub struct Parts {
    /// The session as its log says it is.
    pub live: Live<StdRng, NodeNumbers>,
    /// Its log.
    pub log: SessionLog,
    /// Its share of the media node.
    pub node: Box<dyn NodePort>,
    /// What the node says to it.
    pub node_events: mpsc::UnboundedReceiver<NodeEvent>,
    /// The recorder's side.
    pub recording: RecordingDesk,
    /// Orders.
    pub orders: mpsc::Receiver<Order>,
    /// Who wants to be told what happens, if anybody.
    pub news: Option<NewsPort>,
    /// The wall clock.
    pub clock: Clock,
}

pub use recording::{RecorderPort, RecordingDesk, RecordingNews};

/// Queue lengths of one session: enough for everybody to press a button at once.
const INBOX: usize = 256;

/// The task of one live session.
pub struct SessionTask {
    live: Live<StdRng, NodeNumbers>,
    log: SessionLog,
    node: Box<dyn NodePort>,
    recording: RecordingDesk,
    links: Links,
    reports: VecDeque<Report>,
    news: Option<NewsPort>,
    clock: Clock,
}

impl SessionTask {
    /// Runs until the session is told to end or nobody can reach it any more.
    pub async fn run(parts: Parts) {
        let Parts { live, log, node, mut node_events, recording, mut orders, news, clock } = parts;
        let (channel_up, mut from_channels) = mpsc::channel(INBOX);
        let (media_up, mut from_media) = mpsc::channel(INBOX);
        let links = Links::new(channel_up, media_up);
        let mut task = Self { live, log, node, recording, links, reports: VecDeque::new(), news, clock };
        info!(session.id = ?task.live.session().id, "session is live");
        task.report(Report::Restarted).await;
        task.report(Report::Tick).await;
        loop {
            let deadline = task.live.deadline().map(tokio::time::Instant::from_std);
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => task.obey(order).await,
                    None => break,
                },
                Some((link, said)) = from_channels.recv() => task.channel_says(link, said).await,
                Some((link, said)) = from_media.recv() => task.media_says(link, said).await,
                Some(event) = node_events.recv() => task.node_says(event).await,
                Some(news) = task.recording.news() => task.recorder_says(news).await,
                () = sleep_until(deadline) => task.time_passes().await,
            }
        }
        task.stop().await;
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::OpenChannel { who, resume, reply } => self.open_channel(who, resume, reply).await,
            Order::OpenMedia { who, params, reply } => self.open_media(who, &params, reply).await,
            Order::MayOpenMedia { who, reply } => {
                let _ = reply.send(self.may_come_in(who));
            }
            Order::Report(report) => self.report(report).await,
            Order::RequestKeyframe(track) => self.node.send(vec![NodeCommand::RequestKeyframe { track }]),
            Order::Act { who, command, reply } => {
                let wish = Wish { who, id: None, command: *command };
                let outcome = self.grant(&wish).await;
                let _ = reply.send(outcome);
                self.react().await;
            }
            Order::Overview(reply) => {
                let _ = reply.send(self.live.overview());
            }
            Order::Direct { direction, reply } => {
                self.at_now();
                let _ = reply.send(self.live.direct(direction));
                self.react().await;
            }
        }
    }

    async fn open_channel(
        &mut self,
        who: ParticipantId,
        resume: Option<Resume>,
        reply: oneshot::Sender<Result<ChannelLink<Command>, Denial>>,
    ) {
        if let Err(denial) = self.may_come_in(who) {
            let _ = reply.send(Err(denial));
            return;
        }
        let link = self.links.channel(who);
        let id = link.id;
        if reply.send(Ok(link)).is_err() {
            self.links.drop_channel(id);
            return;
        }
        self.at_now();
        self.live.open_channel(who, id, resume);
        self.report(Report::Arrived { who }).await;
    }

    async fn open_media(
        &mut self,
        who: ParticipantId,
        params: &JoinParams,
        reply: oneshot::Sender<Result<MediaLink, Denial>>,
    ) {
        if let Err(denial) = self.may_come_in(who) {
            let _ = reply.send(Err(denial));
            return;
        }
        let link = self.links.media(who);
        let id = link.id;
        if reply.send(Ok(link)).is_err() {
            self.links.drop_media(id);
            return;
        }
        self.report(Report::Arrived { who }).await;
        self.live.open_media(who, id, params);
        self.react().await;
    }

    fn may_come_in(&self, who: ParticipantId) -> Result<(), Denial> {
        may_connect(self.live.session(), who).map_err(|refusal| {
            debug!(participant.id = ?who, %refusal, "not let in");
            Denial::NotAllowed
        })
    }

    async fn channel_says(&mut self, link: LinkId, said: ChannelUp<Command>) {
        let Some(who) = self.links.whose_channel(link) else { return };
        self.at_now();
        match said {
            ChannelUp::Command { id, command } => self.live.channel_command(who, link, id, command),
            ChannelUp::Ack(seq) => self.live.channel_ack(who, link, seq),
            ChannelUp::Closed(closed) => {
                debug!(participant.id = ?who, ?closed, "session channel closed");
                self.links.drop_channel(link);
                self.live.close_channel(who, link);
                self.perhaps_lost(who, loss_of(closed));
            }
        }
        self.react().await;
    }

    async fn media_says(&mut self, link: LinkId, said: MediaUp) {
        let Some(who) = self.links.whose_media(link) else { return };
        self.at_now();
        match said {
            MediaUp::Request(request) => self.live.media_request(who, request),
            MediaUp::Closed(closed) => {
                debug!(participant.id = ?who, ?closed, "media wire closed");
                self.links.drop_media(link);
                self.live.close_media(who, link);
                self.perhaps_lost(who, loss_of(closed));
            }
        }
        self.react().await;
    }

    /// Somebody is lost when no wire of theirs is left.
    fn perhaps_lost(&mut self, who: ParticipantId, how: LossCause) {
        if !self.links.has_any(who) {
            self.reports.push_back(Report::Lost { who, how });
        }
    }

    async fn node_says(&mut self, event: NodeEvent) {
        self.at_now();
        let reports = self.live.node_says(event);
        self.reports.extend(reports);
        self.react().await;
    }

    async fn recorder_says(&mut self, news: RecordingNews) {
        self.at_now();
        match news {
            RecordingNews::Ready => self.reports.push_back(Report::RecorderReady),
            RecordingNews::Failed(reason) => self.reports.push_back(Report::RecorderFailed { reason }),
            RecordingNews::Health(health) => self.live.recorder_says(health),
        }
        self.react().await;
    }

    async fn time_passes(&mut self) {
        self.at_now();
        self.live.tick();
        self.report(Report::Tick).await;
    }

    async fn report(&mut self, report: Report) {
        self.reports.push_back(report);
        self.react().await;
    }

    /// Carries on until nothing follows any more: reports, wishes, the ledger, effects.
    async fn react(&mut self) {
        loop {
            self.at_now();
            self.perform();
            if let Some(report) = self.reports.pop_front() {
                let events = observe(self.live.session(), &report, self.clock.now());
                self.commit_facts(events).await;
                continue;
            }
            let wishes = self.live.take_wishes();
            if !wishes.is_empty() {
                for wish in wishes {
                    let outcome = self.grant(&wish).await;
                    self.live.answer(&wish, outcome);
                }
                continue;
            }
            let Some(change) = self.live.ledger_change() else { break };
            self.commit_facts(vec![change]).await;
        }
        self.perform();
        self.tell_news();
    }

    /// Nobody waits for whoever wants to be told: if they are behind by thousands, it is lost.
    fn tell_news(&mut self) {
        let Some(port) = &self.news else { return };
        let news = self.live.news(|| format!("EV_{}", uuid::Uuid::new_v4().simple()));
        if !news.is_empty() && port.try_send(news).is_err() {
            warn!(session.id = ?self.live.session().id, "webhooks.lost: the outbox is behind");
        }
    }

    /// Decides a wish and, if it is granted, makes it true.
    async fn grant(&mut self, wish: &Wish) -> Result<(), Refusal> {
        let events = self.decide(wish)?;
        let recorded = self.number(Actor::Participant(wish.who), events);
        self.log.append_act(&recorded).await?;
        self.live.take_in(&recorded);
        Ok(())
    }

    fn decide(&self, wish: &Wish) -> Decision {
        let mut context = Context { now: self.clock.now(), fresh: &mut uuid::Uuid::new_v4 };
        decide(self.live.session(), wish.who, &wish.command, &mut context)
    }

    /// Facts cannot be refused: if they cannot be saved now, they are saved later.
    async fn commit_facts(&mut self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let recorded = self.number(Actor::Server, events);
        self.log.append_facts(&recorded).await;
        self.live.take_in(&recorded);
    }

    fn number(&self, by: Actor, events: Vec<Event>) -> Vec<Recorded> {
        let (last, at) = (self.live.session().seq, self.clock.now());
        (last + 1..).zip(events).map(|(seq, event)| Recorded { seq, at, by, event }).collect()
    }

    /// Does what the session wants done, in order.
    fn perform(&mut self) {
        let mut commands = Vec::new();
        for effect in self.live.take_effects() {
            match effect {
                Effect::Node(command) => commands.push(command),
                Effect::Recorder(act) => {
                    self.ask_node(&mut commands);
                    let tap = self.recording.perform(act);
                    commands.extend(tap);
                }
                Effect::Channel(link, frame) => {
                    if let Some(who) = self.links.send_channel(link, frame) {
                        self.live.close_channel(who, link);
                        self.perhaps_lost(who, LossCause::TransportLost);
                    }
                }
                Effect::EndChannel(link) => self.links.drop_channel(link),
                Effect::Media(link, response) => {
                    self.ask_node(&mut commands);
                    if let Some(who) = self.links.send_media(link, response) {
                        self.live.close_media(who, link);
                        self.perhaps_lost(who, LossCause::TransportLost);
                    }
                }
                Effect::EndMedia(link) => self.links.drop_media(link),
            }
        }
        self.ask_node(&mut commands);
    }

    fn ask_node(&self, commands: &mut Vec<NodeCommand>) {
        if !commands.is_empty() {
            self.node.send(std::mem::take(commands));
        }
    }

    #[expect(clippy::disallowed_methods, reason = "edge: the session is told the time here")]
    fn at_now(&mut self) {
        self.live.at(Moment { wall: self.clock.now(), instant: Instant::now() });
    }

    /// The server stops: people are told to come back, media ends.
    async fn stop(mut self) {
        self.at_now();
        self.live.end_channels(ByeCode::Restarting);
        self.perform();
        self.live.end_media();
        self.tell_news();
        self.recording.close_for_shutdown().await;
        if let Err(unsaved) = self.log.flush().await {
            error!(session.id = ?self.live.session().id, unsaved, "events could not be saved before the stop");
        }
        let dropped = self.live.dropped_data();
        info!(session.id = ?self.live.session().id, data.dropped = ?dropped, "session left memory");
    }
}

async fn sleep_until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
