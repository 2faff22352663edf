//! Every cap of the media core in one place, each with its reason. A flood costs its sender,
//! never a neighbour: each cap is per participant, per track or per room.

use std::time::Duration;

/// Longest SDP accepted, in bytes: a full offer of Chromium with 64 sections is about 50 kB.
pub const SDP_BYTES: usize = 64 * 1024;

/// Longest data channel message, in bytes: what LiveKit clients send at most.
pub const DATA_MESSAGE_BYTES: usize = 64_000;

/// Longest RTP or RTCP packet, in bytes: an Ethernet frame. Larger ones never come from a
/// browser and would not fit a slot of the receive batch.
pub const PACKET_BYTES: usize = 1500;

/// Longest MID or RID, in bytes: what a one-byte header extension can carry (RFC 8285 §4.2).
pub const TOKEN_BYTES: usize = 16;

/// Longest RTP header we write, extensions included: fixed part, every extension we know and
/// a dependency descriptor with its template structure.
pub const HEADER_BYTES: usize = 384;

/// Encodings of one publication: three simulcast layers (`q`, `h`, `f`).
pub const ENCODINGS: usize = 3;

/// Payload types of one publication or subscription that are remembered.
pub const FORMATS: usize = 16;

/// Publications of one participant: camera, microphone, screen, its sound, and room to spare
/// for WHIP devices with several cameras.
pub const PUBLICATIONS_PER_PARTICIPANT: usize = 16;

/// Subscriptions of one participant: everybody else in a large hearing with two tracks each.
pub const SUBSCRIPTIONS_PER_PARTICIPANT: usize = 256;

/// SSRCs bound for one participant: three encodings with their retransmission streams for
/// every publication. A new one beyond it replaces the one unheard for longest.
pub const SSRCS_PER_PARTICIPANT: usize = 2 * ENCODINGS * PUBLICATIONS_PER_PARTICIPANT;

/// Blocks of one redundant audio packet: Chromium repeats two earlier packets at most.
pub const RED_BLOCKS: usize = 4;

/// Shortest time between two keyframe requests for one encoding, however many ask.
pub const KEYFRAME_REQUEST_INTERVAL: Duration = Duration::from_millis(500);

/// Longest RTCP packet we write, in bytes: safe on every path (IPv6 minimum MTU less tunnels).
pub const RTCP_BYTES: usize = 1_200;

/// Packets one transport-wide feedback may report on. Browsers report every 50 to 100 ms, so
/// this is over 40,000 packets a second; a claim beyond it only burns our time.
pub const FEEDBACK_PACKETS: usize = 4_096;

/// Packets we report on in one transport-wide feedback; the rest goes into the next.
pub const FEEDBACK_PACKETS_SENT: usize = 256;

/// Entries in one NACK we write: each covers seventeen packets.
pub const NACK_NUMBERS: usize = 64;
