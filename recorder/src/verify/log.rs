//! Checks the log of a recording: every checkpoint's signature, every segment's place in its
//! chain, every block's CRC, and that nothing a checkpoint promised is missing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{Fault, Trust};
use crate::digest::{Hasher, Sha256};
use crate::key::VerifyingKey;
use crate::log::checkpoint::{Checkpoint, Head};
use crate::log::folder::{RecordingFolder, SegmentName};
use crate::log::reader::{self, Listing};
use crate::log::segment::{Blocks, HEADER_BYTES, SegmentHeader};
use crate::spec::{RecordingId, RecordingSpec};

/// A log in which nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundLog {
    /// Which recording.
    pub recording: RecordingId,
    /// Who signed it.
    pub signer: VerifyingKey,
    /// Whether it was closed, or recovered, so that its end is signed too.
    pub closed: bool,
    /// Signed checkpoints.
    pub checkpoints: u64,
    /// In all segments.
    pub bytes: u64,
    /// Written after the last checkpoint: sound in itself, but nobody signed for it.
    pub unsigned_bytes: u64,
    /// Every segment with its length and hash, in order.
    pub segments: Vec<SoundSegment>,
}

/// A segment in which nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundSegment {
    /// Which.
    pub name: SegmentName,
    /// Length.
    pub bytes: u64,
    /// Of the whole file.
    pub sha256: Sha256,
}

/// Checks the recording in `folder`.
pub fn log(folder: &Path, trust: Trust) -> Result<SoundLog, Fault> {
    let folder = RecordingFolder::at(folder);
    let spec_bytes = read(&folder.spec(), SPEC)?;
    let spec: RecordingSpec = serde_json::from_slice(&spec_bytes)
        .map_err(|e| Fault::new(SPEC, format!("expected a recording's description: {e}")))?;
    let statements = Statements::read(&folder, &spec_bytes, spec.id, trust)?;
    let listing = reader::list(&folder).map_err(|e| Fault::new(LOG, e.to_string()))?;
    statements.check_listing(&listing)?;
    let mut sound = SoundLog {
        recording: spec.id,
        signer: statements.signer,
        closed: statements.closed(),
        checkpoints: statements.all.len() as u64,
        bytes: 0,
        unsigned_bytes: 0,
        segments: Vec::new(),
    };
    for (name, complete) in listing.segments {
        let previous = sound.segments.last().filter(|last| last.name.log == name.log);
        let segment = statements.check_segment(&folder, name, complete, previous)?;
        sound.bytes += segment.bytes;
        sound.unsigned_bytes += segment.bytes - statements.signed_bytes(name).min(segment.bytes);
        sound.segments.push(segment);
    }
    Ok(sound)
}

const SPEC: &str = "recording.json";
const CHECKPOINTS: &str = "checkpoints.jsonl";
const LOG: &str = "log";

/// Everything that was signed.
struct Statements {
    recording: RecordingId,
    signer: VerifyingKey,
    all: Vec<Checkpoint>,
    /// Promised lengths and hashes of every segment, by length.
    heads: BTreeMap<SegmentName, BTreeMap<u64, Sha256>>,
}

impl Statements {
    fn read(
        folder: &RecordingFolder,
        spec: &[u8],
        recording: RecordingId,
        trust: Trust,
    ) -> Result<Self, Fault> {
        let bytes = read(&folder.checkpoints(), CHECKPOINTS)?;
        let text = String::from_utf8(bytes)
            .map_err(|e| Fault::new(CHECKPOINTS, "expected text").at(e.utf8_error().valid_up_to() as u64))?;
        let mut statements: Option<Self> = None;
        let (mut previous, mut next) = (Sha256::of(spec), 0);
        for (sequence, line) in (0..).zip(text.split_inclusive('\n')) {
            let offset = next;
            let fault = |what: String| Fault::new(CHECKPOINTS, what).at(offset);
            let line = line.strip_suffix('\n').ok_or_else(|| fault("expected a whole last line".into()))?;
            let first_signer = statements.as_ref().map(|statements| statements.signer);
            let pinned = first_signer.as_ref().or(trust.pinned());
            let (checkpoint, signer) =
                Checkpoint::from_line(line, pinned).map_err(|e| fault(e.to_string()))?;
            let expected = (recording, sequence, previous);
            if (checkpoint.recording, checkpoint.sequence, checkpoint.previous) != expected {
                let what =
                    format!("expected checkpoint {sequence} of {recording} and its predecessor's hash");
                return Err(fault(what));
            }
            previous = Sha256::of(line.as_bytes());
            next += line.len() as u64 + 1;
            statements
                .get_or_insert(Self { recording, signer, all: Vec::new(), heads: BTreeMap::new() })
                .add(checkpoint)
                .map_err(fault)?;
        }
        statements.ok_or_else(|| Fault::new(CHECKPOINTS, "expected at least one checkpoint"))
    }

    fn add(&mut self, checkpoint: Checkpoint) -> Result<(), String> {
        for Head { log, segment, bytes, sha256 } in checkpoint.heads.iter().cloned() {
            let name = SegmentName { log, segment };
            let other = self.heads.entry(name).or_default().insert(bytes, sha256);
            if other.is_some_and(|other| other != sha256) {
                return Err(format!("expected one hash for {bytes} bytes of {name}, found two"));
            }
        }
        self.all.push(checkpoint);
        Ok(())
    }

