//! Copies of a bundle: certified for somebody, and without what they may not have.

use std::collections::BTreeMap;

use recorder::bundle::copy::{CopyOrder, Recipient, copy};
use recorder::bundle::seal::SealError;
use recorder::digest::Sha256;
use recorder::time::Utc;
use recorder::vault::KeptBundle;
use recorder::verify::{self, Trust};
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::finalise;
use crate::support::script::{Script, ms};
use crate::whole::{seal_and_check, small_hearing};

/// A message is among the events too.
const WITHHELD: [&str; 4] = ["chat.json", "chat.vtt", "events.jsonl", "events.vtt"];

fn order() -> CopyOrder {
    let recipient = Recipient { name: "李<小明>".into(), purpose: "上诉".into() };
    let withheld = WITHHELD.map(|path| (path.to_owned(), "涉及第三人".to_owned()));
    CopyOrder { recipient: Some(recipient), withheld: BTreeMap::from(withheld), redacted: BTreeMap::new() }
}

#[test]
fn a_copy_names_its_recipient_and_proves_what_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let recording = small_hearing(folder.path());
    let (original, _) = finalise(&recording, folder.path());
    let sealed = seal_and_check(&recording, &original).unwrap();
    let out = folder.path().join("copy");
    let key = &recording.signing_key;
    copy(&KeptBundle::plain(&original), &out, &order(), key, "test", Utc(9)).unwrap();

    let sound = verify::bundle::bundle(&out, Trust::Only(key.verifying_key())).unwrap();
    let about = sound.manifest.copy.as_ref().unwrap();
    let manifest = std::fs::read(original.join("manifest.json")).unwrap();
    assert_eq!((about.of, about.recipient.clone()), (Sha256::of(&manifest), order().recipient));
    assert_eq!(about.withheld.iter().map(|stub| stub.path.as_str()).collect::<Vec<_>>(), WITHHELD);
    // Everything else of the original is there, bit for bit.
    let mut told: Vec<_> = about.withheld.iter().map(|stub| (stub.path.clone(), stub.sha256)).collect();
    told.extend(sound.manifest.files.iter().map(|file| (file.path.clone(), file.sha256)));
    told.retain(|(path, _)| path != "viewer.html");
    told.sort();
    let files = sealed.manifest.files.iter().map(|file| (file.path.clone(), file.sha256));
    assert_eq!(told, files.filter(|(path, _)| path != "viewer.html").collect::<Vec<_>>());

    let page = std::fs::read_to_string(out.join("viewer.html")).unwrap();
    assert!(!page.contains("看证据"), "what was withheld is not in the page either");
    let browser = Browser::start(&folder.path().join("profile"));
    browser.open(&out.join("viewer.html"));
    assert_eq!(browser.run("return document.getElementById('mark').textContent"), "李<小明> 上诉");
    let told = browser.run("return document.getElementById('copy').textContent");
    assert!(WITHHELD.iter().all(|path| told.as_str().unwrap().contains(path)), "{told}");
}

#[test]
fn a_copy_without_one_message_verifies_and_has_its_text_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut script = Script::new(folder.path());
    for (at, text) in [(100, "第三人的住址"), (200, "<请>看证据")] {
        script.event(ms(at), json!({"type": "chat", "from": "p-1", "text": text}));
    }
    let recording = script.close(ms(1000));
    let (original, _) = finalise(&recording, folder.path());
    seal_and_check(&recording, &original).unwrap();
    let events = std::fs::read_to_string(original.join("events.jsonl")).unwrap();
    let line = events.lines().find(|line| line.contains("住址")).unwrap();
    let n = serde_json::from_str::<Value>(line).unwrap()["n"].as_u64().unwrap();
    let order =
        CopyOrder { redacted: BTreeMap::from([(n, "涉及第三人".into())]), ..CopyOrder::default() };
    let (out, key) = (folder.path().join("copy"), &recording.signing_key);
    copy(&KeptBundle::plain(&original), &out, &order, key, "test", Utc(9)).unwrap();

    let about = verify::bundle::bundle(&out, Trust::Any).unwrap().manifest.copy.unwrap();
    assert_eq!((about.redacted[0].message, about.redacted[0].sha256), (n, Sha256::of(line.as_bytes())));
    for stub in &about.changed {
        assert_eq!(stub.sha256, Sha256::of(&std::fs::read(original.join(&stub.path)).unwrap()), "{stub:?}");
    }
    for path in ["events.jsonl", "chat.json", "chat.vtt", "viewer.html"] {
        let text = std::fs::read_to_string(out.join(path)).unwrap();
        assert!(
            !text.contains("住址") && text.contains("看证据") && text.contains("〔已隐去"),
            "{path}: {text}"
        );
    }
}

#[test]
fn a_copy_is_made_of_nothing_but_a_sealed_original_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let recording = small_hearing(folder.path());
    let (original, _) = finalise(&recording, folder.path());
    let (key, out) = (&recording.signing_key, folder.path().join("copy"));
    let made = |from: &std::path::Path, order: &CopyOrder| {
        copy(&KeptBundle::plain(from), &out, order, key, "test", Utc(9))
    };
    assert!(matches!(made(&original, &order()), Err(SealError::File { .. })), "not sealed yet");
    seal_and_check(&recording, &original).unwrap();
    let missing = BTreeMap::from([("minutes.pdf".to_owned(), "?".to_owned())]);
    let unheard_of = CopyOrder { withheld: missing, ..CopyOrder::default() };
    assert!(matches!(made(&original, &unheard_of), Err(SealError::Form(_))));
    made(&original, &order()).unwrap();
    let again =
        copy(&KeptBundle::plain(&out), &folder.path().join("copy of a copy"), &order(), key, "test", Utc(9));
    assert!(matches!(again, Err(SealError::Form(_))), "{again:?}");
    let manifest = original.join("manifest.json");
    let forged = std::fs::read_to_string(&manifest).unwrap().replace("买卖", "借贷");
    std::fs::write(&manifest, forged).unwrap();
    assert!(matches!(made(&original, &order()), Err(SealError::Form(_))));
}
