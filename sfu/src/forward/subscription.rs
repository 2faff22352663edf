//! One viewer's claim on a track.

use crate::forward::publication::Publication;
use crate::forward::rewriter::Rewriter;
use crate::node::Wanted;
use crate::plane::spec::{Format, SubscriptionSpec};
use crate::plane::table::Key;

/// Position of a subscription.
pub type SubscriptionKey = Key<Subscription>;

/// A stream towards one viewer.
pub struct Subscription {
    pub spec: SubscriptionSpec,
    pub publication: Key<Publication>,
    pub wanted: Wanted,
    pub rewriter: Rewriter,
    /// Which encoding is being forwarded.
    pub current: Option<usize>,
}

impl Subscription {
    /// The viewer's format for what the publisher sends.
    pub fn format_for(&self, published: &Format) -> Option<&Format> {
        self.spec
            .formats
            .iter()
            .find(|format| format.codec == published.codec && format.profile == published.profile)
            .or_else(|| self.spec.formats.iter().find(|format| format.codec == published.codec))
    }
}
