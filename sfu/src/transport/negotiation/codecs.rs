//! Which payload types we speak, and what their parameters must be.

use super::description::{RtpFormat, Section};
use crate::media::extension::{Extension, ExtensionMap};
use crate::media::{Codec, MediaKind};
use crate::plane::spec::{CongestionFeedback, DownFeedback, Format};

/// H.264 baseline, `profile-level-id` 42xxxx: what browsers decode without asking.
const H264_BASELINE: u32 = 0x42;

/// `profile-level-id` when it is not written (RFC 6184 §8.1).
const H264_DEFAULT_PROFILE: u32 = 0x42_00_0a;

/// The codec a payload type names, with its profile, if it is one we forward.
pub fn recognise(format: &RtpFormat) -> Option<(Codec, Option<u32>)> {
    let is = |name: &str, rate| format.name.eq_ignore_ascii_case(name) && format.clock_rate == rate;
    let number =
        |name, default: u32| format.parameter(name).map_or(Some(default), |value| value.parse().ok());
    if is("opus", 48_000) {
        return Some((Codec::Opus, None));
    }
    if is("VP8", 90_000) {
        return Some((Codec::Vp8, None));
    }
    if is("VP9", 90_000) {
        return number("profile-id", 0)
            .filter(|&profile| profile == 0)
            .map(|profile| (Codec::Vp9, Some(profile)));
    }
    if is("AV1", 90_000) {
        return number("profile", 0)
            .filter(|&profile| profile == 0)
            .map(|profile| (Codec::Av1, Some(profile)));
    }
    if is("H264", 90_000) && format.parameter("packetization-mode") == Some("1") {
        let profile = match format.parameter("profile-level-id") {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => H264_DEFAULT_PROFILE,
        };
        return (profile >> 16 == H264_BASELINE).then_some((Codec::H264, Some(profile)));
    }
    None
}

/// The one codec we take from a section: the peer's favourite of those that we forward
/// (RFC 3264 §6.1).
pub fn choose(section: &Section, kind: MediaKind) -> Option<Format> {
    all(section, kind).next()
}

/// Every format of a section that we forward, the peer's favourite first.
pub fn all(section: &Section, kind: MediaKind) -> impl Iterator<Item = Format> {
    section.formats.iter().filter_map(move |format| {
        let (codec, profile) = recognise(format).filter(|(codec, _)| codec.kind() == kind)?;
        let payload_type = format.payload_type;
        let (rtx, red) = (repair_for(section, payload_type), redundant_for(section, payload_type));
        Some(Format { payload_type, codec, rtx, red, profile })
    })
}

/// The payload type of retransmissions of another one (RFC 4588 §8.1).
pub fn repair_for(section: &Section, payload_type: u8) -> Option<u8> {
    let repairs = section.formats.iter().filter(|format| format.name.eq_ignore_ascii_case("rtx"));
    let mut repairs = repairs
        .filter(|format| format.parameter("apt").and_then(|apt| apt.parse().ok()) == Some(payload_type));
    repairs.next().map(|format| format.payload_type)
}

/// The payload type of redundant audio around another one (RFC 2198 §4).
pub fn redundant_for(section: &Section, payload_type: u8) -> Option<u8> {
    let is_around =
        |parameters: &str| parameters.split('/').all(|inner| inner.trim().parse() == Ok(payload_type));
    let redundant = section.formats.iter().filter(|format| format.name.eq_ignore_ascii_case("red"));
    let mut redundant =
        redundant.filter(|format| !format.parameters.is_empty() && is_around(&format.parameters));
    redundant.next().map(|format| format.payload_type)
}

/// What we say about a codec's parameters. The same everywhere: a bundle in which one payload
/// type has two meanings is refused. H.264 is constrained baseline, which everybody decodes.
pub fn parameters(codec: Codec) -> &'static str {
    match codec {
        Codec::Opus => "minptime=10;useinbandfec=1;usedtx=1",
        Codec::H264 => "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        Codec::Vp9 => "profile-id=0",
        Codec::Av1 => "level-idx=5;profile=0;tier=0",
        Codec::Vp8 => "",
    }
}

/// Encoding name, clock rate and channels of `a=rtpmap`.
pub fn rtpmap(codec: Codec) -> &'static str {
    match codec {
        Codec::Opus => "opus/48000/2",
        Codec::Vp8 => "VP8/90000",
        Codec::Vp9 => "VP9/90000",
        Codec::H264 => "H264/90000",
        Codec::Av1 => "AV1/90000",
    }
}

