//! Faults planted on purpose, to show that the isolation test would notice them (I2).
//!
//! Each names a line of isolation code and what goes wrong there. In a production build
//! [`planted`] is a constant `false`, so the faults cost nothing and cannot be switched on.

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A mistake that somebody could make in isolation code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        #[cfg(any(test, feature = "sim"))]
        impl Fault {
            /// Every fault there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

faults! {
    /// The last check before a packet leaves is skipped. Not a leak by itself: the other
    /// faults are planted together with it, so that the oracle has to find them alone.
    NoExitCheck,
}

#[cfg(not(any(test, feature = "sim")))]
/// Whether a fault is planted: never, in production.
pub const fn planted(_: Fault) -> bool {
    false
}

#[cfg(any(test, feature = "sim"))]
pub use planting::{plant, planted};

#[cfg(any(test, feature = "sim"))]
mod planting {
    use std::cell::Cell;

    use super::Fault;

    thread_local! {
        static PLANTED: Cell<u64> = const { Cell::new(0) };
    }

    /// Plants these faults, and no others, in everything this thread does from now on.
    pub fn plant(faults: &[Fault]) {
        PLANTED.set(faults.iter().fold(0, |all, &fault| all | 1 << fault as u32));
    }

    /// Whether a fault is planted.
    pub fn planted(fault: Fault) -> bool {
        PLANTED.get() & (1 << fault as u32) != 0
    }
}
