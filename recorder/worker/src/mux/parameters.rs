//! Stream parameters that FFmpeg has no safe setters for: the one place with unsafe code.
#![expect(unsafe_code, reason = "codec parameters of a copied stream have no safe setters")]

use ffmpeg_next::codec::{self, Parameters};
use ffmpeg_next::{ffi, media};
use recorder::payload::Size;

/// Parameters of a video stream that is copied, not coded here.
pub fn video(id: codec::Id, size: Size, extradata: &[u8]) -> Parameters {
    let mut parameters = Parameters::new();
    parameters.set_medium(media::Type::Video);
    parameters.set_id(id);
    // SAFETY: `as_mut_ptr` points to the AVCodecParameters that `parameters` owns; the
    // fields are plain integers.
    unsafe {
        let raw = parameters.as_mut_ptr();
        (*raw).width = i32::try_from(size.width).unwrap_or(i32::MAX);
        (*raw).height = i32::try_from(size.height).unwrap_or(i32::MAX);
        (*raw).format = ffi::AVPixelFormat::AV_PIX_FMT_YUV420P as i32;
    }
    set_extradata(&mut parameters, extradata);
    parameters
}

/// Parameters of an Opus stream that is copied: 48 kHz, two channels as browsers offer it.
pub fn opus() -> Parameters {
    // RFC 7845 §5.1. Pre-skip 0: the times are those of the recording, nothing is to be cut.
    const OPUS_HEAD: [u8; 19] = *b"OpusHead\x01\x02\0\0\x80\xbb\0\0\0\0\0";
    let mut parameters = Parameters::new();
    parameters.set_medium(media::Type::Audio);
    parameters.set_id(codec::Id::OPUS);
    // SAFETY: as above.
    unsafe {
        let raw = parameters.as_mut_ptr();
        (*raw).sample_rate = 48_000;
        (*raw).format = ffi::AVSampleFormat::AV_SAMPLE_FMT_FLTP as i32;
        ffi::av_channel_layout_default(&raw mut (*raw).ch_layout, 2);
    }
    set_extradata(&mut parameters, &OPUS_HEAD);
    parameters
}

fn set_extradata(parameters: &mut Parameters, extradata: &[u8]) {
    if extradata.is_empty() {
        return;
    }
    let padded = extradata.len() + ffi::AV_INPUT_BUFFER_PADDING_SIZE as usize;
    // SAFETY: `av_mallocz` gives `padded` zeroed bytes or null; the first `extradata.len()`
    // are written; ownership goes to `parameters`, whose destructor frees them with
    // `av_free`, as FFmpeg's documentation of the field asks.
    unsafe {
        let bytes = ffi::av_mallocz(padded).cast::<u8>();
        if bytes.is_null() {
            return;
        }
        std::ptr::copy_nonoverlapping(extradata.as_ptr(), bytes, extradata.len());
        let raw = parameters.as_mut_ptr();
        (*raw).extradata = bytes;
        (*raw).extradata_size = i32::try_from(extradata.len()).unwrap_or(0);
    }
}