/// Feedback we give to publishers and want from viewers.
pub fn feedback(kind: MediaKind) -> &'static [&'static str] {
    match kind {
        MediaKind::Audio => &["transport-cc", "nack"],
        MediaKind::Video => &["transport-cc", "ccm fir", "nack", "nack pli"],
    }
}

/// Whether the peer wants or gives some feedback for a payload type.
pub fn has_feedback(section: &Section, payload_type: u8, wanted: &str) -> bool {
    let format = section.format(payload_type);
    format.is_some_and(|format| format.feedback.iter().any(|known| known == wanted))
}

/// What a viewer of a section will tell us.
pub fn viewer_feedback(section: &Section, format: &Format, kind: MediaKind) -> DownFeedback {
    let has = |wanted: &str| has_feedback(section, format.payload_type, wanted);
    let numbered = extension_map(section, kind, false).id(Extension::TransportCc).is_some();
    let congestion = match () {
        () if numbered && has("transport-cc") => CongestionFeedback::TransportCc,
        () if has("goog-remb") => CongestionFeedback::Remb,
        () => CongestionFeedback::None,
    };
    DownFeedback { nack: has("nack"), congestion }
}

/// Feedback for a payload type that both sides name.
pub fn shared_feedback(section: &Section, payload_type: u8, ours: &[&str]) -> Vec<String> {
    let shared = ours.iter().filter(|&&wanted| has_feedback(section, payload_type, wanted));
    shared.map(|&wanted| wanted.to_owned()).collect()
}

/// The header extensions of an offer that are of use in any of these directions, with its numbers.
pub fn shared_extensions(section: &Section, kind: MediaKind, towards_us: &[bool]) -> Vec<(u8, String)> {
    let useful = |uri: &str| {
        let known = Extension::from_uri(uri);
        known.is_some_and(|known| towards_us.iter().any(|&towards_us| is_useful(known, kind, towards_us)))
    };
    section.extensions.iter().filter(|(_, uri)| useful(uri)).cloned().collect()
}

/// Header extensions that are of use for media of a kind in one direction.
pub fn is_useful(extension: Extension, kind: MediaKind, towards_us: bool) -> bool {
    match extension {
        Extension::Mid | Extension::TransportCc | Extension::AbsCaptureTime => true,
        Extension::AudioLevel => kind == MediaKind::Audio,
        Extension::DependencyDescriptor | Extension::VideoOrientation => kind == MediaKind::Video,
        Extension::Rid | Extension::RepairedRid => kind == MediaKind::Video && towards_us,
        Extension::AbsSendTime => !towards_us,
        Extension::PlayoutDelay => kind == MediaKind::Video && !towards_us,
    }
}

/// The extensions of a section that we use, by meaning.
pub fn extension_map(section: &Section, kind: MediaKind, towards_us: bool) -> ExtensionMap {
    let known = section.extensions.iter().filter_map(|(id, uri)| Some((*id, Extension::from_uri(uri)?)));
    known
        .filter(|(id, extension)| *id != 0 && is_useful(*extension, kind, towards_us))
        .fold(ExtensionMap::default(), |map, (id, extension)| map.with(extension, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(payload_type: u8, name: &str, parameters: &str) -> RtpFormat {
        let clock_rate = if name == "opus" || name == "red" { 48_000 } else { 90_000 };
        let parameters = parameters.to_owned();
        RtpFormat { payload_type, name: name.to_owned(), clock_rate, parameters, feedback: Vec::new() }
    }

    #[test]
    fn only_forms_that_every_browser_decodes_are_recognised() {
        let h264 = |parameters: &str| recognise(&format(102, "H264", parameters));
        assert_eq!(
            h264("packetization-mode=1;profile-level-id=42e01f"),
            Some((Codec::H264, Some(0x42_e01f)))
        );
        assert_eq!(h264("profile-level-id=42e01f;packetization-mode=0"), None, "single NAL units");
        assert_eq!(h264("packetization-mode=1;profile-level-id=640032"), None, "high profile");
        assert_eq!(recognise(&format(98, "VP9", "profile-id=0")), Some((Codec::Vp9, Some(0))));
        assert_eq!(recognise(&format(100, "VP9", "profile-id=2")), None);
        assert_eq!(recognise(&format(96, "vp8", "")), Some((Codec::Vp8, None)));
        assert_eq!(recognise(&format(0, "PCMU", "")), None);
    }
}
