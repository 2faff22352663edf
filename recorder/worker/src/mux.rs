//! FFmpeg, behind types of our own. The only module that names it, and the only one with
//! unsafe code (in [`parameters`]).

pub mod container;
mod parameters;
pub mod picture;
pub mod reading;
pub mod sound;
pub mod text;

use thiserror::Error;

/// Why FFmpeg did not do what was asked.
#[derive(Debug, Error)]
pub enum MuxError {
    /// This build of it lacks something.
    #[error("expected FFmpeg to have {0}")]
    Missing(&'static str),
    /// It refused.
    #[error("expected FFmpeg to {doing}")]
    Failed {
        /// What it was asked to do.
        doing: &'static str,
        /// Its answer.
        #[source]
        source: ffmpeg_next::Error,
    },
}

/// Gives an error of FFmpeg its context.
trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, MuxError>;
}

impl<T> Doing<T> for Result<T, ffmpeg_next::Error> {
    fn doing(self, doing: &'static str) -> Result<T, MuxError> {
        self.map_err(|source| MuxError::Failed { doing, source })
    }
}

/// Starts FFmpeg up; it must not print into the progress lines.
pub fn init() -> Result<(), MuxError> {
    ffmpeg_next::init().doing("start")?;
    ffmpeg_next::log::set_level(ffmpeg_next::log::Level::Quiet);
    Ok(())
}

/// One coded packet on its way into a container.
#[derive(Clone)]
pub struct Coded {
    packet: ffmpeg_next::Packet,
    /// Units of its time stamps, in seconds.
    time_base: ffmpeg_next::Rational,
}

/// Microseconds, the unit of all times that cross this module's border.
const MICROSECONDS: ffmpeg_next::Rational = ffmpeg_next::Rational(1, 1_000_000);

impl Coded {
    /// A frame that somebody else coded, shown at `time_us` for `duration_us`.
    pub fn copy(data: &[u8], time_us: i64, duration_us: i64, keyframe: bool) -> Self {
        let mut packet = ffmpeg_next::Packet::copy(data);
        packet.set_pts(Some(time_us));
        packet.set_dts(Some(time_us));
        packet.set_duration(duration_us);
        if keyframe {
            packet.set_flags(ffmpeg_next::packet::Flags::KEY);
        }
        Self { packet, time_base: MICROSECONDS }
    }
}
