//! Tracks.

use sfu::media::MediaKind;

use super::super::proto::{self, AudioTrackFeature, encryption};
use super::super::track::{Encryption, TrackLayer, TrackView};
use super::participant::source;
use super::quality;

/// A track, with its codec listed once it is known: publishers switch to the first one listed.
pub fn track(value: TrackView) -> proto::TrackInfo {
    let layers: Vec<_> = value.layers.iter().enumerate().map(|(step, value)| layer(step, value)).collect();
    let mime_type = value.codec.map(|codec| codec.mime_type().to_owned()).unwrap_or_default();
    let codecs = value.codec.iter().map(|_| proto::SimulcastCodecInfo {
        mime_type: mime_type.clone(),
        mid: value.mid.clone(),
        cid: value.cid.clone(),
        layers: layers.clone(),
    });
    proto::TrackInfo {
        codecs: codecs.collect(),
        sid: value.sid.to_string(),
        r#type: kind(value.kind).into(),
        muted: value.muted,
        width: value.width,
        height: value.height,
        simulcast: value.simulcast,
        disable_dtx: !value.dtx,
        source: source(value.source).into(),
        stereo: value.stereo,
        disable_red: !value.red,
        encryption: encryption(value.encryption).into(),
        audio_features: features(&value),
        name: value.name,
        mid: value.mid,
        stream: value.stream,
        layers,
        mime_type,
    }
}

fn layer(step: usize, value: &TrackLayer) -> proto::VideoLayer {
    proto::VideoLayer {
        quality: quality(value.quality).into(),
        width: value.width,
        height: value.height,
        bitrate: value.bitrate_bps,
        ssrc: 0,
        spatial_layer: i32::try_from(step).unwrap_or(i32::MAX),
        rid: value.rid.clone(),
    }
}

fn features(value: &TrackView) -> Vec<i32> {
    let audio = value.kind == MediaKind::Audio;
    let stereo = (audio && value.stereo).then_some(AudioTrackFeature::TfStereo.into());
    let no_dtx = (audio && !value.dtx).then_some(AudioTrackFeature::TfNoDtx.into());
    stereo.into_iter().chain(no_dtx).collect()
}

fn kind(value: MediaKind) -> proto::TrackType {
    match value {
        MediaKind::Audio => proto::TrackType::Audio,
        MediaKind::Video => proto::TrackType::Video,
    }
}

fn encryption(value: Encryption) -> encryption::Type {
    match value {
        Encryption::None => encryption::Type::None,
        Encryption::Gcm => encryption::Type::Gcm,
        Encryption::Custom => encryption::Type::Custom,
    }
}
