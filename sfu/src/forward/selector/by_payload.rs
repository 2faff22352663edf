//! Layers by what VP8 and VP9 payload descriptors say.

use crate::media::Layer;
use crate::media::payload::Picture;

/// Leaves out layers above a limit that moves where the pictures allow it.
#[derive(Debug, Default)]
pub struct PayloadFilter {
    limit: Layer,
    /// Of the picture being forwarded: its highest spatial step so far.
    spatial: u8,
}

impl PayloadFilter {
    /// Judges the first packet seen of a frame.
    pub fn judge(&mut self, picture: &Picture, target: Layer) -> bool {
        if picture.starts_keyframe {
            self.limit = target;
        }
        self.limit.temporal = self.limit.temporal.min(target.temporal);
        if picture.layer.spatial == 0 {
            self.limit.spatial = self.limit.spatial.min(target.spatial);
        }
        self.climb(picture, target);
        let included = self.includes(picture.layer);
        if included {
            self.spatial = picture.layer.spatial;
        }
        // Later pictures above this one start from here, so they may join.
        if included && picture.opens_layers {
            self.limit.temporal = target.temporal;
        }
        included
    }

    /// Whether packets of a layer are forwarded.
    pub fn includes(&self, layer: Layer) -> bool {
        layer.spatial <= self.limit.spatial && layer.temporal <= self.limit.temporal
    }

    /// Whether this is the topmost spatial layer the viewer gets of a picture.
    pub fn is_top(&self, picture: &Picture) -> bool {
        picture.layer.spatial == self.limit.spatial
    }

    /// Takes in one more layer if this frame needs nothing that was left out.
    fn climb(&mut self, picture: &Picture, target: Layer) {
        let Layer { spatial, temporal } = picture.layer;
        if picture.begins_layer
            && temporal == self.limit.temporal.saturating_add(1)
            && temporal <= target.temporal
        {
            self.limit.temporal = temporal;
        }
        // Predicted only from the layer below it in the same picture, which was forwarded.
        let stands_on_this_picture = !picture.is_predicted && spatial == self.spatial.saturating_add(1);
        if stands_on_this_picture && spatial > self.limit.spatial && spatial <= target.spatial {
            self.limit.spatial = spatial;
        }
    }
}
