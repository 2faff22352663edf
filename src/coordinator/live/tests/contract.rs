//! The session channel's JSON form is a contract: its schema is kept in the repository, where
//! the web client derives its types from it.

use std::path::Path;
use std::{env, fs};

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use signaling::channel::{ClientFrame, ServerFrame};

use super::*;

/// Says to write the schema instead of comparing it.
const WRITE: &str = "CONCORD_WRITE_PROTOCOL";

fn schema() -> Value {
    let reading = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let writing = SchemaSettings::draft2020_12().for_serialize().into_generator();
    json!({
        "client": reading.into_root_schema_for::<ClientFrame<Act>>(),
        "server": writing.into_root_schema_for::<ServerFrame<ClientView, Item>>(),
    })
}

#[test]
fn the_schema_in_the_repository_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web-client/src/protocol/channel.schema.json");
    let mut now = serde_json::to_string_pretty(&schema()).expect("a schema is JSON");
    now.push('\n');
    if env::var_os(WRITE).is_some() {
        fs::write(&path, &now).expect("the repository can be written to");
    }
    let kept: Value = serde_json::from_str(&fs::read_to_string(&path).expect("kept")).expect("JSON");
    assert!(kept == schema(), "the protocol changed: run with {WRITE}=1, then `npm run protocol`");
}

/// What clients have ever sent is understood for good; written with the version it came with.
#[test]
fn commands_of_version_one_are_understood() {
    for (frame, command) in [
        (
            json!({"type": "command", "id": "a1", "command": {"type": "say", "to": "room", "text": "您好"}}),
            Act::Say { to: Audience::Room, text: "您好".into() },
        ),
        (
            json!({"type": "command", "id": "a2", "command": {"type": "admit", "who": RESPONDENT}}),
            Act::Admit { who: RESPONDENT },
        ),
        (
            json!({"type": "command", "id": "a3", "command": {"type": "gather", "room": 10, "who": [APPLICANT]}}),
            Act::Gather { room: SIDE_ROOM, who: vec![APPLICANT], countdown_seconds: None },
        ),
    ] {
        let read: ClientFrame<Act> = serde_json::from_value(frame).expect("a frame");
        assert!(matches!(read, ClientFrame::Command { command: read, .. } if read == command));
    }
}

/// Every recorded conversation the web client is tested with is one this server could have.
#[test]
fn recorded_conversations_have_the_fields_of_todays_view() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web-client/src/protocol/fixtures");
    let court = Court::new(Scene::mediation().all_in());
    let of_today = court.frames.iter().find(|(_, frame)| frame["type"] == "view").expect("a view");
    let names = |view: &Value| -> BTreeSet<String> {
        view["slices"].as_object().expect("slices").keys().cloned().collect()
    };
    let mut views = 0;
    for entry in fs::read_dir(folder).expect("kept") {
        let path = entry.expect("an entry").path();
        let frames: Vec<Value> =
            serde_json::from_str(&fs::read_to_string(&path).expect("kept")).expect("a list of frames");
        let first = frames.iter().find(|frame| frame["type"] == "view").expect("a whole view");
        assert_eq!(names(first), names(&of_today.1), "{}", path.display());
        for slice in ["me", "session", "media"] {
            let fields = |view: &Value| -> BTreeSet<String> {
                view["slices"][slice].as_object().expect("an object").keys().cloned().collect()
            };
            assert_eq!(fields(first), fields(&of_today.1), "{slice} in {}", path.display());
        }
        views += 1;
    }
    assert!(views > 0);
}
