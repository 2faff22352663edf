//! Writing Matroska, `WebM` and MP4.

use std::path::Path;

use ffmpeg_next::format::context::Output;
use ffmpeg_next::{Dictionary, Rational, codec, format};
use recorder::payload::Size;
use sfu::media::Codec;

use super::picture::PictureEncoder;
use super::reading::PacketSource;
use super::sound::SoundEncoder;
use super::{Coded, Doing, MICROSECONDS, MuxError, parameters};

/// The kinds of file that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `.mkv`, `.mka`: takes everything.
    Matroska,
    /// `.webm`: VP8, VP9, AV1 and Opus.
    WebM,
    /// `.mp4`, `.m4a`, index first, so that a browser can seek before it has all of it.
    Mp4,
}

/// A file being written.
pub struct Container {
    output: Output,
    form: Form,
    streams: usize,
    last: Vec<i64>,
}

impl Container {
    /// An empty file at `path`, which is replaced if it exists.
    pub fn create(path: &Path, form: Form) -> Result<Self, MuxError> {
        let name = match form {
            Form::Matroska => "matroska",
            Form::WebM => "webm",
            Form::Mp4 => "mp4",
        };
        let output = format::output_as(path, name).doing("create a media file")?;
        Ok(Self { output, form, streams: 0, last: Vec::new() })
    }

    /// Adds a video stream that is copied frame by frame. `extradata` is what its codec
    /// needs beside the frames, if anything.
    pub fn add_video(&mut self, codec: Codec, size: Size, extradata: &[u8]) -> Result<usize, MuxError> {
        let id = match codec {
            Codec::Vp8 => codec::Id::VP8,
            Codec::Vp9 => codec::Id::VP9,
            Codec::H264 => codec::Id::H264,
            Codec::Av1 => codec::Id::AV1,
            Codec::Opus => return Err(MuxError::Missing("pictures in Opus")),
        };
        self.add(parameters::video(id, size, extradata), MICROSECONDS)
    }

    /// Adds an Opus stream that is copied packet by packet.
    pub fn add_opus(&mut self) -> Result<usize, MuxError> {
        self.add(parameters::opus(), Rational(1, 48_000))
    }

    /// Adds the stream of an encoder.
    pub fn add_pictures(&mut self, encoder: &PictureEncoder) -> Result<usize, MuxError> {
        let time_base = encoder.time_base();
        self.add(encoder.parameters(), time_base)
    }

    /// Adds the stream of an encoder.
    pub fn add_sound(&mut self, encoder: &SoundEncoder) -> Result<usize, MuxError> {
        self.add(encoder.parameters(), Rational(1, 48_000))
    }

    /// Adds the stream of another file.
    pub fn add_from(&mut self, source: &PacketSource) -> Result<usize, MuxError> {
        self.add(source.parameters(), source.time_base())
    }

    /// Names a stream for players that offer a choice.
    pub fn name_stream(&mut self, stream: usize, title: &str) {
        let mut metadata = Dictionary::new();
        metadata.set("title", title);
        if let Some(mut stream) = self.output.stream_mut(stream) {
            stream.set_metadata(metadata);
        }
    }

    /// Marks a moment by name. Before [`Container::begin`].
    pub fn add_chapter(&mut self, id: i64, from_us: i64, to_us: i64, title: &str) -> Result<(), MuxError> {
        let chapter = self.output.add_chapter(id, MICROSECONDS, from_us, to_us, title);
        chapter.map(drop).doing("add a chapter")
    }

    /// Writes the head; all streams must be there.
    pub fn begin(&mut self, title: &str) -> Result<(), MuxError> {
        let mut metadata = Dictionary::new();
        metadata.set("title", title);
        self.output.set_metadata(metadata);
        let mut options = Dictionary::new();
        if self.form == Form::Mp4 {
            options.set("movflags", "+faststart");
        } else {
            // No random ids or dates: the same log gives the same file.
            options.set("fflags", "+bitexact");
        }
        self.output.write_header_with(options).map(drop).doing("write a file's head")
    }

    /// Writes one packet. Times that go back, which players refuse, are moved up.
    pub fn write(&mut self, stream: usize, coded: Coded) -> Result<(), MuxError> {
        let Coded { mut packet, time_base } = coded;
        let Some(into) = self.output.stream(stream).map(|stream| stream.time_base()) else {
            return Err(MuxError::Missing("a stream of that number"));
        };
        packet.rescale_ts(time_base, into);
        let dts = packet.dts().unwrap_or(0).max(self.last[stream] + 1);
        self.last[stream] = dts;
        packet.set_dts(Some(dts));
        packet.set_pts(packet.pts().map(|pts| pts.max(dts)));
        packet.set_stream(stream);
        packet.set_position(-1);
        if self.streams == 1 {
            packet.write(&mut self.output).map(drop).doing("write a packet")
        } else {
            packet.write_interleaved(&mut self.output).doing("write a packet")
        }
    }

    /// Writes the tail: duration, index.
    pub fn finish(mut self) -> Result<(), MuxError> {
        self.output.write_trailer().doing("write a file's tail")
    }

    fn add(&mut self, parameters: codec::Parameters, time_base: Rational) -> Result<usize, MuxError> {
        let mut stream = self.output.add_stream(None::<ffmpeg_next::Codec>).doing("add a stream")?;
        stream.set_parameters(parameters);
        stream.set_time_base(time_base);
        let index = self.streams;
        self.streams += 1;
        self.last.push(i64::MIN / 2);
        Ok(index)
    }
}
