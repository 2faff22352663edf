//! H.264 in RTP, RFC 6184, packetisation modes 0 and 1; parameter sets, ITU-T H.264 §7.3.2.1.

use super::bits::Bits;
use super::{FrameBytes, Malformed, Size, append};

const IDR: u8 = 5;
const SPS: u8 = 7;
const PPS: u8 = 8;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// Puts the NAL units of one access unit together, each after its length.
#[derive(Default)]
pub struct Assembler {
    data: Vec<u8>,
    /// Where the fragmented unit under way begins, its length field included.
    fragment: Option<usize>,
    has_idr: bool,
    has_sps: bool,
    size: Option<Size>,
}

impl Assembler {
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    pub(super) fn put(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        match kind(payload).ok_or(Malformed)? {
            FU_A => self.put_fragment(payload),
            _ if self.fragment.is_some() => Err(Malformed),
            STAP_A => units(payload).ok_or(Malformed)?.try_for_each(|unit| self.put_unit(unit?)),
            1..=23 => self.put_unit(payload),
            _ => Err(Malformed),
        }
    }

    pub(super) fn finish(&mut self) -> Result<FrameBytes, Malformed> {
        let Self { data, fragment, has_idr, has_sps, size } = std::mem::take(self);
        if fragment.is_some() || data.is_empty() {
            return Err(Malformed);
        }
        Ok(FrameBytes { keyframe: has_idr && has_sps, size, data })
    }

    fn put_unit(&mut self, unit: &[u8]) -> Result<(), Malformed> {
        let length = u32::try_from(unit.len()).map_err(|_| Malformed)?;
        append(&mut self.data, &length.to_be_bytes())?;
        append(&mut self.data, unit)?;
        self.note(unit)
    }

    fn note(&mut self, unit: &[u8]) -> Result<(), Malformed> {
        match kind(unit).ok_or(Malformed)? {
            IDR => self.has_idr = true,
            SPS => {
                self.has_sps = true;
                self.size = Some(sps_size(unit).ok_or(Malformed)?);
            }
            _ => {}
        }
        Ok(())
    }

    fn put_fragment(&mut self, payload: &[u8]) -> Result<(), Malformed> {
        let [indicator, header, data @ ..] = payload else { return Err(Malformed) };
        let (start, end) = (header & 0x80 != 0, header & 0x40 != 0);
        if start != self.fragment.is_none() {
            return Err(Malformed);
        }
        if start {
            self.fragment = Some(self.data.len());
            append(&mut self.data, &[0, 0, 0, 0, indicator & 0xe0 | header & 0x1f])?;
        }
        append(&mut self.data, data)?;
        if end {
            let begin = self.fragment.take().ok_or(Malformed)?;
            let length = u32::try_from(self.data.len() - begin - 4).map_err(|_| Malformed)?;
            self.data[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
            let unit = self.data[begin + 4..].to_vec();
            self.note(&unit)?;
        }
        Ok(())
    }
}

/// The units of an access unit as [`FrameBytes`] holds it.
pub fn access_unit_units(mut data: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = data.split_first_chunk::<4>()?;
        let (unit, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        data = rest;
        Some(unit)
    })
}

/// The decoder configuration record (ISO/IEC 14496-15 §5.3.3.1) for the parameter sets of a
/// keyframe; `None` if it lacks one.
pub fn configuration(keyframe: &[u8]) -> Option<Vec<u8>> {
    let find = |wanted| access_unit_units(keyframe).find(|unit| kind(unit) == Some(wanted));
    let (sps, pps) = (find(SPS)?, find(PPS)?);
    let &[_, profile, constraints, level, ..] = sps else { return None };
    let mut record = vec![1, profile, constraints, level, 0xff, 0xe1];
    record.extend_from_slice(&u16::try_from(sps.len()).ok()?.to_be_bytes());
    record.extend_from_slice(sps);
    record.push(1);
    record.extend_from_slice(&u16::try_from(pps.len()).ok()?.to_be_bytes());
    record.extend_from_slice(pps);
    Some(record)
}

pub(super) fn begins_access_unit(payload: &[u8]) -> bool {
    // After a loss only what no earlier unit can belong to: parameter sets, delimiters, or
    // the start of a first slice (first_mb_in_slice is 0, a single 1 bit).
    first_unit(payload).is_some_and(|(kind, body)| match kind {
        6..=9 => true,
        1..=5 => body.first().is_some_and(|byte| byte & 0x80 != 0),
        _ => false,
    })
}

pub(super) fn begins_keyframe(payload: &[u8]) -> bool {
    match kind(payload) {
        Some(STAP_A) => {
            units(payload).is_some_and(|mut units| units.any(|unit| unit.ok().and_then(kind) == Some(SPS)))
        }
        Some(SPS) => true,
        _ => false,
    }
}

