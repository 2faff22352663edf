//! Somebody in the session: the session channel, the media wire and two connections. Their
//! microphone sends all the time, whatever the server says; when the server switches it off,
//! its owner switches it on again as soon as they may.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use sfu::transport::dtls::Role;
use sfu::transport::identity::Identity;
use signaling::channel::{CommandId, ServerFrame};
use signaling::livekit::proto::{
    AddTrackRequest, MuteTrackRequest, SessionDescription, TrackSource, TrackType,
    signal_request::Message as Request, signal_response::Message as Response,
};
use signaling::ws::client::{ChannelClient, MediaClient};
use tokio::sync::{mpsc, oneshot, watch};

use crate::camera;
use crate::court::Entry;
use crate::network::Network;
use crate::peer::Peer;
use crate::voice::{self, Heard, Voice};

/// How often sockets are looked at: what is measured is as exact as this.
const LOOKS: Duration = Duration::from_millis(1);
const UPKEEP: Duration = Duration::from_millis(20);

/// What the director of the benchmark learns.
#[derive(Clone, Copy, Debug)]
pub enum News {
    /// Somebody heard somebody.
    Heard { by: usize, heard: Heard, at: Instant },
    /// Somebody switched their microphone on.
    SwitchedOn { who: usize, at: Instant },
}

/// Asked of the server; answered with the moment at which its answer came.
type Errand = (Value, oneshot::Sender<Result<Instant, String>>);

pub struct Person {
    pub id: String,
    errands: mpsc::UnboundedSender<Errand>,
    view: watch::Receiver<Value>,
}

impl Person {
    /// Opens the session channel.
    pub async fn arrive(entry: Entry, server: SocketAddr) -> Self {
        let url = format!("ws://{server}{}", entry.channel);
        let client = ChannelClient::connect(&url, &entry.token, None).await.unwrap();
        let (errands, asked) = mpsc::unbounded_channel();
        let (show, view) = watch::channel(Value::Object(serde_json::Map::new()));
        tokio::spawn(keep_channel(client, asked, show));
        let person = Self { id: entry.participant, errands, view };
        person.until(|view| view.get("me").is_some() && view.get("media").is_some()).await;
        person
    }

    /// When the server said that it is done.
    pub async fn does(&self, command: Value) -> Instant {
        let (answer, answered) = oneshot::channel();
        self.errands.send((command, answer)).unwrap();
        answered.await.unwrap().unwrap()
    }

    pub async fn until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        self.view.clone().wait_for(holds).await.unwrap().clone()
    }

    /// Publishes a microphone and takes what is offered, until the benchmark ends.
    pub async fn speak(
        &self,
        number: usize,
        begun: Instant,
        server: SocketAddr,
        network: Network,
        news: mpsc::UnboundedSender<News>,
    ) {
        let view = self.view.borrow().clone();
        let token = view["media"]["token"].as_str().unwrap();
        let url = format!("ws://{server}/rtc");
        let client =
            MediaClient::connect(&url, "sdk=rust&protocol=16&auto_subscribe=1", token).await.unwrap();
        let identity = Arc::new(Identity::generate().unwrap());
        let peer = || Peer::new(begun, identity.clone());
        let media = Media {
            number,
            begun,
            network,
            news,
            client,
            up: peer(),
            down: peer(),
            voice: Voice::new(number, begun),
            view: self.view.clone(),
            met: false,
            hushed: None,
        };
        tokio::spawn(media.run());
    }
}

async fn keep_channel(
    mut client: ChannelClient,
    mut asked: mpsc::UnboundedReceiver<Errand>,
    show: watch::Sender<Value>,
) {
    let mut waiting: Vec<(String, oneshot::Sender<Result<Instant, String>>)> = Vec::new();
    let mut count = 0_u64;
    loop {
        tokio::select! {
            errand = asked.recv() => {
                let Some((command, answer)) = errand else { return };
                count += 1;
                let id = format!("c-{count}");
                waiting.push((id.clone(), answer));
                let id: CommandId = serde_json::from_value(Value::String(id)).unwrap();
                client.command(id, &command).await;
            }
            frame = client.next() => {
                let (id, outcome) = match frame.expect("the server keeps the channel") {
                    ServerFrame::View { slices, .. } => {
                        show.send_modify(|view| slices_into(view, serde_json::to_value(slices).unwrap()));
                        continue;
                    }
                    ServerFrame::Done { id } => (id, Ok(Instant::now())),
                    ServerFrame::Refused(refused) => (refused.id.clone(), Err(format!("{refused:?}"))),
                    _ => continue,
                };
                let id = serde_json::to_value(id).unwrap();
                let at = waiting.iter().position(|(name, _)| id == name.as_str()).unwrap();
                // Who asked may have stopped to listen.
                let _ = waiting.swap_remove(at).1.send(outcome);
            }
        }
    }
}

fn slices_into(view: &mut Value, slices: Value) {
    let (Value::Object(view), Value::Object(slices)) = (view, slices) else { return };
    view.extend(slices);
}

