//! Names for accepted sockets.

/// Numbers accepted sockets. Given out by the host, never reused within a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub u64);
