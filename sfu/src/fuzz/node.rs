//! A life of a shard: commands from above and datagrams from strangers, in any order.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use super::Kinds;
use crate::id::{ParticipantId, RoomId, TrackId};
use crate::media::{MediaKind, Quality, Source};
use crate::node::{Announcement, Command, DataChannel, Wanted, Wire};
use crate::plane::PlaneConfig;
use crate::shard::{Shard, ShardConfig};
use crate::transport::identity::Identity;
use crate::transport::path::{Carrier, Path};

/// Steps of one life.
const STEPS: usize = 64;
/// Making one takes longer than a whole life.
static IDENTITY: LazyLock<Arc<Identity>> =
    LazyLock::new(|| Arc::new(Identity::generate().expect("the machine has randomness")));

/// Each step is a line: a byte that says what, a byte that says who, then its bytes.
///
/// Nobody proves an address here, so not one datagram may leave: a server that answers
/// strangers can be turned against others.
pub fn run(input: &[u8]) -> u64 {
    let (mut kinds, mut answers) = (Kinds::default(), 0_u64);
    let mut now = crate::sim::epoch();
    let mut shard = Shard::new(ShardConfig {
        plane: PlaneConfig::default(),
        identity: IDENTITY.clone(),
        candidates: Vec::new(),
        seed: [7; 32],
    });
    for step in input.split(|&byte| byte == 0x1e).take(STEPS) {
        let (Some(&what), Some(&who)) = (step.first(), step.get(1)) else { continue };
        now += Duration::from_millis(u64::from(what) * 4);
        take(&mut shard, now, what, who, &step[2..]);
        if shard.poll_timeout().is_some_and(|due| due <= now) {
            shard.handle_timeout(now);
        }
        shard.depart(|path, bytes, _| panic!("{} bytes left to the stranger {path:?}", bytes.len()));
        let news = std::iter::from_fn(|| shard.poll_event()).count();
        answers |= 1 << (u64::from(what & 0x0f) * 4 + news.min(3) as u64);
    }
    kinds.add(answers);
    let counters = shard.counters();
    let dropped = [counters.unknown_kind, counters.strangers, counters.rejected, counters.unsent];
    dropped.iter().for_each(|&count| kinds.add(u64::from(count > 0)));
    kinds.0
}

fn take(shard: &mut Shard, now: Instant, what: u8, who: u8, rest: &[u8]) {
    if what & 0x0f >= 13 {
        let remote = SocketAddr::from((Ipv4Addr::LOCALHOST, 5_000 + u16::from(who)));
        let path = Path { carrier: Carrier::Udp(0), remote, local: None };
        return shard.handle_datagram(now, path, &mut rest.to_vec());
    }
    shard.handle_commands(now, [command(what, who, rest)]);
}

/// Of few people, rooms and tracks, so that they meet.
fn command(what: u8, who: u8, rest: &[u8]) -> Command {
    let participant = ParticipantId(u64::from(who & 3));
    let track = TrackId(u64::from(who >> 2 & 3));
    let room = RoomId(u64::from(who >> 4 & 1));
    let sdp = String::from_utf8_lossy(rest).into_owned();
    match what & 0x0f {
        0 => Command::Join { participant, room, wire: wire(who) },
        1 => Command::Leave { participant },
        2 => Command::Place { participant, room },
        3 => Command::Offer { participant, offer_id: u32::from(who), sdp },
        4 => Command::OpenDown { participant },
        5 => Command::Answer { participant, offer_id: u32::from(who >> 6), sdp },
        6 => Command::RestartIce { participant },
        7 => Command::Announce(announcement(participant, track, who)),
        8 => Command::Withdraw { track },
        9 => Command::Subscribe {
            viewer: participant,
            track,
            stream_id: "PA_1".into(),
            track_name: "TR_1".into(),
        },
        10 => Command::Tune { viewer: participant, track, wanted: wanted(who, rest) },
        11 => Command::Gate { track, open: who & 0x80 != 0 },
        _ => Command::SendData { to: participant, channel: DataChannel::Lossy, payload: rest.to_vec() },
    }
}

fn wire(who: u8) -> Wire {
    match who & 0xc0 {
        0x80 => Wire::OneConnection,
        0xc0 => Wire::OneOffer,
        _ => Wire::TwoConnections,
    }
}

fn announcement(participant: ParticipantId, track: TrackId, who: u8) -> Announcement {
    let (kind, source) = match who & 0x40 {
        0 => (MediaKind::Audio, Source::Microphone),
        _ => (MediaKind::Video, Source::Camera),
    };
    Announcement { track, participant, cid: "cid".into(), kind, source, layers: Vec::new(), open: true }
}

fn wanted(who: u8, rest: &[u8]) -> Wanted {
    let size = rest.first().map_or(0, |&byte| u32::MAX >> (byte & 31));
    let quality = if who & 0x40 == 0 { Quality::Low } else { Quality::High };
    Wanted { disabled: who & 0x80 != 0, quality, width: size, height: size, fps: size }
}
