//! The dependency descriptor (AOM AV1 RTP specification, appendix A): which frames a frame
//! needs, and which layers need it, whatever the codec.

mod structure;

pub use structure::{MAX_TARGETS, Structure};

use super::Layer;
use super::bits::BitReader;
use structure::{Chains, References, Template};

/// What a decode target (a layer somebody might want) does with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The frame is not part of it.
    NotPresent,
    /// Part of it, but no later frame of it refers to this one.
    Discardable,
    /// Later frames of it refer to nothing before this one: it may be entered here.
    Switch,
    /// Part of it, and later frames refer to it.
    Required,
}

/// The description of one frame.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// First packet of the frame.
    pub starts: bool,
    /// Last packet of the frame.
    pub ends: bool,
    /// Counts frames modulo 2^16, over all layers.
    pub number: u16,
    template: Template,
    /// This packet brings a new structure: the frame begins a coded video sequence.
    pub has_structure: bool,
}

/// Where the frame number is in a descriptor, two bytes.
pub const FRAME_NUMBER_AT: usize = 1;

/// Descriptors of three bytes have nothing but the mandatory fields.
const MANDATORY_BYTES: usize = 3;

impl Frame {
    /// Reads a descriptor. A structure it carries replaces `structure`; without one ever
    /// seen, or for a template it does not have, the answer is `None`.
    pub fn read(wire: &[u8], structure: &mut Structure) -> Option<Self> {
        let mut reader = BitReader::new(wire);
        let (starts, ends) = (reader.flag()?, reader.flag()?);
        let template_id = reader.bits(6)? as u8;
        let number = reader.bits(16)? as u16;
        let mut has_structure = false;
        let mut custom = Custom::default();
        if wire.len() > MANDATORY_BYTES {
            has_structure = reader.flag()?;
            let has_active_targets = reader.flag()?;
            custom = Custom { uses: reader.flag()?, references: reader.flag()?, chains: reader.flag()? };
            if has_structure {
                *structure = Structure::read(&mut reader)?;
            }
            if has_active_targets {
                reader.bits(structure.target_count())?;
            }
        }
        let mut template = *structure.template(template_id)?;
        custom.read(&mut reader, structure, &mut template)?;
        Some(Self { starts, ends, number, template, has_structure })
    }

    /// Spatial and temporal step of the frame.
    pub fn layer(&self) -> Layer {
        self.template.layer
    }

    /// What a decode target does with it.
    pub fn used_by(&self, target: usize) -> Use {
        self.template.used_by(target)
    }

    /// The numbers of the frames it refers to.
    pub fn references(&self) -> impl Iterator<Item = u16> + '_ {
        self.template.references.all().iter().map(|&back| self.number.wrapping_sub(back))
    }

    /// It refers to no other frame.
    pub fn is_independent(&self) -> bool {
        self.template.references.all().is_empty()
    }
}

/// Which parts of its template a frame replaces.
#[derive(Clone, Copy, Default)]
struct Custom {
    uses: bool,
    references: bool,
    chains: bool,
}

impl Custom {
    fn read(self, reader: &mut BitReader<'_>, structure: &Structure, template: &mut Template) -> Option<()> {
        if self.uses {
            template.uses = Template::read_uses(reader, structure.target_count())?;
        }
        if self.references {
            template.references = References::read_custom(reader)?;
        }
        if self.chains {
            Chains::skip_custom(reader, structure.chain_count())?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
