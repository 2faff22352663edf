//! Simulcast and SVC layers.

/// One encoding of a video track: a spatial step (simulcast `q`, `h`, `f` or an SVC spatial
/// id) and a temporal step within it. Ordered by spatial step first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Layer {
    /// 0 is the smallest picture; at most [`Layer::MAX_SPATIAL`].
    pub spatial: u8,
    /// 0 is the lowest frame rate; at most [`Layer::MAX_TEMPORAL`].
    pub temporal: u8,
}

impl Layer {
    /// Three simulcast encodings, as browsers send them.
    pub const MAX_SPATIAL: u8 = 2;
    /// L1T3 is what Chromium produces; four leaves room for SVC modes with T4.
    pub const MAX_TEMPORAL: u8 = 3;
}

/// The wire's coarse name for a spatial layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quality {
    /// The smallest picture.
    Low,
    /// The middle picture.
    Medium,
    /// The full picture.
    High,
}
