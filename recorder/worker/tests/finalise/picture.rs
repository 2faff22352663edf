//! What the composite shows, measured in its pixels.

use serde_json::json;

use crate::support::look::{is_blue, is_dark, is_red, pixel};
use crate::support::media;
use crate::support::packetise::Packetiser;
use crate::support::script::{Script, ms, person};
use crate::support::{feed, finalise};

/// A red and a blue person side by side for eight seconds; red's camera is off from second 3
/// to 5, and the record is paused from second 6 to 7.
#[test]
fn cameras_pauses_and_places_are_seen_where_and_when_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let mut script = Script::new(folder.path());
    let colours = ["red", "blue"];
    for (n, colour) in (0..2u32).zip(colours) {
        let sub = folder.path().join(colour);
        std::fs::create_dir(&sub).unwrap();
        script.event(ms(0), json!({"type": "joined", "person": person(n as usize)}));
        script.describe(n + 1, &person(n as usize), "camera", "video/VP8", json!([]));
        let frames = media::video(&sub, "libvpx", &format!("color=c={colour}:size=640x360:rate=30"), 8, 30);
        let silent = |at: u64| n == 0 && (3000..5000).contains(&at);
        let paused = |at: u64| (6000..7000).contains(&at);
        let kept: Vec<_> =
            frames.into_iter().filter(|f| !silent(f.timestamp / 90) && !paused(f.timestamp / 90)).collect();
        feed(&mut script, n + 1, 90_000, &kept, Packetiser::vp8);
    }
    script.silenced(1, ms(3000), true);
    script.silenced(1, ms(5000), false);
    script.event(ms(6000), json!({"type": "recorder.paused", "reason": "合议"}));
    script.event(ms(7000), json!({"type": "recorder.resumed"}));
    let (out, facts) = finalise(&script.close(ms(8000)), folder.path());
    let composite = out.join("composite.mp4");
    let (left, right) = ((320, 300), (960, 300));
    let at = |seconds, (x, y)| pixel(&composite, seconds, x, y);
    assert!(is_red(at(2.0, left)) && is_blue(at(2.0, right)));
    assert!(is_dark(at(4.0, left)), "red's camera is off: {:?}", at(4.0, left));
    assert!(is_blue(at(4.0, right)), "blue's is not");
    assert!(is_red(at(5.5, left)), "on again");
    assert!(is_dark(at(6.5, left)) && is_dark(at(6.5, right)), "a slate during the pause");
    assert!(is_red(at(7.5, left)) && is_blue(at(7.5, right)));
    let reasons: Vec<_> =
        facts.tracks[0].gaps.iter().map(|gap| (gap.reason.as_str(), gap.from_us / 100_000)).collect();
    assert_eq!(reasons, [("silenced", 29), ("合议", 59)], "from the last picture on");
}

#[test]
fn a_shared_screen_is_shown_large_beside_the_speaker() {
    let folder = tempfile::tempdir().unwrap();
    let mut script = Script::new(folder.path());
    for (log, source, colour) in [(1, "camera", "red"), (2, "screen", "blue")] {
        let sub = folder.path().join(colour);
        std::fs::create_dir(&sub).unwrap();
        script.describe(log, &person(0), source, "video/VP8", json!([]));
        let frames = media::video(&sub, "libvpx", &format!("color=c={colour}:size=640x360:rate=15"), 2, 30);
        feed(&mut script, log, 90_000, &frames, Packetiser::vp8);
    }
    let (out, _) = finalise(&script.close(ms(2000)), folder.path());
    let composite = out.join("composite.mp4");
    assert!(is_blue(pixel(&composite, 1.0, 480, 270)), "the screen");
    assert!(is_red(pixel(&composite, 1.0, 1120, 60)), "the speaker beside it");
}