    fn last(&self) -> &Checkpoint {
        self.all.last().expect("there is at least one checkpoint")
    }

    fn closed(&self) -> bool {
        self.last().last
    }

    fn signed_bytes(&self, name: SegmentName) -> u64 {
        let newest = self.last().heads.iter().find(|head| head.log == name.log);
        match newest {
            Some(head) if name.segment < head.segment => u64::MAX,
            Some(head) if name.segment == head.segment => head.bytes,
            _ => 0,
        }
    }

    /// Whether exactly the files are there that should be.
    fn check_listing(&self, listing: &Listing) -> Result<(), Fault> {
        if let Some(name) = listing.foreign.first() {
            return Err(Fault::new(format!("{LOG}/{name}"), "expected nothing of this name"));
        }
        let mut expected: BTreeMap<u32, u32> = BTreeMap::new();
        for (name, _) in &listing.segments {
            let next = expected.entry(name.log).or_default();
            if name.segment != *next {
                let missing = SegmentName { log: name.log, segment: (*next).min(name.segment) };
                return Err(Fault::new(file_of(missing), "expected this segment once, in its chain"));
            }
            *next += 1;
        }
        for name in self.heads.keys() {
            if expected.get(&name.log).is_none_or(|next| name.segment >= *next) {
                return Err(Fault::new(file_of(*name), "expected this segment, a checkpoint signs for it"));
            }
        }
        if self.closed() { self.check_end(&expected) } else { Ok(()) }
    }

    /// Whether a closed log ends where its last checkpoint says.
    fn check_end(&self, segments: &BTreeMap<u32, u32>) -> Result<(), Fault> {
        for (log, next) in segments {
            let head = self.last().heads.iter().find(|head| head.log == *log);
            let end = head.map_or(0, |head| head.segment + 1);
            if end < *next {
                let name = SegmentName { log: *log, segment: end };
                return Err(Fault::new(file_of(name), "expected nothing after the recording's end"));
            }
        }
        Ok(())
    }

    fn check_segment(
        &self,
        folder: &RecordingFolder,
        name: SegmentName,
        complete: bool,
        previous: Option<&SoundSegment>,
    ) -> Result<SoundSegment, Fault> {
        if self.closed() && !complete {
            return Err(Fault::new(file_of(name), "expected a finished segment in a closed recording"));
        }
        let path = if complete { folder.segment(name) } else { folder.open_segment(name) };
        let bytes = reader::read_segment(&path).map_err(|e| Fault::new(file_of(name), e.to_string()))?;
        self.check_header(name, &bytes, previous)?;
        let mut blocks = Blocks::of(&bytes);
        if let Some(Err(e)) = blocks.by_ref().find(Result::is_err) {
            return Err(Fault::new(file_of(name), e.to_string()).at(blocks.offset() as u64));
        }
        let sha256 = self.check_heads(name, &bytes)?;
        Ok(SoundSegment { name, bytes: bytes.len() as u64, sha256 })
    }

    fn check_header(
        &self,
        name: SegmentName,
        bytes: &[u8],
        previous: Option<&SoundSegment>,
    ) -> Result<(), Fault> {
        let fault = |what: &str| Fault::new(file_of(name), what).at(0);
        let header = SegmentHeader::decode(bytes).map_err(|e| fault(&e.to_string()))?;
        if (header.recording, header.log, header.segment) != (self.recording, name.log, name.segment) {
            return Err(fault("expected the header of this segment of this recording"));
        }
        if header.previous != previous.map_or(Sha256::NONE, |previous| previous.sha256) {
            return Err(fault("expected the hash of the segment before it, which is not what it was"));
        }
        Ok(())
    }

    /// Whether the bytes hash to what every checkpoint promised at its length.
    fn check_heads(&self, name: SegmentName, bytes: &[u8]) -> Result<Sha256, Fault> {
        let mut hasher = Hasher::default();
        let mut hashed = 0;
        for (length, sha256) in self.heads.get(&name).into_iter().flatten() {
            let end = usize::try_from(*length).unwrap_or(usize::MAX);
            let Some(part) = bytes.get(hashed..end) else {
                let what = format!("expected {length} signed bytes, found {}", bytes.len());
                return Err(Fault::new(file_of(name), what).at(bytes.len() as u64));
            };
            hasher.update(part);
            if hasher.so_far() != *sha256 {
                let what = "expected bytes that hash to what was signed";
                return Err(Fault::new(file_of(name), what).at(hashed as u64));
            }
            hashed = end;
        }
        let past_end = self.closed() && hashed < bytes.len() && self.is_last(name);
        if past_end || hashed < HEADER_BYTES && bytes.len() < HEADER_BYTES {
            let what = "expected nothing after the recording's end";
            return Err(Fault::new(file_of(name), what).at(hashed as u64));
        }
        hasher.update(&bytes[hashed..]);
        Ok(hasher.so_far())
    }

    fn is_last(&self, name: SegmentName) -> bool {
        self.last().heads.iter().any(|head| (head.log, head.segment) == (name.log, name.segment))
    }
}

fn file_of(name: SegmentName) -> String {
    format!("{LOG}/{name}")
}

fn read(path: &Path, name: &str) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|e| Fault::new(name, format!("expected a readable file: {e}")))
}
