//! Takes the text of single messages out of the files of a copy. In its place stand a reason and
//! the hash of what was there, so that whoever has the original can tell that nothing else was
//! changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::seal::SealError;
use crate::digest::Sha256;

/// Files with what was written, each in its own form.
pub(super) const EVENTS: &str = "events.jsonl";
pub(super) const CHAT: &str = "chat.json";
pub(super) const CAPTIONS: &str = "chat.vtt";

/// A message whose text is not in a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedactedMessage {
    /// Its number: `n` in `events.jsonl`.
    pub message: u64,
    /// Of its line there, as the original has it, without the end of the line.
    pub sha256: Sha256,
    /// Why.
    pub reason: String,
}

/// What was written, in the three forms that a bundle has it in.
pub(super) struct Written {
    pub events: Vec<u8>,
    pub chat: Vec<u8>,
    pub captions: Vec<u8>,
}

impl Written {
    /// The same without the texts of `messages`, each with its reason.
    ///
    /// # Errors
    /// [`SealError::Message`] if a number is not that of a message; [`SealError::Form`] if the
    /// files do not fit each other.
    pub fn without(
        &self,
        messages: &BTreeMap<u64, String>,
    ) -> Result<(Self, Vec<RedactedMessage>), SealError> {
        let mut gone = Gone::default();
        let events = self.events_without(messages, &mut gone)?;
        if let Some(unknown) = messages.keys().find(|n| !gone.messages.iter().any(|m| m.message == **n)) {
            return Err(SealError::Message(*unknown));
        }
        let (chat, places) = self.chat_without(&gone)?;
        let captions = self.captions_without(&places)?;
        Ok((Self { events, chat, captions }, gone.messages))
    }

    /// Line by line; what is not concerned stays as it is, to the byte.
    fn events_without(
        &self,
        messages: &BTreeMap<u64, String>,
        gone: &mut Gone,
    ) -> Result<Vec<u8>, SealError> {
        let mut lines = Vec::with_capacity(self.events.len());
        for line in self.events.split_inclusive(|byte| *byte == b'\n') {
            let bare = line.strip_suffix(b"\n").unwrap_or(line);
            let mut entry: Value = read(bare, EVENTS)?;
            let reason = entry["n"].as_u64().and_then(|n| messages.get_key_value(&n));
            let Some((n, reason)) = reason.filter(|_| entry["event"]["type"] == "chat") else {
                lines.extend_from_slice(line);
                continue;
            };
            let stub = RedactedMessage { message: *n, sha256: Sha256::of(bare), reason: reason.clone() };
            gone.keys.push((key_of(&entry["time_us"], &entry["event"]), stub.clone()));
            cover(&mut entry["event"], &stub);
            lines.extend(to_json(&entry));
            lines.push(b'\n');
            gone.messages.push(stub);
        }
        Ok(lines)
    }

    /// With the places of the messages in the list, and what to say there.
    fn chat_without(&self, gone: &Gone) -> Result<(Vec<u8>, Places), SealError> {
        let mut list: Vec<Value> = read(&self.chat, CHAT)?;
        let mut places = Places { count: list.len(), words: BTreeMap::new() };
        for (place, message) in list.iter_mut().enumerate() {
            let key = key_of(&message["time_us"], message);
            if let Some((_, stub)) = gone.keys.iter().find(|(gone, _)| *gone == key) {
                cover(message, stub);
                places.words.insert(place, words(&stub.reason));
            }
        }
        if places.words.len() < gone.keys.len() {
            return Err(SealError::Form(format!("{CHAT} to have every message of {EVENTS}")));
        }
        let list = serde_json::to_vec_pretty(&list).expect("a list of JSON objects is JSON");
        Ok((list, places))
    }

    /// A caption for each message, in their order; who wrote stands before the colon.
    fn captions_without(&self, places: &Places) -> Result<Vec<u8>, SealError> {
        let form = || SealError::Form(format!("{CAPTIONS} to have a caption for every message"));
        let text = std::str::from_utf8(&self.captions).map_err(|_| form())?;
        let mut blocks: Vec<String> = text.trim_end().split("\n\n").map(str::to_owned).collect();
        if blocks.len() != places.count + 1 {
            return Err(form());
        }
        for (place, words) in &places.words {
            let block = &mut blocks[place + 1];
            let (time, said) = block.split_once('\n').ok_or_else(form)?;
            let who = said.split_once('：').map_or("", |(who, _)| who);
            *block = format!("{time}\n{who}：{}", words.replace('&', "&amp;").replace('<', "&lt;"));
        }
        Ok((blocks.join("\n\n") + "\n").into_bytes())
    }
}

