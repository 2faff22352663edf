//! Recordings: from the recorder's last byte to a download that verifies.

use std::time::Duration;

use concord::coordinator::task::RecorderPort;
use recorder::digest::Sha256;
use recorder::spec::{Expected, Kind, RecordingId, RecordingSpec};
use recorder::verify::{Trust, bundle};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Person, TestApp};

/// Records a second of the demo's hearing and waits until its bundle is sealed.
async fn recorded_hearing(app: &TestApp) -> (Person, String) {
    let clerk = app.person("书记员").await;
    let id = record(app, clerk.session("hearing").await).await;
    let path = format!("/api/v1/recordings/{id}");
    let ready = async {
        while clerk.get(&path).await.expect(200)["state"] != "ready" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ready).await.unwrap();
    (clerk, path)
}

async fn record(app: &TestApp, session: String) -> RecordingId {
    let id = RecordingId::random();
    let spec = RecordingSpec {
        id,
        session,
        case: "(2026)示0101民初1号".into(),
        kind: Kind::Hearing,
        title: "买卖合同纠纷".into(),
        utc_offset_minutes: 480,
        expected: Expected { people: 1, minutes: 1 },
    };
    let recordings = app.api.recordings.clone();
    tokio::task::spawn_blocking(move || {
        let recording = recordings.start(&spec).unwrap();
        recording.event(&json!({ "type": "note", "text": "现在开庭" })).unwrap();
        recording.close("闭庭").unwrap();
        recordings.closed(id);
    })
    .await
    .unwrap();
    id
}

fn file<'a>(detail: &'a Value, name: &str) -> &'a Value {
    detail["files"].as_array().unwrap().iter().find(|file| file["name"] == name).unwrap()
}

on_both_apps! {
    async fn the_clerk_downloads_a_bundle_that_verifies(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let archive = clerk.get(&format!("{path}/archive")).await;
        assert_eq!(archive.headers["content-type"], "application/zip");
        let name = archive.headers["content-disposition"].to_str().unwrap();
        assert!(name.starts_with("attachment; filename*=UTF-8''%282026%29"), "{name}");
        let sound = bundle::archive(archive.bytes.as_slice(), Trust::Any).unwrap();
        assert_eq!(sound.manifest.recording.title, "买卖合同纠纷");

        let mut flipped = archive.bytes;
        let place = flipped.windows(10).position(|bytes| bytes == b"0123456789").unwrap();
        flipped[place + 3] ^= 1;
        assert_eq!(bundle::archive(flipped.as_slice(), Trust::Any).unwrap_err().file, "composite.mp4");
    }

    async fn a_single_file_has_the_digest_of_the_list_and_comes_in_ranges(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let detail = clerk.get(&path).await.expect(200);
        let composite = file(&detail, "composite.mp4");
        let href = composite["href"].as_str().unwrap();
        let whole = clerk.get(href).await;
        assert_eq!(Sha256::of(&whole.bytes).to_string(), composite["sha256"]);
        assert_eq!(whole.bytes.len() as u64, composite["bytes"]);

        let tag = whole.headers["etag"].clone();
        let part = clerk.request(Method::GET, href).header("range", "bytes=2-4").header("if-range", tag);
        let part = clerk.send(part).await;
        assert_eq!((part.status.as_u16(), part.bytes.as_slice()), (206, &b"234"[..]));
        let beyond = clerk.send(clerk.request(Method::GET, href).header("range", "bytes=99-")).await;
        assert_eq!(beyond.problem(416), "bad_range");
    }

    /// reliability S9
    async fn a_party_sees_a_recording_only_once_the_judge_releases_it(app: &TestApp) {
        let (_, path) = recorded_hearing(app).await;
        let (party, judge) = (app.person("申请人").await, app.person("法官").await);
        assert_eq!(party.get(&path).await.problem(404), "not_found");
        assert_eq!(party.get("/api/v1/recordings").await.expect(200)["items"], json!([]));

        let tag = judge.get(&path).await.headers["etag"].clone();
        let release = judge.request(Method::PUT, &format!("{path}/access")).header("if-match", tag);
        judge.send(release.json(&json!({ "access": "parties_view" }))).await.expect(204);
        let detail = party.get(&path).await.expect(200);
        let href = file(&detail, "composite.mp4")["href"].as_str().unwrap().to_owned();
        assert_eq!(party.get(&href).await.status.as_u16(), 200);
        assert_eq!(party.get(&format!("{href}&save=true")).await.problem(403), "forbidden");
        assert_eq!(party.get(&format!("{path}/archive")).await.problem(403), "forbidden");
        let outsider = app.person("调解员").await;
        assert_eq!(outsider.get(&href).await.problem(404), "not_found");
    }

    async fn names_outside_the_bundle_lead_nowhere(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        for name in ["../../keys/signing.p8", "/etc/passwd", "composite.mp4%00", "..%2F..%2Fkeys%2Fserver.key", ""] {
            assert_eq!(clerk.get(&format!("{path}/file?name={name}")).await.problem(404), "not_found", "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bundle_that_was_not_made_before_the_stop_is_made_after_it() {
    let app = TestApp::sqlite().await;
    let session = app.person("书记员").await.session("hearing").await;
    let id = record(&app, session).await;
    // Whether the first run got to it or not, the second must have it.
    let app = app.restart().await;
    let clerk = app.person("书记员").await;
    let ready = async {
        loop {
            let answer = clerk.get(&format!("/api/v1/recordings/{id}")).await;
            if answer.status.is_success() && answer.expect(200)["state"] == "ready" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ready).await.unwrap();
}
