//! Reading back a file this worker wrote, to copy its packets into another.

use std::path::Path;

use ffmpeg_next::format::{self, context::Input};
use ffmpeg_next::{Packet, Rational, codec};

use super::{Coded, Doing, MuxError};

/// The first stream of a file.
pub struct PacketSource {
    input: Input,
}

impl PacketSource {
    /// Of a file with one stream.
    pub fn open(path: &Path) -> Result<Self, MuxError> {
        let input = format::input(path).doing("open a media file")?;
        if input.streams().next().is_none() {
            return Err(MuxError::Missing("a stream in a media file"));
        }
        Ok(Self { input })
    }

    /// The next packet; `None` at the end.
    pub fn next_packet(&mut self) -> Result<Option<Coded>, MuxError> {
        let mut packet = Packet::empty();
        match packet.read(&mut self.input) {
            Ok(()) => Ok(Some(Coded { packet, time_base: self.time_base() })),
            Err(ffmpeg_next::Error::Eof) => Ok(None),
            Err(e) => Err(e).doing("read a packet"),
        }
    }

    pub(super) fn parameters(&self) -> codec::Parameters {
        self.input.streams().next().map(|stream| stream.parameters()).unwrap_or_default()
    }

    pub(super) fn time_base(&self) -> Rational {
        self.input.streams().next().map_or(super::MICROSECONDS, |stream| stream.time_base())
    }
}

impl Coded {
    /// Moves it to `by_us` later.
    pub fn delay(&mut self, by_us: i64) {
        use ffmpeg_next::Rescale;
        let by = by_us.rescale(super::MICROSECONDS, self.time_base);
        self.packet.set_pts(self.packet.pts().map(|pts| pts + by));
        self.packet.set_dts(self.packet.dts().map(|dts| dts + by));
    }

    /// When it is to be decoded, in microseconds.
    pub fn time_us(&self) -> i64 {
        use ffmpeg_next::Rescale;
        self.packet.dts().unwrap_or(0).rescale(self.time_base, super::MICROSECONDS)
    }
}
