//! Recordings: from the recorder's last byte to a download that verifies.

use std::time::Duration;

use concord::coordinator::task::RecorderPort;
use recorder::digest::Sha256;
use recorder::spec::{Expected, Kind, RecordingId, RecordingSpec};
use recorder::vault::KeptBundle;
use recorder::verify::{Trust, bundle};
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::support::app::{Answer, Person, TestApp};

/// Records a second of the demo's hearing and waits until its bundle is sealed.
pub async fn recorded_hearing(app: &TestApp) -> (Person, String) {
    let clerk = app.person("书记员").await;
    let id = record(app, clerk.session("hearing").await).await;
    let path = format!("/api/v1/recordings/{id}");
    until_ready(&clerk, &path).await;
    (clerk, path)
}

/// The row is written behind the recorder's back: at first there may be none.
async fn until_ready(person: &Person, path: &str) {
    let ready = async {
        loop {
            let answer = person.get(path).await;
            if answer.status.is_success() && answer.expect(200)["state"] == "ready" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ready).await.unwrap();
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

/// Page by page of two, newest first.
async fn the_access_log_still_tells(app: &TestApp, recording: &Value) {
    let judge = app.person("法官").await;
    let path = format!("/api/v1/cases/{}/access-log?limit=2", recording["case"].as_str().unwrap());
    let (mut entries, mut next) = (Vec::new(), Value::Null);
    loop {
        let cursor = next.as_str().map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let page = judge.get(&format!("{path}{cursor}")).await.expect(200);
        entries.extend(page["items"].as_array().unwrap().clone());
        next = page["next"].clone();
        if next.is_null() {
            break;
        }
    }
    assert!(entries.is_sorted_by(|a, b| a["seq"].as_u64() > b["seq"].as_u64()), "{entries:?}");
    let subject = format!("recording:{}", recording["id"].as_str().unwrap());
    let done = |outcome| {
        let of = |entry: &&Value| entry["subject"] == *subject && entry["outcome"] == outcome;
        entries.iter().filter(of).map(|entry| entry["actor_name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(done("granted").len(), 1, "the destruction");
    assert!(done("granted")[0].is_string(), "by name");
    assert!(!done("refused").is_empty(), "who tried before them");
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

    /// proves: S9
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

/// Signed in, and with the second step taken.
async fn confirmed(app: &TestApp, role: &str) -> Person {
    let person = app.person(role).await;
    let proof = json!({ "password": app.login(role).password });
    person.post("/api/v1/me/confirmation", proof).await.expect(200);
    person
}

async fn change(person: &Person, method: Method, path: &str, tag: &HeaderValue, body: Value) -> Answer {
    person.send(person.request(method, path).header("if-match", tag).json(&body)).await
}

fn copy_of(app: &TestApp, path: &str, copy: &Value) -> KeptBundle {
    let (recording, copy) = (path.rsplit('/').next().unwrap(), copy["id"].as_str().unwrap());
    app.api.recordings.copy(recording.parse().unwrap(), copy.parse().unwrap())
}

on_both_apps! {
    /// proves: S9
    async fn what_is_taken_away_comes_by_a_link_that_is_of_no_use_to_others(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let archive = clerk.get(&format!("{path}/archive")).await;
        let link = archive.url.strip_prefix(&app.url).unwrap();
        assert!(link.starts_with(&format!("{path}/archive?ticket=")), "{link}");
        let judge = app.person("法官").await;
        assert_eq!(judge.get(link).await.problem(401), "wrong_code");
        assert_eq!(clerk.get(&format!("{path}/archive?ticket=1.x")).await.status.as_u16(), 200, "it has begun");
        let resumed = clerk.send(clerk.request(Method::GET, link).header("range", "bytes=100-")).await;
        assert_eq!((resumed.status.as_u16(), resumed.bytes.as_slice()), (206, &archive.bytes[100..]));

        let detail = clerk.get(&path).await.expect(200);
        let href = format!("{}&save=true", file(&detail, "manifest.json")["href"].as_str().unwrap());
        assert_eq!(clerk.get(&format!("{href}&ticket=1.x")).await.problem(401), "wrong_code");
        assert!(clerk.get(&href).await.url.contains("&ticket="));
    }

    /// proves: C5
    async fn what_is_held_cannot_be_destroyed_by_anybody(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let (judge, admin) = (app.person("法官").await, confirmed(app, "机构管理员").await);
        let tag = judge.get(&path).await.headers["etag"].clone();
        let hold = format!("{path}/hold");
        let reason = json!({ "reason": "另案需要" });
        assert_eq!(change(&clerk, Method::PUT, &hold, &tag, reason.clone()).await.problem(403), "forbidden");
        change(&judge, Method::PUT, &hold, &tag, reason.clone()).await.expect(204);
        assert_eq!(change(&judge, Method::PUT, &hold, &tag, reason).await.problem(412), "changed");
        let detail = judge.get(&path).await.expect(200);
        assert_eq!((&detail["held"], &detail["hold_reason"]), (&json!(true), &json!("另案需要")));

        let order = json!({ "reason": "保存期满" });
        assert_eq!(change(&admin, Method::DELETE, &path, &tag, order).await.problem(409), "not_now");
        app.api.recordings.round(&app.api.store, 1).await.unwrap();
        clerk.get(&path).await.expect(200);
    }

    /// proves: C5
    async fn what_is_destroyed_leaves_a_signed_statement_and_nothing_else(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let detail = clerk.get(&path).await.expect(200);
        let manifest = file(&detail, "manifest.json")["sha256"].clone();
        let href = file(&detail, "composite.mp4")["href"].as_str().unwrap().to_owned();
        let tag = HeaderValue::from_static("\"v1\"");
        let order = json!({ "reason": "当事人申请，院长批准" });
        let delete = async |person: &Person| change(person, Method::DELETE, &path, &tag, order.clone()).await;
        assert_eq!(delete(&app.person("法官").await).await.problem(403), "forbidden");
        let unconfirmed = app.person("机构管理员").await;
        assert_eq!(delete(&unconfirmed).await.problem(403), "confirmation_needed");
        delete(&confirmed(app, "机构管理员").await).await.expect(204);

        for gone in [&path, &href, &format!("{path}/archive")] {
            assert_eq!(clerk.get(gone).await.problem(410), "destroyed", "{gone}");
        }
        assert_eq!(clerk.get("/api/v1/recordings").await.expect(200)["items"], json!([]));
        the_access_log_still_tells(app, &detail).await;
        let answer = clerk.get(&format!("{path}/tombstone")).await.expect(200);
        let statement = answer["statement"].as_str().unwrap();
        let (bytes, _) = recorder::manifest::jws::verify(statement, None).unwrap();
        let said: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((&said["reason"], &said["manifest"]), (&order["reason"], &manifest));
        assert_eq!(said["key_destroyed"], true);

        let id = path.rsplit('/').next().unwrap();
        let storage = &app.api.config.storage;
        for left in [id.to_owned(), format!("{id}.objects"), format!("{id}.copies")] {
            assert!(!storage.bundles().join(&left).exists(), "{left}");
        }
        let left: Vec<_> = std::fs::read_dir(storage.recordings().join(id)).unwrap().collect();
        assert_eq!(left.len(), 1, "the statement: {left:?}");
    }

    async fn a_copy_for_somebody_verifies_and_says_what_it_has_not(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let copies = format!("{path}/copies");
        let new = |name: &str, withhold: Value| json!({ "recipient": name, "purpose": "上诉", "withhold": withhold });
        let picture = json!([{ "name": "composite.mp4", "reason": "涉及第三人" }]);
        let made = clerk.post(&copies, new("王申请", picture)).await.expect(201);
        assert_eq!(clerk.get(&copies).await.expect(200), json!([made]));

        let archive = clerk.get(made["archive"].as_str().unwrap()).await;
        let sound = bundle::archive(archive.bytes.as_slice(), Trust::Any).unwrap();
        assert_eq!(Sha256::of(&copy_of(app, &path, &made).manifest().unwrap()).to_string(), made["manifest"]);
        let about = sound.manifest.copy.unwrap();
        assert_eq!(about.recipient.unwrap().name, "王申请");
        let detail = clerk.get(&path).await.expect(200);
        assert_eq!(about.withheld[0].sha256.to_string(), file(&detail, "composite.mp4")["sha256"]);
        assert!(sound.manifest.files.iter().all(|file| file.path != "composite.mp4"));

        let unheard_of = json!([{ "name": "../keys", "reason": "?" }]);
        assert_eq!(clerk.post(&copies, new("王申请", unheard_of)).await.problem(422), "invalid_fields");
        assert_eq!(clerk.post(&copies, new(" ", json!([]))).await.problem(422), "invalid_fields");
    }

    async fn a_copy_can_be_without_the_text_of_one_message(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let new = |message: u64| json!({ "recipient": "王申请", "purpose": "上诉", "redact": [{ "message": message, "reason": "涉及第三人" }] });
        assert_eq!(clerk.post(&format!("{path}/copies"), new(7)).await.problem(422), "invalid_fields");
        let made = clerk.post(&format!("{path}/copies"), new(0)).await.expect(201);
        let archive = clerk.get(made["archive"].as_str().unwrap()).await.bytes;
        let sound = bundle::archive(archive.as_slice(), Trust::Any).unwrap();
        assert_eq!(sound.manifest.copy.unwrap().redacted[0].reason, "涉及第三人");
        let secret = |bytes: &[u8]| bytes.windows(6).any(|six| six == b"secret");
        assert!(!secret(&archive) && secret(&clerk.get(&format!("{path}/archive")).await.bytes));
    }

    async fn copies_are_for_those_who_keep_the_record(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let copies = format!("{path}/copies");
        let new = json!({ "recipient": "王申请", "purpose": "上诉" });
        let made = clerk.post(&copies, new.clone()).await.expect(201);
        let tag = clerk.get(&path).await.headers["etag"].clone();
        let release = json!({ "access": "parties_download" });
        change(&app.person("法官").await, Method::PUT, &format!("{path}/access"), &tag, release).await.expect(204);
        let party = app.person("申请人").await;
        assert_eq!(party.get(&path).await.expect(200)["may_download"], true);
        assert_eq!(party.get(&copies).await.problem(403), "forbidden");
        assert_eq!(party.post(&copies, new).await.problem(403), "forbidden");
        assert_eq!(party.get(made["archive"].as_str().unwrap()).await.problem(403), "forbidden");

        let admin = confirmed(app, "机构管理员").await;
        change(&admin, Method::DELETE, &path, &tag, json!({ "reason": "?" })).await.expect(204);
        assert!(!copy_of(app, &path, &made).folder().exists(), "copies go with the original");
        assert_eq!(clerk.get(made["archive"].as_str().unwrap()).await.problem(410), "destroyed");
    }

    /// proves: C5
    async fn whose_time_is_over_is_destroyed_by_the_server(app: &TestApp) {
        let (clerk, path) = recorded_hearing(app).await;
        let store = &app.api.store;
        for days in [36_500, 0] {
            app.api.recordings.round(store, days).await.unwrap();
            clerk.get(&path).await.expect(200);
        }
        // It is of 2026, by the account of its files.
        app.api.recordings.round(store, 1).await.unwrap();
        assert_eq!(clerk.get(&path).await.problem(410), "destroyed");
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
    until_ready(&clerk, &format!("/api/v1/recordings/{id}")).await;
}
