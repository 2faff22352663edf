//! The template structure that a keyframe brings.

use super::Use;
use crate::media::Layer;
use crate::media::bits::BitReader;

/// Decode targets a structure may have.
pub const MAX_TARGETS: usize = 32;
/// Templates a structure may have: ids have six bits.
const MAX_TEMPLATES: usize = 64;
/// References of one frame we follow; the scalability modes of the WebRTC SVC registry need
/// at most five.
const MAX_REFERENCES: usize = 8;

/// Templates that frames of one coded video sequence are described by.
#[derive(Clone, Debug)]
pub struct Structure {
    first_template: u8,
    templates: [Template; MAX_TEMPLATES],
    template_count: usize,
    target_count: usize,
    chain_count: usize,
    targets: [Layer; MAX_TARGETS],
}

impl Default for Structure {
    /// A structure without templates: no frame can be read with it.
    fn default() -> Self {
        Self {
            first_template: 0,
            templates: [Template::default(); MAX_TEMPLATES],
            template_count: 0,
            target_count: 0,
            chain_count: 0,
            targets: [Layer::default(); MAX_TARGETS],
        }
    }
}

/// What frames of one kind have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Template {
    pub layer: Layer,
    /// Two bits per decode target, target 0 lowest.
    pub uses: u64,
    pub references: References,
}

/// How far back the frames are that a frame refers to.
#[derive(Clone, Copy, Debug, Default)]
pub struct References {
    back: [u16; MAX_REFERENCES],
    count: usize,
}

/// Chains protect decode targets against loss; we read past them.
pub struct Chains;

impl Structure {
    /// How many decode targets there are.
    pub fn target_count(&self) -> usize {
        self.target_count
    }

    pub(super) fn chain_count(&self) -> usize {
        self.chain_count
    }

    /// The layer that a decode target gives: the highest of its frames.
    pub fn target(&self, target: usize) -> Layer {
        self.targets[target]
    }

    /// The best decode target that exceeds `layer` in neither direction.
    pub fn target_for(&self, layer: Layer) -> Option<usize> {
        (0..self.target_count)
            .filter(|&target| {
                let gives = self.targets[target];
                gives.spatial <= layer.spatial && gives.temporal <= layer.temporal
            })
            .max_by_key(|&target| self.targets[target])
    }

    /// The highest spatial step of any target.
    pub fn highest(&self) -> Layer {
        let of = |step: fn(&Layer) -> u8| self.targets[..self.target_count].iter().map(step).max();
        Layer {
            spatial: of(|layer| layer.spatial).unwrap_or(0),
            temporal: of(|layer| layer.temporal).unwrap_or(0),
        }
    }

    pub(super) fn template(&self, id: u8) -> Option<&Template> {
        let index = usize::from((id + 64 - self.first_template) % 64);
        self.templates[..self.template_count].get(index)
    }

    pub(super) fn read(reader: &mut BitReader<'_>) -> Option<Self> {
        let mut structure = Self { first_template: reader.bits(6)? as u8, ..Self::default() };
        structure.target_count = reader.bits(5)? as usize + 1;
        structure.read_layers(reader)?;
        let (target_count, template_count) = (structure.target_count, structure.template_count);
        for template in &mut structure.templates[..template_count] {
            template.uses = Template::read_uses(reader, target_count)?;
        }
        for template in &mut structure.templates[..template_count] {
            template.references = References::read_template(reader)?;
        }
        structure.chain_count = Chains::skip(reader, target_count, template_count)?;
        structure.find_target_layers();
        structure.skip_resolutions(reader)?;
        Some(structure)
    }

    fn read_layers(&mut self, reader: &mut BitReader<'_>) -> Option<()> {
        const NEXT_TEMPORAL: u32 = 1;
        const NEXT_SPATIAL: u32 = 2;
        const DONE: u32 = 3;
        let mut layer = Layer::default();
        loop {
            self.templates.get_mut(self.template_count)?.layer = layer;
            self.template_count += 1;
            match reader.bits(2)? {
                NEXT_TEMPORAL => layer.temporal += 1,
                NEXT_SPATIAL => layer = Layer { spatial: layer.spatial + 1, temporal: 0 },
                DONE => return Some(()),
                _ => {}
            }
        }
    }

    fn find_target_layers(&mut self) {
        for target in 0..self.target_count {
            let frames = self.templates[..self.template_count]
                .iter()
                .filter(|template| template.used_by(target) != Use::NotPresent);
            let mut gives = Layer::default();
            for Template { layer, .. } in frames {
                gives.spatial = gives.spatial.max(layer.spatial);
                gives.temporal = gives.temporal.max(layer.temporal);
            }
            self.targets[target] = gives;
        }
    }

    fn skip_resolutions(&self, reader: &mut BitReader<'_>) -> Option<()> {
        if reader.flag()? {
            let spatial_steps = self.templates[self.template_count - 1].layer.spatial + 1;
            for _ in 0..spatial_steps {
                reader.bits(32)?;
            }
        }
        Some(())
    }
}

impl Template {
    pub fn used_by(&self, target: usize) -> Use {
        match (self.uses >> (2 * target)) & 0b11 {
            0 => Use::NotPresent,
            1 => Use::Discardable,
            2 => Use::Switch,
            _ => Use::Required,
        }
    }

    pub fn read_uses(reader: &mut BitReader<'_>, target_count: usize) -> Option<u64> {
        let mut uses = 0;
        for target in 0..target_count {
            uses |= u64::from(reader.bits(2)?) << (2 * target);
        }
        Some(uses)
    }
}

impl References {
    pub fn all(&self) -> &[u16] {
        &self.back[..self.count]
    }

    fn push(&mut self, back: u32) -> Option<()> {
        *self.back.get_mut(self.count)? = back as u16;
        self.count += 1;
        Some(())
    }

    fn read_template(reader: &mut BitReader<'_>) -> Option<Self> {
        let mut references = Self::default();
        while reader.flag()? {
            references.push(reader.bits(4)? + 1)?;
        }
        Some(references)
    }

    pub fn read_custom(reader: &mut BitReader<'_>) -> Option<Self> {
        let mut references = Self::default();
        loop {
            match reader.bits(2)? as usize {
                0 => return Some(references),
                size => references.push(reader.bits(4 * size)? + 1)?,
            }
        }
    }
}

impl Chains {
    /// Reads past the chains of a structure; how many there are.
    fn skip(reader: &mut BitReader<'_>, target_count: usize, template_count: usize) -> Option<usize> {
        let chain_count = reader.below(target_count as u32 + 1)?;
        if chain_count > 0 {
            for _ in 0..target_count {
                reader.below(chain_count)?;
            }
            for _ in 0..template_count * chain_count as usize {
                reader.bits(4)?;
            }
        }
        Some(chain_count as usize)
    }

    pub fn skip_custom(reader: &mut BitReader<'_>, chain_count: usize) -> Option<()> {
        for _ in 0..chain_count {
            reader.bits(8)?;
        }
        Some(())
    }
}
