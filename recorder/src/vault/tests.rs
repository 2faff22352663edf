use std::collections::BTreeMap;

use super::object::{ReadAt, read_fully};
use super::*;
use crate::bundle::archive::Archive;
use crate::bundle::copy::{CopyOrder, copy};
use crate::bundle::{FACTS, seal};
use crate::key::SigningKey;
use crate::spec::{Expected, Kind, RecordingSpec};
use crate::time::Utc;
use crate::tombstone;
use crate::verify::{self, Trust};

const WORDS: &[u8] = "[{\"text\":\"当事人的话\"}]".as_bytes();
const PICTURE: &str = "composite.mp4";
/// What a finaliser found: nobody.
const FOUND: &str = r#"{"began":0,"length_us":1,"parts":[],"pauses":[],"outages":[],"clock":{"readings":0,
    "worst_step_us":0,"drift_ppb":0},"people":[],"tracks":[],"undescribed":[],"defects":[],"finaliser":"-"}"#;

/// A store in memory that can be away.
#[derive(Default)]
struct Elsewhere {
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
    away: Mutex<bool>,
}

impl Elsewhere {
    fn here(&self) -> Result<MutexGuard<'_, BTreeMap<String, Vec<u8>>>, String> {
        if *self.away.lock().unwrap() { Err("away".into()) } else { Ok(self.objects.lock().unwrap()) }
    }
}

impl RemoteStore for Elsewhere {
    fn put(&self, name: &str, from: &Path, _: &dyn Fn() -> bool) -> Result<(), String> {
        self.here()?.insert(name.into(), fs::read(from).unwrap());
        Ok(())
    }

    fn read(&self, name: &str, bytes: Range<u64>) -> Result<Vec<u8>, String> {
        let objects = self.here()?;
        let object = objects.get(name).ok_or("no such object")?;
        let end = object.len().min(bytes.end as usize);
        Ok(object[end.min(bytes.start as usize)..end].to_vec())
    }

    fn remove_all(&self, folder: &str) -> Result<(), String> {
        self.here()?.retain(|name, _| !name.starts_with(&format!("{folder}/")));
        Ok(())
    }
}

struct Court {
    folder: tempfile::TempDir,
    vault: Vault,
    elsewhere: Option<Arc<Elsewhere>>,
    signing_key: SigningKey,
    id: RecordingId,
}

/// A court with one sealed bundle that was not put away yet.
fn court(elsewhere: Option<Arc<Elsewhere>>) -> Court {
    let folder = tempfile::tempdir().unwrap();
    let storage_key = Arc::new(StorageKey::generate().unwrap());
    let id = RecordingId::random();
    let recording = RecordingFolder::of(&folder.path().join("recordings"), id);
    fs::create_dir_all(recording.log()).unwrap();
    fs::write(recording.spec(), serde_json::to_vec(&spec(id)).unwrap()).unwrap();
    fs::write(recording.checkpoints(), b"signed").unwrap();
    storage_key.new_recording_key(id, &recording).unwrap();
    let vault = Vault::open(VaultConfig {
        recordings: folder.path().join("recordings"),
        bundles: folder.path().join("bundles"),
        storage_key,
        remote: elsewhere.clone().map(|elsewhere| elsewhere as _),
    })
    .unwrap();
    let court = Court { folder, vault, elsewhere, signing_key: SigningKey::generate().unwrap(), id };
    court.seal(&recording);
    court
}

fn spec(id: RecordingId) -> RecordingSpec {
    RecordingSpec {
        id,
        session: "s".into(),
        case: "(2026)粤0192民初1号".into(),
        kind: Kind::Hearing,
        title: "买卖合同纠纷".into(),
        utc_offset_minutes: 480,
        expected: Expected { people: 1, minutes: 1 },
    }
}

fn picture() -> Vec<u8> {
    (0..5 * object::PIECE_BYTES / 2).map(|n| (n % 249) as u8).collect()
}

impl Court {
    fn bundle(&self) -> PathBuf {
        self.vault.bundle_of(self.id)
    }

