//! The whole server on a free port, on a database of either engine, with a media node that
//! takes everything and says nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use concord::app::App;
use concord::clock::Clock;
use concord::config::{Config, Secret};
use concord::coordinator::registry::MediaNode;
use concord::coordinator::task::NodePort;
use concord::demo::{self, Login};
use concord::http::Api;
use concord::session::SessionId;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use sfu::io::Reading;
use sfu::node::{Command, Event};
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::postgres::Postgres;

/// A running server with the example people and cases.
pub struct TestApp {
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// What its endpoints work with.
    pub api: Api,
    /// Who can sign in.
    pub logins: Vec<Login>,
    folder: Arc<TempDir>,
    database: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

/// Somebody who is signed in, or nobody in particular.
pub struct Person {
    url: String,
    token: Option<String>,
    client: reqwest::Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// After redirections.
    pub url: String,
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl TestApp {
    pub async fn sqlite() -> Self {
        Self::start(Arc::new(tempfile::tempdir().unwrap()), None).await
    }

    /// With other settings than usual.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut config = config(folder.path(), None);
        change(&mut config);
        Self::of(config, folder, None).await
    }

    pub async fn postgres() -> Self {
        let database = Postgres::new_database().await;
        Self::start(Arc::new(tempfile::tempdir().unwrap()), Some(database)).await
    }

    async fn start(folder: Arc<TempDir>, database: Option<String>) -> Self {
        Self::of(config(folder.path(), database.as_deref()), folder, database).await
    }

    async fn of(config: Config, folder: Arc<TempDir>, database: Option<String>) -> Self {
        let app = App::build(config, Clock::system(), |_| Ok(Arc::new(SilentNode))).await.unwrap();
        let api = app.api().clone();
        let logins = demo::prepare(&api.store, api.access.passwords(), &api.config, api.clock.now());
        let logins = logins.await.unwrap().people;
        let url = app.url().replace("localhost", "127.0.0.1");
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            app.run(async { drop(stopped.await) }).await.unwrap();
        });
        Self { url, api, logins, folder, database, stop: Some(stop), running }
    }

    /// Ends it in good order.
    pub async fn stop(mut self) -> Arc<TempDir> {
        drop(self.stop.take());
        let folder = Arc::clone(&self.folder);
        drop(self.api);
        self.running.await.unwrap();
        folder
    }

    /// The same data, another process as far as anybody can tell.
    pub async fn restart(self) -> Self {
        let database = self.database.clone();
        let folder = self.stop().await;
        Self::start(folder, database).await
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Person {
        Person { url: self.url.clone(), token: None, client: reqwest::Client::new() }
    }

    /// One of the example people: 调解员, 申请人 …
    pub async fn person(&self, role: &str) -> Person {
        let login = self.login(role);
        self.signed_in(&login.identity, &login.password).await
    }

    pub async fn signed_in(&self, identity: &str, password: &str) -> Person {
        let mut person = self.stranger();
        let body = json!({ "identity": identity, "password": password, "bearer": true });
        let answer = person.post("/api/v1/sign-in", body).await.expect(200);
        person.token = Some(answer["token"].as_str().unwrap().to_owned());
        person
    }

    pub fn login(&self, role: &str) -> &Login {
        self.logins.iter().find(|login| login.role == role).unwrap()
    }
}

impl Person {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let url = response.url().to_string();
        Answer { url, status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    /// The id of this person's session of a kind: `mediation` or `hearing`.
    pub async fn session(&self, kind: &str) -> String {
        let page = self.get("/api/v1/sessions").await.expect(200);
        let session = page["items"].as_array().unwrap().iter().find(|item| item["kind"] == kind);
        session.unwrap()["id"].as_str().unwrap().to_owned()
    }
}

impl Answer {
    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        let text = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status.as_u16(), status, "{text}");
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The code of a problem that must have this status.
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        let kind = self.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(kind, "application/problem+json", "{}", String::from_utf8_lossy(&self.bytes));
        self.expect(status)["code"].as_str().unwrap().to_owned()
    }
}

fn config(folder: &Path, database: Option<&str>) -> Config {
    let mut config = Config::default().in_folder(folder);
    config.listen.port = 0;
    config.database.url = database.map(Secret::new);
    // One address stands for a whole town.
    config.limits.requests_per_second = 10_000;
    config.recording.worker = Some(worker(folder));
    config
}

/// Stands for the program that links FFmpeg: makes one file and says so. What it hands over is
/// sealed, verified and served by the real code.
fn worker(folder: &Path) -> PathBuf {
    let path = folder.join("worker");
    let facts = json!({
        "began": 1_790_000_000_000_000_i64, "length_us": 1_000_000, "parts": [], "pauses": [], "outages": [],
        "clock": { "readings": 0, "worst_step_us": 0, "drift_ppb": 0 }, "people": [], "tracks": [],
        "undescribed": [], "defects": [], "finaliser": "a script",
    });
    let script = format!(
        "#!/bin/sh\n\
         [ \"$1\" = finalise ] || {{ echo '{{\"error\":\"usage: a script\"}}'; exit 1; }}\n\
         mkdir -p \"$4\" \"$4.work\"\n\
         printf 0123456789 > \"$4/composite.mp4\"\n\
         printf '%s\\n' '{{\"event\":{{\"type\":\"chat\",\"from\":\"p\",\"text\":\"secret\"}},\"n\":0,\"time_us\":1}}' > \"$4/events.jsonl\"\n\
         printf '%s' '[{{\"from\":\"p\",\"text\":\"secret\",\"time_us\":1}}]' > \"$4/chat.json\"\n\
         printf 'WEBVTT\\n\\n00:00 --> 00:01\\np：secret\\n' > \"$4/chat.vtt\"\n\
         printf '%s' '{facts}' > \"$4.work/facts.json\"\n\
         echo '{{\"step\":\"picture\",\"percent\":50,\"seconds_left\":1}}'\n\
         echo '{{\"done\":true}}'\n"
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

struct SilentNode;

/// Keeps the listener, so that its session does not believe the node gone.
struct SilentPort {
    _events: mpsc::UnboundedSender<Event>,
}

impl MediaNode for SilentNode {
    fn attach(&self, _session: SessionId, events: mpsc::UnboundedSender<Event>) -> Box<dyn NodePort> {
        Box::new(SilentPort { _events: events })
    }

    fn readings(&self) -> Vec<Reading> {
        vec![Reading::default()]
    }
}

impl NodePort for SilentPort {
    fn send(&self, _commands: Vec<Command>) {}
}

/// Each test twice: with the server on SQLite, and on PostgreSQL.
macro_rules! on_both_apps {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: &TestApp) $body:block)*) => {
        $(
            $(#[$doc])*
            mod $name {
                use super::*;

                async fn check($app: &TestApp) $body

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    let app = TestApp::sqlite().await;
                    check(&app).await;
                    app.stop().await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    let app = TestApp::postgres().await;
                    check(&app).await;
                    app.stop().await;
                }
            }
        )*
    };
}
