//! Coded pictures to planes, planes to H.264.

use std::path::Path;

use ffmpeg_next::codec::context::Context;
use ffmpeg_next::codec::threading;
use ffmpeg_next::codec::{Flags, Parameters, decoder, encoder};
use ffmpeg_next::format::Pixel;
use ffmpeg_next::software::scaling;
use ffmpeg_next::{Dictionary, Packet, Rational, color, frame};
use recorder::payload::Size;
use sfu::media::Codec;

use super::{Coded, Doing, MuxError};

/// Larger pictures are not decoded: a hostile header could ask for gigabytes.
const PIXELS_MAX: u64 = 4096 * 4096;

/// Decodes one video track.
pub struct PictureDecoder {
    decoder: decoder::Video,
    codec: Codec,
}

/// A decoded picture.
pub struct Picture(frame::Video);

impl PictureDecoder {
    /// For a track of `codec`.
    pub fn new(codec: Codec, threads: usize) -> Result<Self, MuxError> {
        let (name, missing) = match codec {
            Codec::Vp8 => ("vp8", "a VP8 decoder"),
            Codec::Vp9 => ("vp9", "a VP9 decoder"),
            Codec::H264 => ("h264", "an H.264 decoder"),
            Codec::Av1 => ("libdav1d", "the dav1d decoder for AV1"),
            Codec::Opus => return Err(MuxError::Missing("pictures in Opus")),
        };
        let found = decoder::find_by_name(name).ok_or(MuxError::Missing(missing))?;
        let mut context = Context::new_with_codec(found);
        // Slices only: threads over frames would hold pictures back.
        context.set_threading(threading::Config { kind: threading::Type::Slice, count: threads, safe: true });
        context.set_flags(Flags::LOW_DELAY);
        let mut options = Dictionary::new();
        options.set("max_pixels", &PIXELS_MAX.to_string());
        let decoder = context.decoder().open_as_with(found, options).and_then(|opened| opened.video());
        Ok(Self { decoder: decoder.doing("open a video decoder")?, codec })
    }

    /// Decodes one frame as a track's log gives it. Several pictures can come of one frame
    /// with spatial layers: the last is the best. A frame that is no good is an error; the
    /// next keyframe may be fine.
    pub fn decode(&mut self, frame: &[u8]) -> Result<Option<Picture>, MuxError> {
        let mut packet = Packet::copy(frame);
        if self.codec == Codec::H264
            && let Some(data) = packet.data_mut()
        {
            lengths_to_start_codes(data);
        }
        self.decoder.send_packet(&packet).doing("decode a picture")?;
        let mut newest = None;
        loop {
            let mut picture = frame::Video::empty();
            if self.decoder.receive_frame(&mut picture).is_err() {
                return Ok(newest);
            }
            newest = Some(Picture(picture));
        }
    }
}

/// NAL units after their length become NAL units after a start code, which has the same
/// number of bytes.
fn lengths_to_start_codes(mut data: &mut [u8]) {
    while let Some((length, rest)) = data.split_first_chunk_mut::<4>() {
        let bytes = (u32::from_be_bytes(*length) as usize).min(rest.len());
        *length = [0, 0, 0, 1];
        data = &mut rest[bytes..];
    }
}

impl Picture {
    /// Its size.
    pub fn size(&self) -> Size {
        Size { width: self.0.width(), height: self.0.height() }
    }

    /// Whether its planes can be used as they are.
    fn is_plain(&self) -> bool {
        matches!(self.0.format(), Pixel::YUV420P) && self.0.color_range() != color::Range::JPEG
    }
}

/// A picture's three planes, 4:2:0, to be read.
#[derive(Clone, Copy)]
pub struct Planes<'a> {
    /// Luma and the two chromas, each with its stride.
    pub planes: [(&'a [u8], usize); 3],
}

/// Scales pictures to one size; remakes itself when their own size changes.
#[derive(Default)]
pub struct Scaler {
    context: Option<scaling::Context>,
    output: Option<frame::Video>,
}

impl Scaler {
    /// The planes of `picture` in `size`, copied and converted only if need be.
    pub fn scale<'a>(&'a mut self, picture: &'a Picture, size: Size) -> Result<Planes<'a>, MuxError> {
        if picture.is_plain() && picture.size() == size {
            return Ok(planes(&picture.0));
        }
        let (from, wanted) = (&picture.0, (size.width, size.height));
        let fits = |context: &scaling::Context| {
            let (input, output) = (context.input(), context.output());
            (input.format, input.width, input.height) == (from.format(), from.width(), from.height())
                && (output.width, output.height) == wanted
        };
        if !self.context.as_ref().is_some_and(fits) {
            let flags = scaling::Flags::BILINEAR;
            let (format, width, height) = (from.format(), from.width(), from.height());
            let context =
                scaling::Context::get(format, width, height, Pixel::YUV420P, wanted.0, wanted.1, flags);
            self.context = Some(context.doing("scale a picture")?);
            self.output = None;
        }
        let output = self.output.get_or_insert_with(|| frame::Video::new(Pixel::YUV420P, wanted.0, wanted.1));
        if let Some(context) = &mut self.context {
            context.run(from, output).doing("scale a picture")?;
        }
        Ok(planes(output))
    }
}

fn planes(frame: &frame::Video) -> Planes<'_> {
    Planes { planes: [0, 1, 2].map(|n| (frame.data(n), frame.stride(n))) }
}

/// The picture that is composed and encoded.
pub struct Canvas(frame::Video);

impl Canvas {
    /// A canvas of even width and height.
    pub fn new(size: Size) -> Self {
        let mut frame = frame::Video::new(Pixel::YUV420P, size.width, size.height);
        frame.set_color_range(color::Range::MPEG);
        Self(frame)
    }