/// When, by whom, and what: a message in whatever file it is.
type Key = (u64, String, String);

#[derive(Default)]
struct Gone {
    messages: Vec<RedactedMessage>,
    keys: Vec<(Key, RedactedMessage)>,
}

struct Places {
    count: usize,
    words: BTreeMap<usize, String>,
}

fn key_of(time_us: &Value, message: &Value) -> Key {
    let text = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
    (time_us.as_u64().unwrap_or(u64::MAX), text("from"), text("text"))
}

/// Every reader shows the words; those who check find the hash.
fn cover(message: &mut Value, stub: &RedactedMessage) {
    message["text"] = json!(words(&stub.reason));
    message["redacted"] = json!({ "sha256": stub.sha256, "reason": stub.reason });
}

fn words(reason: &str) -> String {
    let reason: Vec<&str> = reason.split_whitespace().collect();
    format!("〔已隐去：{}〕", reason.join(" "))
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8], file: &str) -> Result<T, SealError> {
    serde_json::from_slice(bytes).map_err(|error| SealError::Form(format!("{file} to be JSON: {error}")))
}

fn to_json(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = concat!(
        r#"{"event":{"type":"note","text":"现在开庭"},"n":0,"time_us":5,"utc":"x"}"#,
        "\n",
        r#"{"event":{"from":"p-1","text":"第三人的住址","type":"chat"},"n":1,"time_us":7,"utc":"x"}"#,
        "\n",
        r#"{"event":{"from":"p-2","text":"收到","type":"chat"},"n":2,"time_us":9,"utc":"x"}"#,
        "\n",
    );
    const MESSAGES: &str =
        r#"[{"time_us":7,"from":"p-1","text":"第三人的住址"},{"time_us":9,"from":"p-2","text":"收到"}]"#;
    const CUES: &str = "WEBVTT\n\n00:00:00.000 --> 00:00:05.000\n申请人 王：第三人的住址\n\n00:00:00.001 --> 00:00:05.001\n被申请人 李：收到\n";

    fn written() -> Written {
        Written { events: LINES.into(), chat: MESSAGES.into(), captions: CUES.into() }
    }

    fn order(n: u64) -> BTreeMap<u64, String> {
        BTreeMap::from([(n, "涉及 <第三人>\n".to_owned())])
    }

    #[test]
    fn the_text_is_in_no_file_and_everything_else_is_as_it_was() {
        let (without, gone) = written().without(&order(1)).unwrap();
        let files =
            [without.events, without.chat, without.captions].map(|file| String::from_utf8(file).unwrap());
        let [events, chat, captions] = &files;
        for file in &files {
            assert!(
                !file.contains("住址") && file.contains("收到") && file.contains("〔已隐去：涉及"),
                "{file}"
            );
        }
        let line = LINES.lines().nth(1).unwrap();
        assert_eq!((gone[0].message, gone[0].sha256), (1, Sha256::of(line.as_bytes())));
        assert!(events.contains(&gone[0].sha256.to_string()) && chat.contains(&gone[0].sha256.to_string()));
        let others = |lines: &str| [0, 2].map(|n| lines.lines().nth(n).unwrap().to_owned());
        assert_eq!(others(events), others(LINES));
        assert!(captions.contains("申请人 王：〔已隐去：涉及 &lt;第三人>〕\n\n00:00:00.001"), "{captions}");
    }

    #[test]
    fn only_messages_can_be_redacted() {
        for n in [0, 3] {
            assert!(matches!(written().without(&order(n)), Err(SealError::Message(m)) if m == n));
        }
    }

    #[test]
    fn files_that_do_not_fit_each_other_are_refused() {
        let chat = MESSAGES.replace("住址", "电话").into();
        assert!(matches!(Written { chat, ..written() }.without(&order(1)), Err(SealError::Form(_))));
        let captions = "WEBVTT\n".into();
        assert!(matches!(Written { captions, ..written() }.without(&order(1)), Err(SealError::Form(_))));
    }
}
