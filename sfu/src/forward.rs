//! Forwarding: what is published, who is subscribed, and how packets change on the way.

pub mod encoding;
pub mod history;
pub mod hold_down;
pub mod keyframe_gate;
pub mod ladder;
pub mod missing;
pub mod outgoing;
pub mod publication;
pub mod rates;
pub mod received;
pub mod reception;
pub mod recording;
pub mod reports;
pub mod retransmit;
pub mod rewriter;
pub mod selector;
pub mod subscription;
pub mod writer;
