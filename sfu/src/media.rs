//! The vocabulary of media that the other crates share: kinds, sources, codecs, layers and
//! the tap a recorder listens on.

mod bits;
pub mod clock;
pub mod codec;
pub mod dependency;
pub mod extension;
pub mod layer;
pub mod payload;
pub mod red;
pub mod rtcp;
pub mod rtp;
pub mod sequence;
pub mod tap;
pub mod token;

pub use codec::Codec;
pub use layer::{Layer, Quality};
pub use token::Token;

/// Audio or video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
}

/// Where a track comes from, as its publisher declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A camera.
    Camera,
    /// A microphone.
    Microphone,
    /// A shared screen, window or tab.
    ScreenShare,
    /// The sound of a shared screen.
    ScreenShareAudio,
    /// Anything else, for example a WHIP ingest without a declared source.
    Unknown,
}
