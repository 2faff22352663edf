//! Certified and redacted copies of sealed bundles.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use recorder::bundle::copy::{self, CopyOrder};
use recorder::bundle::manifest::Manifest;
use recorder::bundle::seal::SealError;
use recorder::spec::RecordingId;
use recorder::time::Utc;
use recorder::vault::KeptBundle;
use tracing::error;

use super::{Recordings, SOFTWARE};
use crate::session::id::random_id;

random_id!(
    /// One copy of a bundle.
    CopyId
);

impl Recordings {
    /// Makes a copy. It is whole in its place, or not there.
    ///
    /// # Errors
    /// [`SealError`] if the bundle is not sealed, has not what is to be withheld, or the disk
    /// refuses.
    pub async fn make_copy(
        self: &Arc<Self>,
        recording: RecordingId,
        id: CopyId,
        order: CopyOrder,
    ) -> Result<Manifest, SealError> {
        let this = Arc::clone(self);
        let made = tokio::task::spawn_blocking(move || {
            let (original, place) = (this.bundle(recording), this.copy_folder(recording, id));
            let part = place.with_extension("part");
            let now = Utc(this.clock.now().0);
            let manifest = copy::copy(&original, &part, &order, &this.signing_key, SOFTWARE, now);
            let renamed = manifest.and_then(|manifest| match std::fs::rename(&part, &place) {
                Ok(()) => Ok(manifest),
                Err(source) => Err(SealError::File { path: place.clone(), source }),
            });
            match &renamed {
                Ok(_) => this.put_away(recording, &place),
                Err(_) => drop(std::fs::remove_dir_all(&part)),
            }
            renamed
        });
        made.await.unwrap_or_else(|panic| Err(SealError::Form(format!("a copy, not a panic: {panic}"))))
    }

    /// A copy that was made can be had, encrypted or not: it is tried again at the next start.
    fn put_away(&self, recording: RecordingId, copy: &Path) {
        if let Err(error) = self.vault.put_away(recording, copy) {
            error!(recording.id = %recording, %error, "a copy is not encrypted yet");
        }
        self.finished.notify_one();
    }

    /// A copy, to be read.
    pub fn copy(&self, recording: RecordingId, id: CopyId) -> KeptBundle {
        self.vault.copy(recording, &id.to_string())
    }

    /// Where a copy is made, and its manifest stays.
    pub fn copy_folder(&self, recording: RecordingId, id: CopyId) -> PathBuf {
        copy::copies_beside(&self.finaliser.bundle_of(recording)).join(id.to_string())
    }
}
