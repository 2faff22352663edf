//! Everybody on the other side of the server, on one thread.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use sfu::transport::dtls::Role;
use sfu::transport::identity::Identity;
use sfu::transport::negotiation::description::Description;

use crate::camera::{self, Camera};
use crate::feedback::Feedback;
use crate::peer::Peer;
use crate::server::{self, Server, Used};

/// Nothing takes longer on the way to a running call.
const PATIENCE: Duration = Duration::from_secs(20);
/// Packets that are still under way when it ends arrive within this.
const AFTERWARDS: Duration = Duration::from_millis(500);
/// Connections look after themselves this often.
const UPKEEP: Duration = Duration::from_millis(20);

/// Who takes part: in each of `rooms` the first `publishers` of `people` send. If all send,
/// everybody sees all others, else those who do not send see those who do.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    pub name: &'static str,
    pub rooms: u64,
    pub publishers: u64,
    pub people: u64,
}

impl Scenario {
    /// Everybody in all rooms; those of a room have consecutive numbers.
    pub fn everybody(&self) -> u64 {
        self.rooms * self.people
    }

    fn room_of(&self, person: u64) -> u64 {
        person / self.people
    }

    fn publishers(&self) -> impl Iterator<Item = u64> + use<> {
        let Self { publishers, people, .. } = *self;
        (0..self.everybody()).filter(move |person| person % people < publishers)
    }

    fn views(&self) -> impl Iterator<Item = (u64, u64)> + use<> {
        let Self { rooms, publishers, people, .. } = *self;
        let first_viewer = if publishers == people { 0 } else { publishers };
        let in_a_room = move || {
            (first_viewer..people).flat_map(move |viewer| (0..publishers).map(move |seen| (viewer, seen)))
        };
        let all = (0..rooms).flat_map(move |room| {
            in_a_room().map(move |(viewer, seen)| (room * people + viewer, room * people + seen))
        });
        all.filter(|(viewer, seen)| viewer != seen)
    }
}

/// What was seen of one scenario.
#[derive(Debug)]
pub struct Outcome {
    pub before: Used,
    pub connected: Used,
    pub start: Used,
    pub end: Used,
    pub length: Duration,
    pub client_cpu: Duration,
    /// Time in which somebody of this call could have run, but others had the cores.
    pub waited: Duration,
    pub expected: u64,
    pub delays: Vec<Duration>,
}

pub struct Call {
    scenario: Scenario,
    server: Server,
    begun: Instant,
    poll: Poll,
    identity: Arc<Identity>,
    /// Upward connection of publisher `n` at `n`, downward ones after them.
    peers: Vec<Peer>,
    cameras: Vec<Camera>,
    /// Downward connections, by person.
    viewers: Vec<Option<usize>>,
    /// What they say back, by connection.
    feedback: HashMap<usize, Feedback>,
    published: usize,
    repair_types: HashSet<u8>,
    arrivals: Vec<(Duration, Duration)>,
    next_upkeep: Instant,
}

impl Call {
    pub fn new(scenario: Scenario) -> Self {
        let begun = now();
        Self {
            scenario,
            server: Server::start(),
            begun,
            poll: Poll::new().unwrap(),
            identity: Arc::new(Identity::generate().unwrap()),
            peers: Vec::new(),
            cameras: Vec::new(),
            viewers: vec![None; scenario.everybody() as usize],
            feedback: HashMap::new(),
            published: 0,
            repair_types: HashSet::new(),
            arrivals: Vec::new(),
            next_upkeep: begun,
        }
    }

    /// Connects everybody, lets them talk for `warm_up` and measures for `length`.
    pub fn measure(mut self, warm_up: Duration, length: Duration) -> Outcome {
        let before = self.server.used();
        self.connect();
        let connected = self.server.used();
        let start_sending = now();
        let cameras = self.scenario.publishers().count() as f64;
        for (number, publisher) in self.scenario.publishers().enumerate() {
            // Frames of different cameras do not fall together.
            let offset = camera::FRAME.mul_f64(number as f64 / cameras);
            self.cameras.push(Camera::new(publisher, start_sending + offset));
        }
        self.talk(warm_up);
        self.arrivals.clear();
        let (start, waited) = (self.server.used(), server::waited("/proc/self"));
        let (from, client) = (self.begun.elapsed(), cpu());
        let sent = self.talk(length);
        let (until, client_cpu) = (self.begun.elapsed(), cpu() - client);
        let end = self.server.used();
        let waited = server::waited("/proc/self") - waited + end.waited - start.waited;
        self.cameras.clear();
        self.talk(AFTERWARDS);
        let views = self.scenario.views().count() as u64;
        let within = self.arrivals.iter().filter(|(sent, _)| *sent >= from && *sent <= until);
        let delays = within.map(|(sent, arrived)| arrived.saturating_sub(*sent)).collect();
        let expected = sent * views / self.scenario.publishers().count() as u64;
        let length = until - from;
        Outcome { before, connected, start, end, length, client_cpu, waited, expected, delays }
    }

    /// Connects everybody and lets them say nothing for `length`.
    pub fn measure_idle(mut self, length: Duration) -> Outcome {
        let before = self.server.used();
        self.connect();
        self.talk(AFTERWARDS);
        let connected = self.server.used();
        let client = cpu();
        self.talk(length);
        let (client_cpu, end) = (cpu() - client, self.server.used());
        let (waited, expected, delays) = (end.waited - connected.waited, 0, Vec::new());
        Outcome { before, connected, start: connected, end, length, client_cpu, waited, expected, delays }
    }

