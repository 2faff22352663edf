//! Congestion: what publishers are told of their uplink, and what each viewer's downlink
//! can take.

pub mod arrivals;
