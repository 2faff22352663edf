//! A small hearing from log to sealed bundle.

use recorder::bundle::archive::Archive;
use recorder::bundle::seal;
use recorder::time::Utc;
use recorder::vault::KeptBundle;
use recorder::verify::bundle::{self, SoundBundle};
use recorder::verify::{Fault, Trust};
use serde_json::json;

use crate::support::media::{self, ffprobe};
use crate::support::packetise::Packetiser;
use crate::support::script::{Closed, Script, ms, person};
use crate::support::{feed, finalise, start};

/// Two people for six seconds; VP8 and Opus.
pub fn small_hearing(folder: &std::path::Path) -> Closed {
    let mut script = Script::new(folder);
    for n in 0..2u32 {
        let who = person(n as usize);
        script.event(
            ms(0),
            json!({"type": "joined", "person": who, "identity": {"method": "face", "result": "passed"}}),
        );
        script.describe(2 * n + 1, &who, "microphone", "audio/opus", json!([]));
        script.describe(2 * n + 2, &who, "camera", "video/VP8", json!([]));
        let tone = format!("sine=frequency={}:sample_rate=48000", 440 * (n + 1));
        let sound = media::opus(folder, &format!("tone{n}"), &tone, 6);
        let picture = media::video(folder, "libvpx", "testsrc2=size=640x360:rate=30", 6, 90);
        feed(&mut script, 2 * n + 1, 48_000, &sound, |p, frame| vec![p.opus(frame)]);
        feed(&mut script, 2 * n + 2, 90_000, &picture, Packetiser::vp8);
    }
    script.event(ms(1000), json!({"type": "chat", "from": "p-1", "text": "<请>看证据"}));
    script.event(ms(1500), json!({"type": "floor", "person": "p-1"}));
    script.close(ms(6200))
}

pub fn seal_and_check(recording: &Closed, bundle: &std::path::Path) -> Result<SoundBundle, Fault> {
    let facts = seal::facts_beside(bundle);
    seal::seal(&recording.folder, bundle, &facts, &recording.signing_key, "test", Utc(0)).unwrap();
    bundle::bundle(bundle, Trust::Only(recording.signing_key.verifying_key()))
}

/// proves: issue 2 item 5, a bundle with a composite, a track per person, chat, events and a
/// signed manifest.
#[test]
fn a_small_hearing_becomes_a_bundle_that_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let recording = small_hearing(folder.path());
    let (out, facts) = finalise(&recording, folder.path());
    assert_eq!(facts.tracks.len(), 4);
    assert!(facts.tracks.iter().all(|track| track.lost_packets == 0 && track.gaps.is_empty()), "{facts:?}");
    assert!(facts.defects.is_empty());
    let streams = ffprobe(
        &["-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0"],
        &out.join("composite.mp4"),
    );
    assert_eq!(streams.lines().take(2).collect::<Vec<_>>(), ["h264,1280,720", "aac"]);
    let length: f64 =
        ffprobe(&["-show_entries", "format=duration", "-of", "csv=p=0"], &out.join("composite.mp4"))
            .trim()
            .parse()
            .unwrap();
    assert!((length - 6.2).abs() < 0.1, "{length}");
    for track in &facts.tracks {
        let path = out.join(&track.files[0]);
        let count =
            ffprobe(&["-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"], &path);
        assert_eq!(count.trim().parse::<u64>().unwrap(), track.frames, "{}", path.display());
    }
    let chat: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("chat.json")).unwrap()).unwrap();
    assert_eq!(chat[0]["text"], "<请>看证据");
    let sound = seal_and_check(&recording, &out).unwrap();
    assert_eq!(sound.manifest.log.fault, None);
    let archive = folder.path().join("bundle.zip");
    std::io::copy(
        &mut Archive::open(KeptBundle::plain(&out)).unwrap(),
        &mut std::fs::File::create(&archive).unwrap(),
    )
    .unwrap();
    assert_eq!(bundle::bundle(&archive, Trust::Any).unwrap(), sound);
}

/// The lines that docs/record.md tells outsiders to run.
fn outsider(bundle: &std::path::Path) -> std::process::Output {
    let docs = include_str!("../../../../docs/record.md");
    let (_, rest) = docs.split_once("```sh verify\n").unwrap();
    let (script, _) = rest.split_once("```").unwrap();
    std::process::Command::new("sh").arg("-c").arg(script).current_dir(bundle).output().unwrap()
}

#[test]
fn an_outsider_with_common_tools_can_check_a_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let recording = Script::new(folder.path()).close(ms(1000));
    let (out, _) = finalise(&recording, folder.path());
    seal_and_check(&recording, &out).unwrap();
    let checked = outsider(&out);
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.status.success(), "{said}{}", String::from_utf8_lossy(&checked.stderr));
    let key = recording.signing_key.verifying_key().to_text();
    assert_eq!(said.lines().last(), Some(format!("signed with {key}").as_str()));

    std::fs::write(out.join("chat.json"), "[ ]").unwrap();
    let checked = outsider(&out);
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(!checked.status.success() && said.starts_with("chat.json: FAILED"), "{said}");

    seal_and_check(&recording, &out).unwrap();
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    std::fs::write(
        out.join("manifest.json"),
        manifest.replace("\"software\":\"test\"", "\"software\":\"fake\""),
    )
    .unwrap();
    assert!(!outsider(&out).status.success(), "every file fits, the signature does not");
}

#[test]
fn a_job_that_is_killed_goes_on_and_ends_with_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let recording = small_hearing(folder.path());
    let out = folder.path().join("bundle");
    let mut worker = start(&recording, &out);
    while !out.join("audio/mix.m4a").exists() {
        assert!(worker.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::yield_now();
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    let (out, facts) = finalise(&recording, folder.path());
    assert!(facts.defects.is_empty(), "being killed is nobody's bitstream's fault: {facts:?}");
    assert!(seal_and_check(&recording, &out).is_ok());
}

#[test]
#[ignore = "keeps its files, to be looked at"]
fn keep() {
    let folder = std::path::Path::new("/tmp/recorder-keep");
    std::fs::create_dir_all(folder).unwrap();
    let recording = small_hearing(folder);
    let (out, _) = finalise(&recording, folder);
    seal_and_check(&recording, &out).unwrap();
}
