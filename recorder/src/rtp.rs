//! RTP and RTCP as the recorder reads them back: headers, extended counters, order. Pure.

pub mod extend;
pub mod packet;
pub mod reorder;
pub mod report;
