//! What the service that sends notices is given: docs/connectors.md.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;

use super::{NoticeContent, words};
use crate::session::Timestamp;
use crate::store::NoticeRecord;

/// How a secret is written down: this, then base64.
const SECRET_PREFIX: &str = "whsec_";
/// Bytes of a secret, as Standard Webhooks asks for.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
/// A notice that nobody took for a day is stale.
const STALE_SECONDS: u32 = 24 * 60 * 60;
/// Nobody waits longer than this for somebody who was called on the spot.
const COME_NOW_SECONDS: u32 = 10 * 60;

/// The secret that signs what is given to the service. No `Debug`: it must not be logged.
pub struct SigningKey(Vec<u8>);

impl SigningKey {
    /// Reads a secret of the form `whsec_BASE64`; `None` if it is not one of 24 to 64 bytes.
    pub fn parse(secret: &str) -> Option<Self> {
        let bytes = BASE64.decode(secret.strip_prefix(SECRET_PREFIX)?.as_bytes()).ok()?;
        SECRET_BYTES.contains(&bytes.len()).then_some(Self(bytes))
    }

    /// The header `webhook-signature` of Standard Webhooks: HMAC-SHA-256 over id, time and body.
    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

#[derive(Serialize)]
struct Message<'a> {
    id: String,
    to: &'a str,
    language: &'static str,
    text: String,
    notice: &'a NoticeContent,
}

/// The body of the request.
pub fn body(notice: &NoticeRecord) -> String {
    let language = words::Tongue::of(notice.language.as_deref());
    let text = words::text(&notice.content, language);
    let (id, to) = (notice.id.to_string(), notice.address.as_str());
    let message = Message { id, to, language: language.tag(), text, notice: &notice.content };
    serde_json::to_string(&message).expect("a message is built of strings and numbers")
}

/// When it no longer makes sense to send it.
pub fn stale_at(notice: &NoticeRecord) -> Timestamp {
    let after = |seconds| notice.created.plus_seconds(seconds);
    let own_end = match &notice.content {
        NoticeContent::Code { minutes, .. } => after(minutes.saturating_mul(60)),
        NoticeContent::ComeNow { .. } => after(COME_NOW_SECONDS),
        NoticeContent::Invitation { ends, .. } => *ends,
        NoticeContent::SessionSet { at, .. } | NoticeContent::SessionCancelled { at } => *at,
    };
    own_end.min(after(STALE_SECONDS))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn notice(content: NoticeContent, language: Option<&str>) -> NoticeRecord {
        NoticeRecord {
            id: Uuid::nil(),
            address: "13800000001".into(),
            language: language.map(str::to_owned),
            content,
            created: Timestamp(0),
            tries: 0,
            delivered: None,
            is_given_up: false,
        }
    }

    /// The figures are those of the specification's own example.
    #[test]
    fn a_signature_is_that_of_standard_webhooks() {
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_that_could_be_guessed_is_none() {
        for secret in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!"] {
            assert!(SigningKey::parse(secret).is_none(), "{secret}");
        }
    }

    #[test]
    fn a_message_says_the_same_in_words_and_in_fields() {
        let code = NoticeContent::Code { code: "042137".into(), minutes: 5 };
        let said: Value = serde_json::from_str(&body(&notice(code, Some("en")))).unwrap();
        assert_eq!((&said["to"], &said["language"]), (&json!("13800000001"), &json!("en")));
        assert_eq!(said["notice"], json!({ "type": "code", "code": "042137", "minutes": 5 }));
        assert!(said["text"].as_str().unwrap().contains("042137"), "{said}");
    }

    #[test]
    fn nothing_is_sent_after_it_has_lost_its_sense() {
        let seconds = |content| stale_at(&notice(content, None)).0 / 1_000_000;
        let day = i64::from(STALE_SECONDS);
        let at = |days: i64| Timestamp(days * day * 1_000_000);
        assert_eq!(seconds(NoticeContent::Code { code: "1".into(), minutes: 5 }), 300);
        assert_eq!(seconds(NoticeContent::ComeNow { link: String::new() }), 600);
        assert_eq!(seconds(NoticeContent::SessionSet { at: at(30), link: String::new() }), day);
        assert_eq!(seconds(NoticeContent::SessionCancelled { at: Timestamp(7_000_000) }), 7);
        assert_eq!(seconds(NoticeContent::Invitation { link: String::new(), ends: at(3) }), day);
    }
}
