//! The server as its own process, with its example people, and the way into a session.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::process::{Child, Command, Stdio};

use concord::demo::{Login, Logins};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Printed last, when everything is ready.
const READY: &str = "Ctrl-C";

pub struct Court {
    pub address: SocketAddr,
    logins: Vec<Login>,
    pub process: Child,
    _folder: TempDir,
}

/// What lets somebody in.
pub struct Entry {
    pub participant: String,
    /// Path of the session channel.
    pub channel: String,
    pub token: String,
}

impl Court {
    pub fn open() -> Self {
        Self::open_in(tempfile::tempdir().unwrap())
    }

    /// With what is in the folder already.
    pub fn open_in(folder: TempDir) -> Self {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let media = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_concord"))
            .args(["demo", "--port", &address.port().to_string(), "--data"])
            .arg(folder.path())
            .env("CONCORD_MEDIA__UDP_PORT", media.port().to_string())
            .env("CONCORD_MEDIA__TCP_PORT", "0")
            .env("CONCORD_LOG__FILTER", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap());
        let mut lines = said.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains(READY)), "the server ended before it was ready");
        // Nobody reads what else it says; the pipe is kept open.
        std::thread::spawn(move || lines.for_each(drop));
        let logins = Logins::load_or_create(&folder.path().join("demo-logins.toml")).unwrap().people;
        Self { address, logins, process, _folder: folder }
    }

    /// Signs somebody in and asks for entry to their mediation.
    pub async fn entry(&self, role: &str) -> Entry {
        let bearer = self.sign_in(role).await;
        let page = self.ask("sessions", None, Some(&bearer)).await;
        let session = page["items"].as_array().unwrap().iter().find(|item| item["kind"] == "mediation");
        self.enter(&bearer, session.unwrap()["id"].as_str().unwrap()).await
    }

    pub async fn sign_in(&self, role: &str) -> String {
        let login = self.logins.iter().find(|login| login.role == role).unwrap();
        let secret = json!({ "identity": login.identity, "password": login.password, "bearer": true });
        self.ask("sign-in", Some(secret), None).await["token"].as_str().unwrap().to_owned()
    }

    pub async fn enter(&self, bearer: &str, session: &str) -> Entry {
        let entry = self.ask(&format!("sessions/{session}/entry"), Some(json!({})), Some(bearer)).await;
        let text = |field: &str| entry[field].as_str().unwrap().to_owned();
        Entry { participant: text("participant"), channel: text("channel"), token: text("token") }
    }

    async fn ask(&self, path: &str, body: Option<Value>, bearer: Option<&str>) -> Value {
        let url = format!("http://{}/api/v1/{path}", self.address);
        let client = reqwest::Client::new();
        let request = match body {
            Some(body) => client.post(url).json(&body),
            None => client.get(url),
        };
        let request = match bearer {
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        };
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }
}

impl Drop for Court {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
