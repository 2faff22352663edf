//! Accepted sockets: their names and their ends.

/// Numbers accepted sockets. Given out by the host, never reused within a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkId(pub u64);

/// Why a socket is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Closed {
    /// The client closed it, or said that it leaves.
    ByClient,
    /// The host dropped its end.
    ByHost,
    /// It broke.
    Broken,
    /// Nothing was heard for too long.
    Silent,
    /// The client did not read for too long.
    TooSlow,
    /// Messages came faster than allowed for too long.
    TooFast,
    /// A message was longer than allowed.
    TooLarge,
    /// A message could not be read, or was out of order.
    Malformed,
    /// A message began and did not end in time.
    Unfinished,
}

impl Closed {
    /// Stable name for metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::ByClient => "by_client",
            Self::ByHost => "by_host",
            Self::Broken => "broken",
            Self::Silent => "silent",
            Self::TooSlow => "too_slow",
            Self::TooFast => "too_fast",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::Unfinished => "unfinished",
        }
    }
}
