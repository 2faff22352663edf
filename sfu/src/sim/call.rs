//! A call in one thread: cameras, a plane, and a viewer behind links of any quality, on
//! virtual time.

use std::time::{Duration, Instant};

use super::camera::{Camera, video_format, voice_format};
use super::link::{Conditions, Link};
use super::packet::extensions;
use super::viewer::Viewer;
use crate::id::{ParticipantId, RoomId, TrackId};
use crate::media::Token;
use crate::media::tap::TapPacket;
use crate::plane::spec::{CongestionFeedback, DownFeedback, Format, SubscriptionSpec};
use crate::plane::{Link as Side, Outlet, Plane, PlaneConfig, PlaneEvent};

/// The viewer.
pub const VIEWER: ParticipantId = ParticipantId(1);
/// The person they see.
pub const SPEAKER: ParticipantId = ParticipantId(2);
const ROOM: RoomId = RoomId(1);
/// Grain of virtual time.
const STEP: Duration = Duration::from_millis(1);

/// One person speaks, another one sees them.
pub struct Call {
    /// The node's media plane.
    pub plane: Plane,
    /// Virtual time.
    pub now: Instant,
    /// The speaker.
    pub camera: Camera,
    /// The viewer's end.
    pub viewer: Viewer,
    /// From the speaker to the node, and back.
    pub uplink: [Link; 2],
    /// From the node to the viewer, and back.
    pub downlink: [Link; 2],
    /// What the plane said, and when.
    pub events: Vec<(Instant, PlaneEvent)>,
    /// Keyframe requests that reached the speaker.
    pub keyframes_asked: u32,
}

/// Sends what leaves the plane into the links.
struct Wires<'a> {
    now: Instant,
    to_viewer: &'a mut Link,
    to_speaker: &'a mut Link,
}

impl Call {
    /// A call on good lines in which the viewer reports in this way.
    pub fn new(seed: u64, congestion: CongestionFeedback) -> Self {
        let now = super::epoch();
        let link = |index| Link::new(Conditions::GOOD, seed * 4 + index);
        let mut call = Self {
            plane: Plane::new(PlaneConfig::default(), seed),
            now,
            camera: Camera::new(SPEAKER, now),
            viewer: Viewer::new(501, 502, now),
            uplink: [link(0), link(1)],
            downlink: [link(2), link(3)],
            events: Vec::new(),
            keyframes_asked: 0,
        };
        call.viewer.reports_arrivals = congestion == CongestionFeedback::TransportCc;
        for participant in [VIEWER, SPEAKER] {
            call.plane.join(now, participant, ROOM).expect("the node is empty");
        }
        call.plane.connected(now, VIEWER, Side::Down, true);
        for publication in call.camera.publications() {
            call.plane.publish(now, publication).expect("within the limits");
        }
        let streams = [(call.camera.voice, 501, voice_format()), (call.camera.video, 502, video_format())];
        for (track, ssrc, format) in streams {
            let spec = subscription(track, ssrc, format, congestion);
            call.plane.subscribe(now, spec).expect("within the limits");
        }
        call
    }

    /// Lets time pass.
    pub fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += STEP;
            self.step();
        }
    }

    /// The viewer says what they can take (draft-alvestrand-rmcat-remb-03 §2.2).
    pub fn receive_estimate(&mut self, bps: u32) {
        let exponent = (32 - bps.leading_zeros()).saturating_sub(18);
        let [_, high, middle, low] = ((exponent << 18) | (bps >> exponent)).to_be_bytes();
        let mut packet = vec![0x8f, 206, 0, 5, 0, 0, 0, 9, 0, 0, 0, 0];
        packet.extend(b"REMB");
        packet.extend([1, high, middle, low, 0, 0, 1, 246]);
        let [down, _] = &mut self.downlink;
        let [_, to_speaker] = &mut self.uplink;
        let mut wires = Wires { now: self.now, to_viewer: down, to_speaker };
        self.plane.handle_rtcp(self.now, VIEWER, Side::Down, &packet, &mut wires);
    }

    fn step(&mut self) {
        let now = self.now;
        let mut outbox = Vec::new();
        self.camera.send(now, &mut outbox);
        self.camera.report(now, &mut outbox);
        while let Some((_, compound)) = self.uplink[1].take(now) {
            let asks = crate::media::rtcp::reports(&compound);
            let is_keyframe = |report| matches!(report, crate::media::rtcp::Report::Keyframes(_));
            self.keyframes_asked += asks.filter(|report| is_keyframe(*report)).count() as u32;
            self.camera.take_rtcp(&compound, &mut outbox);
        }
        for packet in outbox {
            self.uplink[0].send(now, packet);
        }
        for compound in self.viewer.send(now) {
            self.downlink[1].send(now, compound);
        }
        self.run_plane();
        while let Some((at, packet)) = self.downlink[0].take(now) {
            self.viewer.take(at, &packet);
        }
    }

    fn run_plane(&mut self) {
        let now = self.now;
        let [down, feedback] = &mut self.downlink;
        let [up, to_speaker] = &mut self.uplink;
        let mut wires = Wires { now, to_viewer: down, to_speaker };
        while let Some((_, mut packet)) = up.take(now) {
            // RTP and RTCP share one port (RFC 5761 §4).
            if (192..224).contains(&packet[1]) {
                self.plane.handle_rtcp(now, SPEAKER, Side::Up, &packet, &mut wires);
            } else {
                self.plane.handle_rtp(now, SPEAKER, &mut packet, &mut wires);
            }
        }
        while let Some((_, compound)) = feedback.take(now) {
            self.plane.handle_rtcp(now, VIEWER, Side::Down, &compound, &mut wires);
        }
        if self.plane.poll_timeout().is_some_and(|due| due <= now) {
            self.plane.handle_timeout(now, &mut wires);
        }
        while let Some(event) = self.plane.poll_event() {
            self.events.push((now, event));
        }
    }
}

fn subscription(
    track: TrackId,
    ssrc: u32,
    format: Format,
    congestion: CongestionFeedback,
) -> SubscriptionSpec {
    SubscriptionSpec {
        viewer: VIEWER,
        track,
        mid: Token::new(&ssrc.to_string()).expect("a number is a token"),
        ssrc,
        is_shared: false,
        rtx_ssrc: format.rtx.map(|_| ssrc + 100),
        cname: "speaker".into(),
        formats: vec![format],
        extensions: extensions(),
        feedback: DownFeedback { nack: true, congestion },
    }
}

impl Outlet for Wires<'_> {
    fn rtp(&mut self, _to: ParticipantId, _index: u64, header: &[u8], payload: &[u8]) {
        self.to_viewer.send(self.now, [header, payload].concat());
    }

    fn rtcp(&mut self, _to: ParticipantId, link: Side, packet: &[u8]) {
        match link {
            Side::Down => self.to_viewer.send(self.now, packet.to_vec()),
            Side::Up => self.to_speaker.send(self.now, packet.to_vec()),
        }
    }

    fn tap(&mut self, _room: RoomId, _packet: TapPacket<'_>) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
