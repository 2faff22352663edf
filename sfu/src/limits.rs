//! Every cap of the media core in one place, each with its reason. A flood costs its sender,
//! never a neighbour: each cap is per participant, per track or per room.

use std::time::Duration;

/// Longest SDP accepted, in bytes: Chromium's answer to an offer of ours with 64 sections is
/// 67 kB, measured at 1,050 bytes a section.
pub const SDP_BYTES: usize = 128 * 1024;

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

/// Packets of one encoding that may be missing at once. More is an outage, after which a
/// keyframe is the better repair.
pub const MISSING_PACKETS: usize = 128;

/// How long a missing packet is asked for. Players wait no longer, recordings gain little.
pub const RECOVERY_TIME: Duration = Duration::from_millis(1_200);

/// How often one missing packet is asked for: at 10 % loss each way the chance that all fail
/// is 0.19^8.
pub const NACK_TIMES: u8 = 8;

/// Time a packet may be out of order before it counts as missing. Wi-Fi aggregates reorder
/// within a few milliseconds.
pub const REORDER_TIME: Duration = Duration::from_millis(5);

/// Round trip assumed until one was measured: across a country on a mobile network.
pub const ASSUMED_ROUND_TRIP: Duration = Duration::from_millis(100);

/// Shortest time between two requests for one packet.
pub const NACK_INTERVAL_MIN: Duration = Duration::from_millis(20);

/// Longest time between two requests for one packet.
pub const NACK_INTERVAL_MAX: Duration = Duration::from_millis(400);

/// Packets of one encoding that can be sent again: two seconds of 720p.
pub const HISTORY_PACKETS: usize = 1_024;

/// How far back the history of an encoding should reach.
pub const HISTORY_TIME: Duration = Duration::from_millis(1_000);

/// Bytes of history an encoding starts with: a second of the smallest layer or of speech.
pub const HISTORY_BYTES_MIN: usize = 16 * 1_024;

/// Bytes of history of one encoding, however fast it is: a second at 4 Mb/s.
pub const HISTORY_BYTES_MAX: usize = 512 * 1_024;

/// Packets per audio subscription that can be asked for again: two seconds at 20 ms.
pub const SENT_AUDIO: usize = 128;

/// Packets per video subscription that can be asked for again: over a second of 720p.
pub const SENT_VIDEO: usize = 512;

/// An encoding without packets for so long is not sent any more. Longer than the gaps of
/// comfort noise and of a low frame rate screen share.
pub const LIVE_TIME: Duration = Duration::from_millis(2_500);

/// Keyframes of a recorded encoding come at least this often, so that a loss never costs
/// more than five seconds of picture: asking early leaves a second for the answer.
pub const RECORDED_KEYFRAME_INTERVAL: Duration = Duration::from_millis(4_000);

/// Time between transport-wide feedback messages to one publisher, while packets come. More
/// often costs packets, more rarely slows their bandwidth estimation down.
pub const ARRIVALS_INTERVAL: Duration = Duration::from_millis(50);

/// Time between reports about one stream, in both directions.
pub const REPORT_INTERVAL: Duration = Duration::from_millis(1_000);

/// Shortest time between two runs of one participant's periodic work.
pub const TICK: Duration = Duration::from_millis(2);

/// Shortest time between two repetitions of one packet, on the shortest round trip.
pub const REPEAT_INTERVAL_MIN: Duration = Duration::from_millis(20);

/// Packets repeated for one NACK: a browser asks for a few dozen at most.
pub const REPEATS_PER_REQUEST: usize = 256;

/// Shorter side of the largest picture worth recording, in pixels: 720p.
pub const RECORDED_HEIGHT: u32 = 720;

/// Time over which speech is judged and told.
pub const SPEAKERS_INTERVAL: Duration = Duration::from_millis(300);

/// Time from the first packet of a stream to its first report: lips and voice are in step
/// from then on.
pub const FIRST_REPORT_DELAY: Duration = Duration::from_millis(100);

/// Longest STUN message we read, in bytes: a check with every ICE attribute is under 200.
pub const STUN_BYTES: usize = 548;

/// Addresses one transport may have proved at a time: IPv4 and IPv6, UDP and TCP, on two
/// networks, twice over.
pub const PATHS_PER_TRANSPORT: usize = 16;

/// Sources whose replay window one association keeps. Beyond it the quietest gives way, and
/// only its last packet number is remembered.
pub const ACTIVE_SOURCES: usize = 64;

/// Sources that gave way and are remembered, per association: 48 kB.
pub const RETIRED_SOURCES: usize = 4_096;

/// New sources one association may show at once: camera, screen and sound with three
/// encodings and their retransmissions, and as much again.
pub const NEW_SOURCES_AT_ONCE: u32 = 32;

/// After [`NEW_SOURCES_AT_ONCE`], one more may appear in each such interval: sixteen in ten
/// seconds.
pub const NEW_SOURCE_INTERVAL: Duration = Duration::from_millis(625);

/// DTLS datagrams kept while the peer's SDP is on its way: two hellos in two fragments each,
/// twice.
pub const EARLY_DATAGRAMS: usize = 8;

/// Longest `ClientHello`, in bytes: Chromium's, with its post-quantum key share, is 1,463.
pub const CLIENT_HELLO_BYTES: usize = 8 * 1024;

