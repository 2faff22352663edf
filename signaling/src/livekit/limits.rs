//! Every cap of the media wire, each with its reason. What exceeds one is refused as a whole.

/// One session description: as much as the media plane reads, so that neither refuses what the
/// other takes. A viewer's answer has a section for every track of the room; Chromium's with 64
/// is 67 kB.
pub const SDP_BYTES: usize = 128 * 1024;
/// One frame from a client. A resume carries two session descriptions and little else.
pub const MESSAGE_BYTES: usize = 2 * SDP_BYTES + 16 * 1024;
/// One candidate attribute, with room for long mDNS names.
pub const CANDIDATE_BYTES: usize = 1024;
/// The JSON around a candidate.
pub const CANDIDATE_JSON_BYTES: usize = 4 * 1024;
/// A `join_request` after decompression, as other servers cap it.
pub const JOIN_REQUEST_BYTES: usize = 1024 * 1024;
/// A query string: a `join_request` with an offer makes 2.7 kB, long names more.
pub const QUERY_BYTES: usize = 64 * 1024;
/// A SID: ours have 25 bytes.
pub const SID_BYTES: usize = 64;
/// An identity in a token.
pub const IDENTITY_BYTES: usize = 256;
/// A client's own id for a track: browsers use a UUID, some append a prefix.
pub const CID_BYTES: usize = 256;
/// A name or another short text.
pub const NAME_BYTES: usize = 256;
/// What a client says of its device, kept for statistics.
pub const LABEL_LETTERS: usize = 64;
/// A participant's metadata, or all attributes together.
pub const METADATA_BYTES: usize = 64 * 1024;
/// Attributes of one participant.
pub const ATTRIBUTES: usize = 64;
/// Track SIDs in one request: more tracks than 30 people publish.
pub const TRACKS_PER_REQUEST: usize = 256;
/// Encodings of one track: three, in two codecs.
pub const LAYERS: usize = 6;
/// Codecs of one track.
pub const CODECS: usize = 4;
/// Tracks that come with a v1 join.
pub const TRACKS_PER_JOIN: usize = 16;
/// A mid in SDP.
pub const MID_BYTES: usize = 64;
/// Widest and highest picture in pixels; 8K.
pub const PIXELS: u32 = 8_192;
/// One message on a data channel. Clients cap theirs at 64,000 bytes.
pub const DATA_BYTES: usize = 64 * 1024;
/// Recipients of one packet: more people than a room holds.
pub const RECIPIENTS: usize = 64;
