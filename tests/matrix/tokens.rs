//! Tokens of every kind, written by hand: what the server mints itself proves nothing.

use concord::session::{ParticipantId, SessionId};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

pub const KEY_ID: &str = "k1";
pub const SECRET: [u8; 32] = [7; 32];
pub const NOW_S: u64 = 1_800_000_000;
/// Clocks may differ by this much.
const LEEWAY_S: u64 = 60;

/// One good token, first, and all the ways in which one can be bad.
pub fn tokens(session: SessionId, who: ParticipantId) -> Vec<(&'static str, String)> {
    let header = json!({ "alg": "HS256", "typ": "JWT", "kid": KEY_ID });
    let payload = json!({
        "iss": "concord", "sub": who.to_string(), "aud": "channel", "session": session.to_string(),
        "nbf": NOW_S, "exp": NOW_S + 120, "jti": "once",
    });
    let claims = |changes: Value| signed(&header, &with(&payload, &changes), &SECRET);
    let headed = |changes: Value| signed(&with(&header, &changes), &payload, &SECRET);
    let good = claims(json!({}));
    let (body, signature) = good.rsplit_once('.').unwrap();
    let elsewhere = Uuid::from_u128(2).to_string();
    let edited = BASE64URL_NOPAD.encode(with(&payload, &json!({ "role": "judge" })).to_string().as_bytes());
    let video = json!({ "roomAdmin": true, "room": session.to_string() });
    vec![
        ("good", good.clone()),
        ("expired", claims(json!({ "exp": NOW_S - LEEWAY_S }))),
        ("without an end", claims(json!({ "exp": null }))),
        ("not yet valid", claims(json!({ "nbf": NOW_S + LEEWAY_S + 1 }))),
        ("for the media wire", claims(json!({ "aud": "media" }))),
        ("for no wire", claims(json!({ "aud": null }))),
        ("of another issuer", claims(json!({ "iss": "devkey" }))),
        ("for another session", claims(json!({ "session": elsewhere }))),
        ("for somebody else", claims(json!({ "sub": elsewhere }))),
        ("for nobody", claims(json!({ "sub": "" }))),
        ("with rights of the server API", claims(json!({ "video": video }))),
        ("of another key", signed(&header, &payload, &[8; 32])),
        ("of an unknown key", headed(json!({ "kid": "k2" }))),
        ("of no algorithm", headed(json!({ "alg": "none" }))),
        ("of another algorithm", headed(json!({ "alg": "RS256" }))),
        ("with a key of its own", headed(json!({ "jwk": { "kty": "oct", "k": "AA" } }))),
        ("with the address of a key", headed(json!({ "jku": "https://elsewhere.example/keys" }))),
        ("unsigned", format!("{body}.")),
        ("with an edited role", format!("{}.{edited}.{signature}", good.split('.').next().unwrap())),
        ("cut short", good[..good.len() - 1].to_owned()),
        ("missing", String::new()),
    ]
}

fn with(object: &Value, changes: &Value) -> Value {
    let mut changed = object.clone();
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(changed.as_object_mut().unwrap().remove(key)),
            value => changed[key] = value.clone(),
        }
    }
    changed
}

fn signed(header: &Value, payload: &Value, secret: &[u8]) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let body = format!("{}.{}", part(header), part(payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
}