    fn connect(&mut self) {
        for person in 0..self.scenario.everybody() {
            self.server.tell(&json!(["join", person, self.scenario.room_of(person)]));
        }
        for publisher in self.scenario.publishers() {
            let peer = self.add_peer();
            let transport = self.peers[peer].transport_lines("actpass");
            self.server.tell(&json!(["publish", publisher, camera::offer(publisher, &transport)]));
        }
        let publishers = self.scenario.publishers().count();
        self.run_until("tracks are published", |call| call.published == publishers * 2);
        let viewers: HashSet<u64> = self.scenario.views().map(|(viewer, _)| viewer).collect();
        for viewer in &viewers {
            self.server.tell(&json!(["open", viewer]));
        }
        for (viewer, seen) in self.scenario.views() {
            self.server.tell(&json!(["view", viewer, seen]));
        }
        let peers = publishers + viewers.len();
        self.run_until("everybody is connected", |call| {
            call.peers.len() == peers && call.peers.iter().all(|peer| peer.srtp.is_some())
        });
    }

    fn run_until(&mut self, what: &str, mut is_done: impl FnMut(&Self) -> bool) {
        let limit = now() + PATIENCE;
        while !is_done(self) {
            let now = now();
            assert!(now < limit, "expected that {what} within {PATIENCE:?}");
            self.step(now + Duration::from_millis(5));
        }
    }

    /// Packets sent.
    fn talk(&mut self, length: Duration) -> u64 {
        let end = now() + length;
        let mut sent = 0;
        loop {
            let now = now();
            if now >= end {
                return sent;
            }
            for (camera, peer) in self.cameras.iter_mut().zip(&self.peers) {
                if now >= camera.due() {
                    sent += camera.send(self.begun, now, peer);
                }
            }
            let due = self.cameras.iter().map(Camera::due).min();
            self.step(due.unwrap_or(end).min(end));
        }
    }

    /// Takes what arrives until then, and does what is due.
    fn step(&mut self, until: Instant) {
        let mut events = Events::with_capacity(256);
        let pause = until.saturating_duration_since(now()).min(UPKEEP);
        self.poll.poll(&mut events, Some(pause)).unwrap();
        for event in &events {
            self.receive(event.token().0);
        }
        let now = now();
        if now >= self.next_upkeep {
            self.next_upkeep = now + UPKEEP;
            self.peers.iter_mut().for_each(|peer| peer.handle_timeout(now));
            for (index, feedback) in &mut self.feedback {
                feedback.handle_timeout(now, &mut self.peers[*index]);
            }
        }
        while let Ok(news) = self.server.news.try_recv() {
            self.hear(now, &news);
        }
    }

    fn receive(&mut self, index: usize) {
        let mut datagram = [0; 2_048];
        let peer = &mut self.peers[index];
        loop {
            let length = match peer.socket.recv(&mut datagram) {
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // The server is not there yet, or not any more.
                Err(_) => continue,
            };
            let now = now();
            let datagram = &mut datagram[..length];
            match (datagram[0], &mut peer.srtp) {
                (128..=191, Some(srtp)) if !(192..=223).contains(&datagram[1]) => {
                    let Ok(length) = srtp.open_rtp(now, datagram) else { continue };
                    if let Some(feedback) = self.feedback.get_mut(&index) {
                        feedback.take(now, &datagram[..length], peer);
                    }
                    let is_repair = self.repair_types.contains(&(datagram[1] & 0x7F));
                    if let Some(sent) = camera::stamp(&datagram[..length]).filter(|_| !is_repair) {
                        self.arrivals.push((sent, now.saturating_duration_since(self.begun)));
                    }
                }
                (128..=191, _) => {}
                _ => peer.handle(now, datagram),
            }
        }
    }

    fn hear(&mut self, now: Instant, news: &Value) {
        let sdp = |index: usize| news[index].as_str().unwrap();
        match news[0].as_str().unwrap() {
            "published" => self.published += 1,
            "answer" => {
                let publisher = news[1].as_u64().unwrap();
                let index = self.scenario.publishers().position(|one| one == publisher).unwrap();
                self.peers[index].accept(now, sdp(2));
            }
            "offer" => self.accept(now, news[1].as_u64().unwrap(), &news[2], sdp(3)),
            _ => panic!("expected news of a call, got {news}"),
        }
    }

    fn accept(&mut self, now: Instant, viewer: u64, offer_id: &Value, offer: &str) {
        let index = self.viewers[viewer as usize].unwrap_or_else(|| self.add_peer());
        self.viewers[viewer as usize] = Some(index);
        self.peers[index].meet(now, offer, Role::Client);
        let description = Description::parse(offer).unwrap();
        self.feedback.entry(index).or_insert_with(|| Feedback::new(now)).learn(&description);
        for section in description.sections {
            let repairs = section.formats.iter().filter(|format| format.name.eq_ignore_ascii_case("rtx"));
            self.repair_types.extend(repairs.map(|format| format.payload_type));
        }
        let answer = camera::answer(offer, &self.peers[index].transport_lines("active"));
        self.server.tell(&json!(["answer", viewer, offer_id, answer]));
    }

    fn add_peer(&mut self) -> usize {
        let mut peer = Peer::new(now(), self.identity.clone());
        let index = self.peers.len();
        self.poll.registry().register(&mut peer.socket, Token(index), Interest::READABLE).unwrap();
        self.peers.push(peer);
        index
    }
}

fn now() -> Instant {
    Instant::now()
}

/// Processor time of this process.
pub fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
