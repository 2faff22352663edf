//! **signaling** speaks the wires, safely, to strangers; it decides nothing.
//!
//! Two wires reach a live session. [`livekit`] is the media wire: protobuf over WebSocket, as
//! the LiveKit client SDKs speak it. [`channel`] is the session channel: our own JSON over
//! WebSocket, for everything that protocol has no word for. Both are written as state
//! machines without clock, socket or random source; [`ws`] is the only module that has them.
//!
//! ```text
//!   socket ─▶ ws (deadlines, sizes, throttle) ─▶ livekit::Connection ─▶ Request ─▶ host
//!          ◀─                                 ◀─                     ◀─ Response ◀─
//!   socket ─▶ ws ─▶ ClientFrame ─▶ host: channel::Conversation ─▶ Command
//!          ◀─    ◀─ text         ◀─                            ◀─ view, item, answer
//! ```
//!
//! Whoever stands behind the wires implements [`ws::Host`] and makes every decision. What a
//! stranger sends is either a bounded, validated value of this crate's own types, or a counter.
//!
//! | module | owns | may block, read a clock or open a socket |
//! |---|---|---|
//! | [`ws`] | upgrades, pumps, deadlines | yes, the only one |
//! | [`livekit`] | the media wire: messages, roster, data packets, server API | no |
//! | [`channel`] | the session channel: frames, outbox, conversation | no |
//! | [`whip`], [`whep`] | rules of WHIP and WHEP | no |
//! | [`token`] | access tokens | no |
//! | [`throttle`] | token buckets | no |
pub mod channel;
mod link;
pub mod livekit;
pub mod throttle;
pub mod token;
pub mod whep;
pub mod whip;
pub mod ws;

pub use link::{Closed, LinkId};
