//! A recording while it is made: from the media threads' packets to synced, signed logs.
//!
//! | thread | does | may wait for |
//! |---|---|---|
//! | media (the sfu's) | [`tap`]: copies a packet into a ring | nothing |
//! | writer, one | [`writer`]: rings to sealed blocks, every 80 ms | `write` |
//! | sync, one | [`sync`]: `fdatasync` each second, renames, signed checkpoints | the disk |
//! | watch, one | [`watch`]: raises alarms when another thread or the disk is silent | nothing |
//!
//! They meet at the [`board`], which holds what the world may know.

pub mod board;
pub mod control;
pub mod inlet;
pub mod outlook;
pub mod pauses;
pub mod reception;
pub mod sync;
pub mod take;
pub mod tap;
pub mod watch;
pub mod writer;
