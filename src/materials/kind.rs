//! What a file is, by its first bytes. What its sender calls it does not count.

/// The kinds of files that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// MP4, MOV and M4A: told apart by nothing a player needs.
    Mp4,
    /// Matroska and its kind for the web.
    Webm,
    /// MP3.
    Mp3,
    /// WAV.
    Wav,
    /// Ogg.
    Ogg,
    /// Office documents, and other archives: never opened here.
    Zip,
    /// Office documents of before 2007.
    Ole,
    /// Text in UTF-8.
    Text,
}

impl MediaKind {
    /// The kind of a file that begins with `head`, if it is one that is taken.
    pub fn of(head: &[u8], is_text: bool) -> Option<Self> {
        let riff = |form: &[u8]| head.starts_with(b"RIFF") && head.get(8..12) == Some(form);
        let kinds: [(bool, Self); 11] = [
            (head.starts_with(b"%PDF-"), Self::Pdf),
            (head.starts_with(b"\x89PNG\r\n\x1a\n"), Self::Png),
            (head.starts_with(b"\xff\xd8\xff"), Self::Jpeg),
            (riff(b"WEBP"), Self::Webp),
            (riff(b"WAVE"), Self::Wav),
            (head.get(4..8) == Some(b"ftyp"), Self::Mp4),
            (head.starts_with(b"\x1a\x45\xdf\xa3"), Self::Webm),
            (head.starts_with(b"ID3") || head.starts_with(b"\xff\xfb"), Self::Mp3),
            (head.starts_with(b"OggS"), Self::Ogg),
            (head.starts_with(b"PK\x03\x04"), Self::Zip),
            (head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Self::Ole),
        ];
        let known = kinds.into_iter().find_map(|(is, kind)| is.then_some(kind));
        known.or_else(|| (is_text && !head.is_empty()).then_some(Self::Text))
    }

    /// What it is served as. Text is plain, whatever is in it: HTML and SVG never run.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
            Self::Ogg => "audio/ogg",
            Self::Zip => "application/zip",
            Self::Ole => "application/x-ole-storage",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The kind a media type stands for; one of ours.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let all = [
            Self::Pdf,
            Self::Png,
            Self::Jpeg,
            Self::Webp,
            Self::Mp4,
            Self::Webm,
            Self::Mp3,
            Self::Wav,
            Self::Ogg,
            Self::Zip,
            Self::Ole,
            Self::Text,
        ];
        all.into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// Whether a browser may show it here; everything else is only kept.
    pub fn can_be_shown(self) -> bool {
        !matches!(self, Self::Zip | Self::Ole)
    }
}

/// Whether what came so far is text in UTF-8 without control characters.
#[derive(Debug, Default)]
pub struct Text {
    open: Vec<u8>,
    broken: bool,
}

impl Text {
    /// Takes the next piece; a character may be cut between two.
    pub fn take(&mut self, piece: &[u8]) {
        if self.broken {
            return;
        }
        self.open.extend_from_slice(piece);
        let valid = match std::str::from_utf8(&self.open) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => {
                self.broken = true;
                return;
            }
        };
        let control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
        self.broken = self.open[..valid].iter().any(control);
        self.open.drain(..valid);
    }

    /// Whether all of it was text.
    pub fn is_text(&self) -> bool {
        !self.broken && self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(bytes: &[u8]) -> Option<MediaKind> {
        let mut text = Text::default();
        text.take(bytes);
        MediaKind::of(bytes, text.is_text())
    }

    /// proves: S10
    #[test]
    fn markup_and_scripts_are_plain_text_and_programs_are_refused() {
        assert_eq!(kind(b"<svg onload=alert(1)>"), Some(MediaKind::Text));
        assert_eq!(MediaKind::Text.media_type(), "text/plain; charset=utf-8");
        assert_eq!(kind(b"MZ\x90\0\x03"), None);
        assert_eq!(kind(b"\x7fELF\x02"), None);
        assert_eq!(kind(b""), None);
    }

    #[test]
    fn a_character_cut_between_two_pieces_is_still_text() {
        let mut text = Text::default();
        let bytes = "和庭".as_bytes();
        text.take(&bytes[..4]);
        assert!(!text.is_text());
        text.take(&bytes[4..]);
        assert!(text.is_text());
    }

    proptest! {
        #[test]
        fn no_content_panics_and_every_kind_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Some(kind) = kind(&bytes) {
                prop_assert_eq!(MediaKind::of_media_type(kind.media_type()), Some(kind));
            }
        }
    }
}
