//! A real Chromium, driven over `WebDriver` (W3C) with a few lines of HTTP.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The name of an element in the JSON of `WebDriver`.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long one thing may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Browser {
    driver: Child,
    /// Kept open: a driver that finds nobody reading ends.
    _said: BufReader<ChildStdout>,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts the driver on a port of its choice, and a browser without a window.
    pub fn start(profile: &Path) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium-driver is installed");
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        let port = announced_port(&mut said);
        let mut browser = Self { driver, _said: said, port, session: String::new() };
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--mute-audio",
            "--lang=zh-CN",
            "--accept-lang=zh-CN",
            "--autoplay-policy=no-user-gesture-required",
            &format!("--user-data-dir={}", profile.display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        browser.session = browser.post("session", &wanted)["sessionId"].as_str().unwrap().to_owned();
        browser
    }

    pub fn open(&self, page: &Path) {
        self.command("url", &json!({"url": format!("file://{}", page.display())}));
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Gives a folder to the file input that `selector` finds.
    pub fn choose(&self, selector: &str, folder: &Path) {
        let found = self.command("element", &json!({"using": "css selector", "value": selector}));
        let element = found[ELEMENT].as_str().unwrap();
        self.command(&format!("element/{element}/value"), &json!({"text": folder.to_str().unwrap()}));
    }

    /// Asks until the answer is good.
    pub fn wait(&self, what: &str, script: &str, good: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.run(script);
            if good(&answer) {
                return answer;
            }
            assert!(Instant::now() < deadline, "waited in vain until {what}, last {answer}");
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.post(&format!("session/{}/{path}", self.session), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        self.send(&format!(
            "POST /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    fn send(&self, request: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let answer = body(&mut BufReader::new(stream));
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert!(answer["value"]["error"].is_null(), "{request}\n{answer}");
        answer["value"].clone()
    }
}

/// The driver keeps the connection open whatever it is asked, so the length says where to stop.
fn body(answer: &mut impl BufRead) -> Vec<u8> {
    let mut length = 0;
    for line in answer.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body).unwrap();
    body
}

/// The first line names the port that was asked for, a later one the port that was given.
fn announced_port(said: &mut impl BufRead) -> u16 {
    let line = said
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains("started successfully on port "))
        .expect("the driver starts and says where");
    line.trim_end_matches('.').rsplit(' ').next().unwrap().parse().unwrap()
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browser with the session.
        self.send(&format!(
            "DELETE /session/{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            self.session
        ));
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
