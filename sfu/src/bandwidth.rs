//! Congestion: what publishers are told of their uplink, and what each viewer's downlink
//! can take.

pub mod allocation;
mod arrival_clock;
pub mod arrivals;
pub mod estimator;
mod loss;
pub mod pacer;
mod probe;
mod sent;
mod throughput;
mod trend;
