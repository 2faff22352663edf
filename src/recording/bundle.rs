//! What a sealed bundle holds, as the store and the API know it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::session::Timestamp;

/// What a sealed bundle holds.
#[derive(Clone, Debug)]
pub struct SealedBundle {
    /// When the recording began, by its own account.
    pub began: Timestamp,
    /// Its length in microseconds.
    pub duration_us: u64,
    /// Its files.
    pub files: Vec<BundleFile>,
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Relative to the bundle, with `/`.
    pub path: String,
    /// Length.
    pub bytes: u64,
    /// Of the whole file, in hexadecimal digits.
    pub sha256: String,
}

/// What a file of a bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Everybody in one picture and one sound.
    Composite,
    /// The sound of one person, or of all.
    Sound,
    /// The picture of one person.
    Picture,
    /// What was written, and what happened.
    Text,
    /// What proves the rest: manifest, signature, checkpoints.
    Proof,
    /// What a player needs.
    Player,
}

impl BundleFile {
    /// By its place in the bundle.
    pub fn kind(&self) -> FileKind {
        match self.path.as_str() {
            "composite.mp4" => FileKind::Composite,
            path if path.starts_with("audio/") => FileKind::Sound,
            path if path.starts_with("tracks/") => FileKind::Picture,
            path if path.starts_with("integrity/") || path.starts_with("manifest.") => FileKind::Proof,
            path if path.starts_with("thumbnails.") || path == "viewer.html" => FileKind::Player,
            _ => FileKind::Text,
        }
    }

    /// By its extension.
    pub fn media_type(&self) -> &'static str {
        match self.path.rsplit('.').next().unwrap_or_default() {
            "mp4" => "video/mp4",
            "mkv" => "video/x-matroska",
            "webm" => "audio/webm",
            "mka" => "audio/x-matroska",
            "m4a" => "audio/mp4",
            "jpg" => "image/jpeg",
            "json" => "application/json",
            "jsonl" => "application/jsonl",
            "vtt" => "text/vtt; charset=utf-8",
            "html" => "text/html; charset=utf-8",
            "jws" => "application/jose",
            "tsr" => "application/timestamp-reply",
            _ => "application/octet-stream",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_place_in_the_bundle() {
        let file = |path: &str| BundleFile { path: path.into(), bytes: 0, sha256: String::new() };
        assert_eq!(file("composite.mp4").kind(), FileKind::Composite);
        assert_eq!(file("tracks/02-party-王申请-camera.mkv").kind(), FileKind::Picture);
        assert_eq!(file("manifest.jws").kind(), FileKind::Proof);
        assert_eq!(file("chat.json").media_type(), "application/json");
        assert_eq!(file("unheard.of").media_type(), "application/octet-stream");
    }
}
