//! Trickled candidates: JSON inside protobuf.

use serde::Deserialize;

use super::super::bounded::{Checked, bad, word};
use super::super::limits::{CANDIDATE_BYTES, CANDIDATE_JSON_BYTES, MID_BYTES};
use super::super::proto::{self, SignalTarget};
use super::super::request::{Candidate, Target};

/// `RTCIceCandidateInit` of the browsers. Unknown members are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Init {
    #[serde(default)]
    candidate: String,
    #[serde(default)]
    sdp_mid: Option<String>,
    #[serde(default, rename = "sdpMLineIndex")]
    sdp_mline_index: Option<u16>,
}

/// A candidate, or the word that there are no more.
pub fn candidate(value: &proto::TrickleRequest) -> Checked<Candidate> {
    let target = target(value.target)?;
    if value.candidate_init.is_empty() && value.r#final {
        return Ok(Candidate { target, candidate: None, mid: None, mline_index: None });
    }
    if value.candidate_init.len() > CANDIDATE_JSON_BYTES {
        return bad("candidateInit", "a shorter text");
    }
    let init: Init =
        serde_json::from_str(&value.candidate_init).or(bad("candidateInit", "JSON of a candidate"))?;
    let mid = init.sdp_mid.map(|mid| word("sdpMid", mid, MID_BYTES)).transpose()?;
    let candidate = Some(line(init.candidate)?).filter(|line| !line.is_empty());
    Ok(Candidate { target, candidate, mid, mline_index: init.sdp_mline_index })
}

/// The candidate's own line: one line of printable ASCII, or nothing.
fn line(candidate: String) -> Checked<String> {
    let printable = candidate.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if candidate.len() > CANDIDATE_BYTES || !printable {
        return bad("candidate", "one line of printable ASCII");
    }
    Ok(candidate)
}

fn target(value: i32) -> Checked<Target> {
    match SignalTarget::try_from(value) {
        Ok(SignalTarget::Publisher) => Ok(Target::Publisher),
        Ok(SignalTarget::Subscriber) => Ok(Target::Subscriber),
        Err(_) => bad("target", "publisher or subscriber"),
    }
}