    fn seal(&self, recording: &RecordingFolder) {
        let bundle = self.bundle();
        fs::create_dir_all(&bundle).unwrap();
        fs::write(bundle.join("chat.json"), WORDS).unwrap();
        fs::write(bundle.join(PICTURE), picture()).unwrap();
        let facts = self.folder.path().join(FACTS);
        fs::write(&facts, FOUND).unwrap();
        seal::seal(recording.path(), &bundle, &facts, &self.signing_key, "test", Utc(0)).unwrap();
    }

    fn put_away(&self) {
        self.vault.put_away(self.id, &self.bundle()).unwrap();
    }

    /// Reads the whole archive and has it checked.
    fn check(&self, bundle: KeptBundle) -> Result<Manifest, String> {
        let archive = Archive::open(bundle).map_err(|error| error.to_string())?;
        let sound = verify::bundle::archive(archive, Trust::Only(self.signing_key.verifying_key()));
        sound.map(|sound| sound.manifest).map_err(|fault| fault.to_string())
    }

    /// Everything that lies below the bundles' folder or elsewhere.
    fn all_bytes(&self) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("bundles")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() { folders.push(entry) } else { found.push(fs::read(entry).unwrap()) }
            }
        }
        let elsewhere = self.elsewhere.iter().flat_map(|there| there.objects.lock().unwrap().clone());
        found.extend(elsewhere.map(|(_, bytes)| bytes));
        found
    }

    fn tells(&self, words: &[u8]) -> bool {
        self.all_bytes().iter().any(|bytes| bytes.windows(words.len()).any(|window| window == words))
    }
}

#[test]
fn what_is_put_away_reads_as_before_and_no_word_of_it_lies_there() {
    let court = court(None);
    let manifest = court.check(court.vault.bundle(court.id)).unwrap();
    assert!(court.tells(WORDS) && court.tells("买卖合同纠纷".as_bytes()));
    assert!(!court.vault.bundle(court.id).is_encrypted());
    court.put_away();
    assert!(!court.tells(WORDS) && !court.tells("买卖合同纠纷".as_bytes()) && !court.tells(&picture()[..64]));
    assert!(court.vault.bundle(court.id).is_encrypted());
    assert_eq!(court.check(court.vault.bundle(court.id)).unwrap(), manifest);

    let out = court.folder.path().join("out");
    court.vault.bundle(court.id).unpack(&out).unwrap();
    verify::bundle::bundle(&out, Trust::Any).unwrap();
    let entry = manifest.files.iter().find(|file| file.path == PICTURE).unwrap();
    let mut file = court.vault.bundle(court.id).file(PICTURE, entry.sha256).unwrap();
    let mut range = [0; 10];
    assert_eq!(file.read_at(65_530, &mut range).unwrap(), 10);
    assert_eq!(range, picture()[65_530..65_540]);
}

#[test]
fn putting_away_goes_on_wherever_it_was_interrupted() {
    let court = court(None);
    let plain = court.folder.path().join("plain");
    court.vault.bundle(court.id).unpack(&plain).unwrap();
    court.put_away();
    // As if the machine had stopped before the last files were removed, and before one was sealed.
    fs::copy(plain.join(PICTURE), court.bundle().join(PICTURE)).unwrap();
    let objects: Vec<_> = fs::read_dir(objects_beside(&court.bundle())).unwrap().collect();
    let largest = objects.into_iter().map(|entry| entry.unwrap()).max_by_key(|e| e.metadata().unwrap().len());
    fs::remove_file(largest.unwrap().path()).unwrap();
    court.check(court.vault.bundle(court.id)).unwrap();
    court.vault.put_away_rest().unwrap();
    assert!(court.vault.bundle(court.id).is_encrypted());
    court.check(court.vault.bundle(court.id)).unwrap();
}

#[test]
fn a_bundle_whose_recording_has_no_key_stays_as_it_is_and_can_be_read() {
    let court = court(None);
    fs::remove_dir_all(court.folder.path().join("recordings").join(court.id.to_string())).unwrap();
    court.vault.put_away_rest().unwrap();
    court.check(court.vault.bundle(court.id)).unwrap();
    assert!(court.tells(WORDS));
}

