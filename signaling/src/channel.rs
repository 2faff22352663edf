//! The session channel: our own JSON over WebSocket. `docs/protocol.md` tells it as prose.
//!
//! [`ClientFrame`] and [`ServerFrame`] are the frames, generic over what the application puts
//! into them. A socket comes and goes; the [`Conversation`] of a participant stays. It numbers
//! what it sends, keeps it until acknowledged, replays it exactly once after a break, and
//! runs every command once however often it is sent.

mod answers;
mod code;
mod conversation;
mod frame;
mod intake;
pub mod limits;
mod outbox;

pub use answers::{Outcome, Refusal};
pub use code::{Bye, ByeCode, Sentence};
pub use conversation::{Conversation, Input, Output, item, slices};
pub use frame::{ClientFrame, CommandId, Epoch, Hello, Refused, Resume, Seq, ServerFrame, Slices, Welcome};
pub use intake::{Heard, Intake};

/// The version of the protocol described in `docs/protocol.md`. A client says in its hello
/// which one it speaks.
pub const VERSION: u32 = 1;