    /// Its size.
    pub fn size(&self) -> Size {
        Size { width: self.0.width(), height: self.0.height() }
    }

    /// To be read.
    pub fn planes(&self) -> Planes<'_> {
        planes(&self.0)
    }

    /// Plane `n` and its stride, to be drawn on.
    pub fn plane_mut(&mut self, n: usize) -> (&mut [u8], usize) {
        let stride = self.0.stride(n);
        (self.0.data_mut(n), stride)
    }
}

/// How pictures are encoded.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// Pictures per second.
    pub fps: u32,
    /// Threads of the encoder.
    pub threads: usize,
}

/// What a picture of still people needs less of than the preset gives: a diamond search, one
/// step of subpixel refinement, every other picture bidirectional without pondering. Measured
/// on a calm composite: a third less processor time, 8 % more bytes, the same SSIM (24.8 dB).
const CHEAPER: &str = "me=dia:subme=1:bframes=1:b-adapt=0:weightp=0";

/// Codes canvases to H.264.
pub struct PictureEncoder {
    encoder: encoder::Video,
    time_base: Rational,
    sent: i64,
}

impl PictureEncoder {
    /// x264 at its `veryfast` preset and constant quality, a keyframe every two seconds;
    /// cheaper than VP8 on calm content. See [`CHEAPER`] for what differs from the preset.
    pub fn new(size: Size, encoding: Encoding) -> Result<Self, MuxError> {
        let codec = encoder::find_by_name("libx264").ok_or(MuxError::Missing("libx264"))?;
        let mut context = Context::new_with_codec(codec);
        context.set_threading(threading::Config {
            kind: threading::Type::Frame,
            count: encoding.threads,
            safe: true,
        });
        let fps = i32::try_from(encoding.fps.max(1)).unwrap_or(25);
        let mut encoder = context.encoder().video().doing("encode pictures")?;
        encoder.set_width(size.width);
        encoder.set_height(size.height);
        encoder.set_format(Pixel::YUV420P);
        encoder.set_time_base(Rational(1, fps));
        encoder.set_frame_rate(Some(Rational(fps, 1)));
        encoder.set_gop(encoding.fps * 2);
        encoder.set_colorspace(color::Space::BT709);
        encoder.set_color_range(color::Range::MPEG);
        encoder.set_flags(Flags::GLOBAL_HEADER);
        let mut options = Dictionary::new();
        options.set("preset", "veryfast");
        options.set("crf", "23");
        options.set("x264-params", CHEAPER);
        let encoder = encoder.open_as_with(codec, options).doing("encode pictures")?;
        Ok(Self { encoder, time_base: Rational(1, fps), sent: 0 })
    }

    /// Codes the canvas as the next picture.
    pub fn encode(&mut self, canvas: &mut Canvas) -> Result<Vec<Coded>, MuxError> {
        canvas.0.set_pts(Some(self.sent));
        self.sent += 1;
        self.encoder.send_frame(&canvas.0).doing("encode a picture")?;
        self.receive()
    }

    /// The rest.
    pub fn finish(&mut self) -> Result<Vec<Coded>, MuxError> {
        self.encoder.send_eof().doing("encode the last picture")?;
        self.receive()
    }

    pub(super) fn parameters(&self) -> Parameters {
        Parameters::from(&*self.encoder)
    }

    pub(super) fn time_base(&self) -> Rational {
        self.time_base
    }

    fn receive(&mut self) -> Result<Vec<Coded>, MuxError> {
        let mut coded = Vec::new();
        loop {
            let mut packet = Packet::empty();
            match self.encoder.receive_packet(&mut packet) {
                Ok(()) => {
                    packet.set_duration(1);
                    coded.push(Coded { packet, time_base: self.time_base });
                }
                Err(ffmpeg_next::Error::Eof | ffmpeg_next::Error::Other { .. }) => return Ok(coded),
                Err(e) => return Err(e).doing("encode a picture"),
            }
        }
    }
}

/// Writes a canvas as a JPEG file.
pub fn write_jpeg(canvas: &Canvas, path: &Path) -> Result<(), MuxError> {
    let codec = encoder::find_by_name("mjpeg").ok_or(MuxError::Missing("a JPEG encoder"))?;
    let size = canvas.size();
    let mut encoder = Context::new_with_codec(codec).encoder().video().doing("encode a JPEG")?;
    encoder.set_width(size.width);
    encoder.set_height(size.height);
    encoder.set_format(Pixel::YUVJ420P);
    encoder.set_time_base(Rational(1, 1));
    let mut encoder = encoder.open_as(codec).doing("encode a JPEG")?;
    let mut full = frame::Video::new(Pixel::YUVJ420P, size.width, size.height);
    let flags = scaling::Flags::BILINEAR;
    scaling::Context::get(
        Pixel::YUV420P,
        size.width,
        size.height,
        Pixel::YUVJ420P,
        size.width,
        size.height,
        flags,
    )
    .and_then(|mut context| context.run(&canvas.0, &mut full))
    .doing("convert a picture")?;
    full.set_pts(Some(0));
    encoder.send_frame(&full).and_then(|()| encoder.send_eof()).doing("encode a JPEG")?;
    let mut packet = Packet::empty();
    encoder.receive_packet(&mut packet).doing("encode a JPEG")?;
    let io = |e: std::io::Error| ffmpeg_next::Error::Other { errno: e.raw_os_error().unwrap_or(5) };
    std::fs::write(path, packet.data().unwrap_or_default()).map_err(io).doing("write a JPEG")
}