/// The media wire of one person.
struct Media {
    number: usize,
    begun: Instant,
    network: Network,
    news: mpsc::UnboundedSender<News>,
    client: MediaClient,
    up: Peer,
    down: Peer,
    voice: Voice,
    view: watch::Receiver<Value>,
    /// The downward connection knows its server.
    met: bool,
    /// The track that the server has switched off.
    hushed: Option<String>,
}

impl Media {
    async fn run(mut self) {
        let mut looks = tokio::time::interval(LOOKS);
        let mut upkeep = self.begun;
        loop {
            tokio::select! {
                message = self.client.next() => match message {
                    Some(message) => self.hear(message).await,
                    None => return,
                },
                _ = looks.tick() => {
                    let now = Instant::now();
                    self.voice.speak(now, &self.up);
                    self.receive();
                    self.switch_on(now).await;
                    if now >= upkeep {
                        upkeep = now + UPKEEP;
                        self.up.handle_timeout(now);
                        self.down.handle_timeout(now);
                    }
                }
            }
        }
    }

    async fn hear(&mut self, message: Response) {
        match message {
            Response::Join(_) => {
                let track = AddTrackRequest {
                    cid: voice::CID.to_owned(),
                    r#type: TrackType::Audio.into(),
                    source: TrackSource::Microphone.into(),
                    ..AddTrackRequest::default()
                };
                self.client.send(Request::AddTrack(track)).await;
            }
            Response::TrackPublished(_) => {
                let offer = voice::offer(&self.up.transport_lines("actpass"));
                self.client.send(Request::Offer(description("offer", offer, 1))).await;
            }
            Response::Answer(answer) => {
                let sdp = through(self.network, &answer.sdp).await;
                self.up.accept(Instant::now(), &sdp);
            }
            Response::Offer(offer) => self.accept(&offer).await,
            Response::Mute(mute) if mute.muted => {
                // Only who has switched it off can switch it on.
                let off = MuteTrackRequest { sid: mute.sid.clone(), muted: true };
                self.client.send(Request::Mute(off)).await;
                self.hushed = Some(mute.sid);
            }
            _ => {}
        }
    }

    /// Presses the microphone button, if there is reason to and it can be pressed.
    async fn switch_on(&mut self, now: Instant) {
        if self.hushed.is_none() || self.view.borrow()["me"]["rights"]["microphone"] != true {
            return;
        }
        let Some(sid) = self.hushed.take() else { return };
        self.client.send(Request::Mute(MuteTrackRequest { sid, muted: false })).await;
        // The benchmark may have ended.
        let _ = self.news.send(News::SwitchedOn { who: self.number, at: now });
    }

    async fn accept(&mut self, offer: &SessionDescription) {
        if !self.met {
            self.met = true;
            let sdp = through(self.network, &offer.sdp).await;
            self.down.meet(Instant::now(), &sdp, Role::Client);
        }
        let answer = camera::answer(&offer.sdp, &self.down.transport_lines("active"));
        self.client.send(Request::Answer(description("answer", answer, offer.id))).await;
    }

    fn receive(&mut self) {
        let mut datagram = [0; 2_048];
        while let Ok(length) = self.up.socket.recv(&mut datagram) {
            if !(128..=191).contains(&datagram[0]) {
                self.up.handle(Instant::now(), &datagram[..length]);
            }
        }
        while let Ok(length) = self.down.socket.recv(&mut datagram) {
            let at = Instant::now();
            let datagram = &mut datagram[..length];
            match (datagram[0], &mut self.down.srtp) {
                (128..=191, Some(srtp)) if !(192..=223).contains(&datagram[1]) => {
                    let Ok(length) = srtp.open_rtp(at, datagram) else { continue };
                    if let Some(heard) = voice::heard(&datagram[..length], self.begun) {
                        // The benchmark may have ended.
                        let _ = self.news.send(News::Heard { by: self.number, heard, at });
                    }
                }
                (128..=191, _) => {}
                _ => self.down.handle(at, datagram),
            }
        }
    }
}

/// The same description, with the server behind the network. The way that is not relayed is left out.
async fn through(network: Network, sdp: &str) -> String {
    let mut moved = String::new();
    for line in sdp.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            [start, _, transport, _, address, port, ..] if start.starts_with("a=candidate:") => {
                let is_udp = transport.eq_ignore_ascii_case("udp");
                let Some(address) = address.parse::<Ipv4Addr>().ok().filter(|_| is_udp) else { continue };
                let relay = network.to_datagrams((address, port.parse().unwrap()).into()).await;
                let (from, to) = (format!("{address} {port}"), format!("{} {}", relay.ip(), relay.port()));
                moved.extend([&line.replace(&from, &to), "\r\n"]);
            }
            _ => moved.extend([line, "\r\n"]),
        }
    }
    moved
}

fn description(kind: &str, sdp: String, id: u32) -> SessionDescription {
    SessionDescription { r#type: kind.to_owned(), sdp, id, ..SessionDescription::default() }
}