#[test]
fn a_store_that_is_away_costs_nothing_but_room() {
    let elsewhere = Arc::<Elsewhere>::default();
    *elsewhere.away.lock().unwrap() = true;
    let court = court(Some(Arc::clone(&elsewhere)));
    court.put_away();
    assert!(court.vault.send_out(|| true).is_err());
    court.check(court.vault.bundle(court.id)).unwrap();

    *elsewhere.away.lock().unwrap() = false;
    let files = court.check(court.vault.bundle(court.id)).unwrap().files.len();
    assert_eq!(court.vault.send_out(|| true).unwrap(), files);
    assert_eq!(fs::read_dir(objects_beside(&court.bundle())).unwrap().count(), 0);
    court.check(court.vault.bundle(court.id)).unwrap();
    assert!(!court.tells(WORDS));

    *elsewhere.away.lock().unwrap() = true;
    assert!(court.check(court.vault.bundle(court.id)).unwrap_err().contains("away"));
}

#[test]
fn a_copy_shares_the_objects_of_its_original_and_has_none_of_what_was_withheld() {
    let elsewhere = Arc::<Elsewhere>::default();
    let court = court(Some(Arc::clone(&elsewhere)));
    court.put_away();
    court.vault.send_out(|| true).unwrap();
    let before = elsewhere.objects.lock().unwrap().len();
    let withheld = BTreeMap::from([("chat.json".to_owned(), "涉及第三人".to_owned())]);
    let order = CopyOrder { withheld, ..CopyOrder::default() };
    let folder = copies_beside(&court.bundle()).join("one");
    let original = court.vault.bundle(court.id);
    copy(&original, &folder, &order, &court.signing_key, "test", Utc(1)).unwrap();
    assert!(!folder.join(PICTURE).exists(), "what is there need not be taken out");
    court.vault.put_away(court.id, &folder).unwrap();
    court.vault.send_out(|| true).unwrap();
    assert_eq!(elsewhere.objects.lock().unwrap().len(), before + 1, "the page of the copy");
    let manifest = court.check(court.vault.copy(court.id, "one")).unwrap();
    assert_eq!(manifest.copy.unwrap().withheld[0].path, "chat.json");
    assert!(manifest.files.iter().all(|file| file.path != "chat.json"));
}

/// proves: C5
#[test]
fn destroying_the_key_destroys_what_others_still_have() {
    let elsewhere = Arc::<Elsewhere>::default();
    let court = court(Some(Arc::clone(&elsewhere)));
    court.put_away();
    court.vault.send_out(|| true).unwrap();
    let backup = court.folder.path().join("bundles").join("backup");
    fs::create_dir_all(&backup).unwrap();
    fs::copy(court.bundle().join(MANIFEST), backup.join(MANIFEST)).unwrap();

    *elsewhere.away.lock().unwrap() = true;
    let recording = court.folder.path().join("recordings").join(court.id.to_string());
    tombstone::destroy(&recording, &court.bundle(), "statement").unwrap();
    assert!(court.vault.remove_remote(court.id).is_err(), "it is away");
    *elsewhere.away.lock().unwrap() = false;
    assert!(!elsewhere.objects.lock().unwrap().is_empty());
    fs::create_dir_all(court.bundle()).unwrap();
    fs::copy(backup.join(MANIFEST), court.bundle().join(MANIFEST)).unwrap();
    let manifest = court.vault.bundle(court.id).manifest().unwrap();
    assert!(object::is_sealed(&manifest), "nobody can open it any more");

    court.vault.remove_remote(court.id).unwrap();
    assert!(elsewhere.objects.lock().unwrap().is_empty());
}

#[test]
fn a_part_of_another_recording_cannot_stand_for_ours() {
    let (ours, theirs) = (court(None), court(None));
    ours.put_away();
    theirs.put_away();
    let manifest = ours.check(ours.vault.bundle(ours.id)).unwrap();
    let entry = manifest.files.iter().find(|file| file.path == PICTURE).unwrap();
    let key = |court: &Court| court.vault.key_of(court.id).unwrap().object_name(entry.sha256);
    assert_ne!(key(&ours), key(&theirs), "the same file has another name");
    let [from, to] = [&theirs, &ours].map(|court| object_beside(&court.bundle(), &key(court)));
    fs::copy(from, to).unwrap();
    let mut file = ours.vault.bundle(ours.id).file(PICTURE, entry.sha256).unwrap();
    assert!(read_fully(&mut file, 0, &mut [0; 10]).is_err());
}
