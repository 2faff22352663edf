//! Forwarding: what is published, who is subscribed, and how packets change on the way.

pub mod keyframe_gate;
pub mod publication;
pub mod rewriter;
pub mod subscription;