/// Datagrams of one DTLS handshake: about ten, repeated over a bad link for half a minute.
/// Bounds what the library keeps before it knows the peer's certificate.
pub const HANDSHAKE_DATAGRAMS: usize = 256;

/// Handshake fragments of one DTLS association. The library recurses once per fragment:
/// with datagrams alone bounded, 30,000 of one byte each would overflow the stack.
pub const HANDSHAKE_FRAGMENTS: usize = 1_024;

/// Datagrams with handshake records after the handshake: repetitions by a peer that did not
/// hear our last messages. There is no renegotiation.
pub const LATE_HANDSHAKE_DATAGRAMS: usize = 16;

/// Bytes a peer may have under way on its data channels: four of the longest messages.
pub const DATA_RECEIVE_BYTES: u32 = 256 * 1024;

/// Streams of one SCTP association: clients use numbers up to 102.
pub const DATA_STREAMS: u16 = 128;

/// Unsent reliable data kept for one reader; beyond it the reader is disconnected.
pub const DATA_QUEUE_BYTES: usize = 1024 * 1024;

/// Unsent lossy data kept for one reader; beyond it the oldest is dropped.
pub const LOSSY_QUEUE_BYTES: usize = 64 * 1024;

/// Data messages one participant may send at once.
pub const DATA_MESSAGES_AT_ONCE: u32 = 1_000;

/// Data messages one participant may send per second: a file in chunks of 15 kB at 60 Mb/s.
pub const DATA_MESSAGES_PER_SECOND: u32 = 500;

/// Media sections of one SDP: thirty people with two tracks each, and the data channels.
pub const SDP_SECTIONS: usize = 64;

/// Attribute lines of one media section: Chromium's longest video section has about 150.
pub const SDP_ATTRIBUTES: usize = 512;

/// Payload types or sources of one media section: Chromium offers about 40.
pub const SDP_FORMATS: usize = 64;

/// Datagrams that leave in one call. The kernel takes 64; older ones drop a run whose headers
/// do not fit one buffer.
pub const SEGMENTS_PER_SEND: usize = 50;

/// Bytes that leave in one call: the longest UDP payload over IPv4.
pub const BYTES_PER_SEND: usize = 65_507;

/// Time between two rounds of pacing and probing: a frame burst still leaves in batches that
/// segmentation offload can use, and a train of probes is smooth enough to measure by.
pub const PACING_TICK: Duration = Duration::from_millis(5);

/// Time between two looks at what a viewer can get.
pub const ALLOCATION_INTERVAL: Duration = Duration::from_millis(200);

/// Time after a step down before the next step up of the same track: long enough to see
/// whether the bandwidth is there to stay.
pub const HOLD_DOWN_TIME: Duration = Duration::from_millis(3_000);

/// Padding of one packet, in bytes: the most that one length byte can tell (RFC 3550 §5.1).
pub const PADDING_BYTES: usize = 255;

/// Time after which a publisher is told that a quality is not used any more.
pub const USAGE_FALL_TIME: Duration = Duration::from_millis(3_000);

/// Packets of pictures that may wait for one viewer: a keyframe of every picture in a large
/// hearing. Beyond it the viewer is so far behind that keyframes are the better repair.
pub const PACED_PACKETS: usize = 512;

/// Growth of the round trip from which packets are taken to wait in a queue.
pub const LONG_QUEUE: Duration = Duration::from_millis(80);

/// TCP connections of one shard: a node's worth of people who can do nothing else. Each costs a
/// file descriptor and up to [`STREAM_QUEUE_BYTES`].
pub const STREAMS: usize = 1_024;

/// TCP connections from one address: an office of thirty behind one, each with two transports.
pub const STREAMS_PER_ADDRESS: usize = 64;

/// Bytes that wait for one slow TCP connection: half a second at 2 Mb/s. Beyond it datagrams
/// are lost, so that sound is never seconds late.
pub const STREAM_QUEUE_BYTES: usize = 128 * 1_024;

/// Bytes that the kernel keeps for one TCP connection, for the same reason: a round trip of
/// 250 ms at 2 Mb/s. Left to itself it takes up to 4 MiB, sixteen seconds.
pub const STREAM_KERNEL_BYTES: usize = 64 * 1_024;

/// Time a TCP connection has to pass its first ICE check. Browsers send it at once.
pub const STREAM_PROOF: Duration = Duration::from_secs(10);

/// Silence after which a TCP connection is over: twice the time after which consent has expired
/// (RFC 7675 §5.1).
pub const STREAM_SILENCE: Duration = Duration::from_secs(60);

/// Time between two looks for TCP connections that are over.
pub const STREAM_SWEEP: Duration = Duration::from_secs(5);

/// Time for which the sockets of a shard are never found empty until it counts as behind: a
/// keyframe to a hundred viewers is worked off in a tenth of it.
pub const BACKLOG_TIME: Duration = Duration::from_millis(200);

/// Calm after which a shard that was behind tries the next larger pictures again.
pub const RELIEF_REST_MIN: Duration = Duration::from_secs(5);

/// The same when every try was too early.
pub const RELIEF_REST_MAX: Duration = Duration::from_secs(60);
