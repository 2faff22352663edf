//! Which track is being decoded right now, in a file: if a bitstream kills the decoder, and
//! so this process, the next run knows whose it was.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The file.
pub struct Touching(File);

const NOBODY: u32 = u32::MAX;

impl Touching {
    /// Opens it, and gives the track that was being decoded when the last run died.
    pub fn open(path: &Path) -> io::Result<(Self, Option<u32>)> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = [0xff; 4];
        let read = file.read_at(&mut bytes, 0)?;
        let log = if read == 4 { u32::from_le_bytes(bytes) } else { NOBODY };
        let touching = Self(file);
        touching.clear()?;
        Ok((touching, (log != NOBODY).then_some(log)))
    }

    /// The track with this log is about to be decoded.
    pub fn touch(&self, log: u32) -> io::Result<()> {
        self.0.write_all_at(&log.to_le_bytes(), 0)
    }

    /// Nothing is being decoded.
    pub fn clear(&self) -> io::Result<()> {
        self.touch(NOBODY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_run_learns_whose_bitstream_was_being_decoded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("touching");
        let (touching, before) = Touching::open(&path).unwrap();
        assert_eq!(before, None);
        touching.touch(7).unwrap();
        drop(touching);
        assert_eq!(Touching::open(&path).unwrap().1, Some(7));
        assert_eq!(Touching::open(&path).unwrap().1, None, "told once");
    }
}
