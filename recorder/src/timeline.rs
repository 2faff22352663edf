//! From what arrived when, to what was said and shown when. Pure.
//!
//! Nothing is decided about time while recording; the log keeps media timestamps, sender
//! reports and arrival times, and here they are reconciled, as often as needed.

pub mod clock;
pub mod frames;
pub mod gaps;
pub mod index;
pub mod line;
pub mod session;
