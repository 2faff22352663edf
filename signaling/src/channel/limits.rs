//! Every cap of the session channel, each with its reason.

use std::time::Duration;

/// One frame from a client: the longest chat message in JSON escapes is 24 kB.
pub const FRAME_BYTES: usize = 64 * 1024;
/// A command id: a UUID and room for a prefix.
pub const COMMAND_ID_BYTES: usize = 64;
/// Items kept for a client that has not acknowledged them (reliability F8).
pub const OUTBOX_ITEMS: usize = 256;
/// Bytes of those items.
pub const OUTBOX_BYTES: usize = 1024 * 1024;
/// Frames on their way at once; the rest waits, and views that wait become one. At 1 s of
/// round trip this still allows 32 changes a second.
pub const WINDOW: usize = 32;
/// Command results remembered per participant, for repeated commands.
pub const RESULTS: usize = 256;
/// Time for a first acknowledgement of what was sent; a client acknowledges at least every
/// second or every sixteen frames, and a mobile network may stall for some seconds.
pub const ACK_DEADLINE: Duration = Duration::from_secs(20);
/// Time for the hello after the upgrade.
pub const HELLO_DEADLINE: Duration = Duration::from_secs(5);
/// A client pings this often.
pub const PING_INTERVAL: Duration = Duration::from_secs(5);
/// Silence after which a socket is given up.
pub const SILENCE: Duration = Duration::from_secs(15);
