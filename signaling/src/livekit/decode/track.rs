//! Tracks as their publishers declare them.

use sfu::media::{Codec, MediaKind, Source};

use super::super::bounded::{self, Checked, bad, list, name, pixels, word};
use super::super::limits::{CID_BYTES, CODECS, LAYERS, MID_BYTES};
use super::super::proto::{self, AudioTrackFeature, TrackType, encryption};
use super::super::request::{AddTrack, OfferedCodec, Request};
use super::super::track::{Encryption, TrackLayer};
use super::quality;

/// A track about to be published.
pub fn add_track(value: proto::AddTrackRequest) -> Checked<AddTrack> {
    let features = Features::of(&value.audio_features);
    let codecs = list("simulcast_codecs", value.simulcast_codecs, CODECS)?;
    let sid = Some(value.sid).filter(|sid| !sid.is_empty());
    Ok(AddTrack {
        kind: kind(value.r#type)?,
        source: source(value.source),
        cid: cid(value.cid)?,
        name: name("name", value.name)?,
        muted: value.muted,
        width: pixels("width", value.width)?,
        height: pixels("height", value.height)?,
        layers: layers(value.layers)?,
        codecs: codecs.into_iter().map(offered_codec).collect::<Checked<_>>()?,
        sid: sid.map(|sid| bounded::track("sid", &sid)).transpose()?,
        stereo: value.stereo || features.stereo,
        dtx: !(value.disable_dtx || features.no_dtx),
        red: !value.disable_red,
        stream: name("stream", value.stream)?,
        encryption: encryption(value.encryption)?,
    })
}

/// Features of a published audio track that changed.
pub fn update_audio(value: &proto::UpdateLocalAudioTrack) -> Checked<Request> {
    let features = Features::of(&value.features);
    let track = bounded::track("track_sid", &value.track_sid)?;
    Ok(Request::UpdateAudioTrack { track, stereo: features.stereo, dtx: !features.no_dtx })
}

/// The size of a published video track that changed.
pub fn update_video(value: &proto::UpdateLocalVideoTrack) -> Checked<Request> {
    Ok(Request::UpdateVideoTrack {
        track: bounded::track("track_sid", &value.track_sid)?,
        width: pixels("width", value.width)?,
        height: pixels("height", value.height)?,
    })
}

/// The client's own id of a media track.
pub fn cid(value: String) -> Checked<String> {
    let cid = word("cid", value, CID_BYTES)?;
    if cid.is_empty() { bad("cid", "an id") } else { Ok(cid) }
}

struct Features {
    stereo: bool,
    no_dtx: bool,
}

impl Features {
    fn of(values: &[i32]) -> Self {
        let has = |feature: AudioTrackFeature| values.contains(&(feature as i32));
        Self { stereo: has(AudioTrackFeature::TfStereo), no_dtx: has(AudioTrackFeature::TfNoDtx) }
    }
}

fn kind(value: i32) -> Checked<MediaKind> {
    match TrackType::try_from(value) {
        Ok(TrackType::Audio) => Ok(MediaKind::Audio),
        Ok(TrackType::Video) => Ok(MediaKind::Video),
        Ok(TrackType::Data) | Err(_) => bad("type", "audio or video"),
    }
}

/// A source we do not know is as good as none.
fn source(value: i32) -> Source {
    match proto::TrackSource::try_from(value) {
        Ok(proto::TrackSource::Camera) => Source::Camera,
        Ok(proto::TrackSource::Microphone) => Source::Microphone,
        Ok(proto::TrackSource::ScreenShare) => Source::ScreenShare,
        Ok(proto::TrackSource::ScreenShareAudio) => Source::ScreenShareAudio,
        Ok(proto::TrackSource::Unknown) | Err(_) => Source::Unknown,
    }
}

fn layers(values: Vec<proto::VideoLayer>) -> Checked<Vec<TrackLayer>> {
    list("layers", values, LAYERS)?.into_iter().map(layer).collect()
}

fn layer(value: proto::VideoLayer) -> Checked<TrackLayer> {
    Ok(TrackLayer {
        quality: quality(value.quality)?,
        width: pixels("width", value.width)?,
        height: pixels("height", value.height)?,
        bitrate_bps: value.bitrate,
        rid: word("rid", value.rid, MID_BYTES)?,
    })
}

fn offered_codec(value: proto::SimulcastCodec) -> Checked<OfferedCodec> {
    let codec = codec(&name("codec", value.codec)?);
    Ok(OfferedCodec { codec, cid: word("cid", value.cid, CID_BYTES)? })
}

/// `vp8` or `video/VP8`: clients write both.
fn codec(value: &str) -> Option<Codec> {
    let short = value.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    match short.as_str() {
        "opus" | "red" => Some(Codec::Opus),
        "vp8" => Some(Codec::Vp8),
        "vp9" => Some(Codec::Vp9),
        "h264" => Some(Codec::H264),
        "av1" => Some(Codec::Av1),
        _ => None,
    }
}

fn encryption(value: i32) -> Checked<Encryption> {
    match encryption::Type::try_from(value) {
        Ok(encryption::Type::None) => Ok(Encryption::None),
        Ok(encryption::Type::Gcm) => Ok(Encryption::Gcm),
        Ok(encryption::Type::Custom) => Ok(Encryption::Custom),
        Err(_) => bad("encryption", "a known kind of encryption"),
    }
}