fn kind(unit: &[u8]) -> Option<u8> {
    unit.first().map(|byte| byte & 0x1f)
}

/// Kind of the first unit that begins in the payload, and its bytes behind the header.
fn first_unit(payload: &[u8]) -> Option<(u8, &[u8])> {
    match kind(payload)? {
        FU_A => match payload {
            [_, header, body @ ..] if header & 0x80 != 0 => Some((header & 0x1f, body)),
            _ => None,
        },
        STAP_A => units(payload)?.next()?.ok().and_then(first_unit),
        kind => Some((kind, &payload[1..])),
    }
}

/// The units of a STAP-A; an error where a length is wrong.
fn units(payload: &[u8]) -> Option<impl Iterator<Item = Result<&[u8], Malformed>>> {
    let mut rest = payload.get(1..)?;
    Some(std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let unit = rest.split_first_chunk::<2>().and_then(|(length, behind)| {
            let length = usize::from(u16::from_be_bytes(*length));
            if length == 0 { None } else { behind.split_at_checked(length) }
        });
        rest = unit.map_or(&[], |(_, behind)| behind);
        Some(unit.map(|(unit, _)| unit).ok_or(Malformed))
    }))
}

fn sps_size(unit: &[u8]) -> Option<Size> {
    let rbsp = without_emulation_prevention(unit.get(1..)?);
    let mut bits = Bits::new(&rbsp);
    let profile = bits.bits(8)?;
    bits.bits(16)?;
    bits.exp_golomb()?;
    let chroma = if matches!(profile, 100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138) {
        high_profile(&mut bits)?
    } else {
        1
    };
    bits.exp_golomb()?;
    picture_order(&mut bits)?;
    bits.exp_golomb()?;
    bits.bit()?;
    let columns = bits.exp_golomb()?.checked_add(1)?;
    let rows = bits.exp_golomb()?.checked_add(1)?;
    let fields = 2 - u32::from(bits.bit()?);
    if fields == 2 {
        bits.bit()?;
    }
    bits.bit()?;
    let (across, down) = if bits.bit()? { crop(&mut bits, chroma, fields)? } else { (0, 0) };
    let width = columns.checked_mul(16)?.checked_sub(across)?;
    let height = rows.checked_mul(16 * fields)?.checked_sub(down)?;
    (width > 0 && height > 0).then_some(Size { width, height })
}

/// Reads what only the high profiles have; gives `chroma_format_idc`.
fn high_profile(bits: &mut Bits<'_>) -> Option<u32> {
    let chroma = bits.exp_golomb()?;
    if chroma == 3 {
        bits.bit()?;
    }
    bits.exp_golomb()?;
    bits.exp_golomb()?;
    bits.bit()?;
    if bits.bit()? {
        for list in 0..if chroma == 3 { 12 } else { 8 } {
            if bits.bit()? {
                scaling_list(bits, if list < 6 { 16 } else { 64 })?;
            }
        }
    }
    Some(chroma)
}

fn scaling_list(bits: &mut Bits<'_>, entries: u32) -> Option<()> {
    let (mut last, mut next) = (8i32, 8i32);
    for _ in 0..entries {
        if next != 0 {
            next = (last + bits.signed_exp_golomb()?).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

fn picture_order(bits: &mut Bits<'_>) -> Option<()> {
    match bits.exp_golomb()? {
        0 => {
            bits.exp_golomb()?;
        }
        1 => {
            bits.bit()?;
            bits.signed_exp_golomb()?;
            bits.signed_exp_golomb()?;
            for _ in 0..bits.exp_golomb()?.min(255) {
                bits.signed_exp_golomb()?;
            }
        }
        _ => {}
    }
    Some(())
}

/// Pixels cut off across and down.
fn crop(bits: &mut Bits<'_>, chroma: u32, fields: u32) -> Option<(u32, u32)> {
    let sides = [bits.exp_golomb()?, bits.exp_golomb()?, bits.exp_golomb()?, bits.exp_golomb()?];
    let across_unit = if matches!(chroma, 1 | 2) { 2 } else { 1 };
    let down_unit = if chroma == 1 { 2 } else { 1 } * fields;
    let across = sides[0].checked_add(sides[1])?.checked_mul(across_unit)?;
    let down = sides[2].checked_add(sides[3])?.checked_mul(down_unit)?;
    Some((across, down))
}

/// §7.4.1: a 3 after two zeros is not part of the data.
fn without_emulation_prevention(unit: &[u8]) -> Vec<u8> {
    let mut rbsp = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for byte in unit {
        if zeros >= 2 && *byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        rbsp.push(*byte);
    }
    rbsp
}
