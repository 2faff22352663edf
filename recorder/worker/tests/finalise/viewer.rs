//! The viewer page, opened from the bundle's folder in a real browser.

use std::fs;

use crate::support::browser::Browser;
use crate::support::finalise;
use crate::whole::{seal_and_check, small_hearing};

const VERDICT: &str = "const v = document.getElementById('verdict'); return [v.className, v.textContent]";

/// How far a follower is from the composite, while both play.
fn apart(follower: &str) -> String {
    format!(
        "const c = document.getElementById('composite'), f = document.querySelector('{follower}');
         return f && !c.paused && !f.paused && f.currentTime > 0.5 ? Math.abs(c.currentTime - f.currentTime) : null"
    )
}

/// proves: the viewer works from a folder, without a server and without a network.
#[test]
fn the_viewer_plays_in_step_jumps_and_checks_every_hash() {
    let folder = tempfile::tempdir().unwrap();
    let recording = small_hearing(folder.path());
    let (out, _) = finalise(&recording, folder.path());
    seal_and_check(&recording, &out).unwrap();
    let browser = Browser::start(&folder.path().join("profile"));
    browser.open(&out.join("viewer.html"));

    let log = browser.run("return [...document.querySelectorAll('#log button')].map((b) => b.textContent)");
    let log: Vec<&str> = log.as_array().unwrap().iter().map(|entry| entry.as_str().unwrap()).collect();
    assert!(log.contains(&"00:00:01申请人 李小明: <请>看证据"), "{log:?}");
    assert_eq!(log.last(), Some(&"00:00:06录制结束: 闭庭"));
    browser.run("document.querySelector('#log .chat').click()");
    browser.wait("it jumps", "return document.getElementById('composite').currentTime", |t| *t == 1.0);
    browser.wait(
        "the message is under the picture",
        "return document.getElementById('caption').textContent",
        |t| *t == "申请人 李小明: <请>看证据",
    );

    // One voice and one original picture beside the composite.
    browser.run("document.querySelector('[data-solo=\"1\"]').click()");
    browser.run("[...document.querySelectorAll('#people li:last-child button')].at(-1).click()");
    browser.run(
        "document.getElementById('composite').currentTime = 0; document.getElementById('composite').play()",
    );
    for follower in ["audio", "#people video"] {
        let in_step = |apart: &serde_json::Value| apart.as_f64().is_some_and(|apart| apart < 0.15);
        browser.wait(follower, &apart(follower), in_step);
    }
    assert_eq!(browser.run("return document.getElementById('composite').muted"), true);

    browser.run("document.getElementById('check-here').click()");
    let said = browser.wait("it asks for the folder", VERDICT, |said| !said[1].as_str().unwrap().is_empty());
    assert!(said[1].as_str().unwrap().contains("请选择本文件夹"), "{said}");
    browser.choose("#choose", &out);
    let said = browser.wait("it has checked", VERDICT, |said| said[0] != "");
    assert!(said[0] == "good" && said[1].as_str().unwrap().starts_with("✓ 全部文件"), "{said}");

    let victim = out.join("audio/mix.m4a");
    let mut bytes = fs::read(&victim).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&victim, bytes).unwrap();
    browser.open(&out.join("viewer.html"));
    browser.choose("#choose", &out);
    let said = browser.wait("it has found the fault", VERDICT, |said| said[0] != "");
    assert!(said[0] == "bad" && said[1].as_str().unwrap().ends_with("audio/mix.m4a"), "{said}");
}
