//! Ports to services of others, each with a working default and a documented contract.

pub mod notices;
pub mod objects;
pub mod timestamps;
