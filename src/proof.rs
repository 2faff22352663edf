//! Proof for a party: who could receive it in its caucus.
//!
//! A signed statement that needs no server to be checked. What it rests on is the event log: the
//! media plane's own word on who could receive whom, each event bound to the one before. The
//! statement names the places in the log, so that whoever may see the log can compare.

use recorder::digest::Sha256;
use recorder::key::VerifyingKey;
use recorder::manifest::canonical;
use recorder::manifest::jws::{self, JwsError};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::session::ledger::visits::{LogPlace, Received, visits};
use crate::session::role::Role;
use crate::session::{ParticipantId, Plan, Recorded, SessionId, Timestamp};

/// Form and version of statements.
pub const FORM: &str = "concord caucus proof/1";

/// What no statement of this kind says, in every one of them.
const LIMITS: [(&str, &str); 3] = [
    ("本证明不含音频、视频或文字的内容。", "It contains nothing of what was said, shown or written."),
    (
        "本证明只说明本系统把媒体和文字转发给了谁，不说明收听者身边是否有他人，也不说明其事后是否转述。",
        "It says to whom this system could pass media and text on; not who else was beside a receiver, nor what a receiver told others.",
    ),
    (
        "进入后至确认时点之间的转发情况不在证明之内。",
        "It does not cover the moment between the move and its confirmation by the media plane.",
    ),
];

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Form and version.
    pub form: String,
    /// The session.
    pub session: SessionId,
    /// 案号 or mediation number.
    pub case_no: String,
    /// Whose caucuses.
    pub participant: ParticipantId,
    /// Their name.
    pub name: String,
    /// When it was issued.
    pub issued: Timestamp,
    /// Their stays in caucuses, in their order.
    pub visits: Vec<CaucusVisit>,
    /// Where the log ended then.
    pub log: ProvenPlace,
    /// What this does not say.
    pub limits: Vec<Limit>,
}

/// One stay in one caucus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaucusVisit {
    /// Shown name of the room.
    pub room: String,
    /// The move into it.
    pub entered: ProvenPlace,
    /// When the media plane had confirmed it: from here on the receivers are all there were.
    pub from: ProvenPlace,
    /// The move out of it; missing while it lasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<ProvenPlace>,
    /// Everybody who could receive them at any moment in between.
    pub receivers: Vec<Receiver>,
}

/// An event in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvenPlace {
    /// Its number.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Its hash, which binds it to all before.
    #[schema(value_type = String)]
    pub hash: Sha256,
}

/// Somebody who could receive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Their place in the session.
    pub participant: ParticipantId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Could hear.
    pub audio: bool,
    /// Could see.
    pub video: bool,
    /// Could read what was written to the room.
    pub chat: bool,
}

/// A sentence in two languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A statement as it is handed out: to be read, and to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// What is said.
    pub statement: Statement,
    /// The same, signed: a compact JWS (RFC 7515) with Ed25519 over canonical JSON (RFC 8785).
    pub signed: String,
}

/// Why a proof does not hold.
#[derive(Debug, Error)]
pub enum ProofError {
    /// Not a proof.
    #[error("expected a caucus proof, {0}")]
    Form(#[from] serde_json::Error),
    /// The signature does not hold.
    #[error(transparent)]
    Signature(#[from] JwsError),
    /// What is shown is not what was signed.
    #[error("expected the statement that was signed; what is shown is another one")]
    Altered,
}

impl Statement {
    /// What `log`, with the hash of each event, says of the caucuses of `who`. `None` if they are
    /// not of this session, or the log is empty.
    pub fn new(
        (session, plan): (SessionId, &Plan),
        who: ParticipantId,
        log: &[(Recorded, Sha256)],
        issued: Timestamp,
    ) -> Option<Self> {
        let name = plan.people.iter().find(|person| person.id == who)?.name.clone();
        let place = |place: LogPlace| {
            let index = usize::try_from(place.seq.checked_sub(1)?).ok()?;
            Some(ProvenPlace { seq: place.seq, at: place.at, hash: log.get(index)?.1 })
        };
        let (last, hash) = log.last()?;
        let events: Vec<_> = log.iter().map(|(recorded, _)| recorded.clone()).collect();
        let visits = visits(&events, who).into_iter().map(|visit| {
            let receivers = visit.receivers.iter().map(|(id, received)| receiver(plan, *id, *received));
            Some(CaucusVisit {
                room: visit.name,
                entered: place(visit.entered)?,
                from: place(visit.from)?,
                until: visit.until.and_then(place),
                receivers: receivers.collect(),
            })
        });
        Some(Self {
            form: FORM.to_owned(),
            session,
            case_no: plan.case_no.clone(),
            participant: who,
            name,
            issued,
            visits: visits.collect::<Option<_>>()?,
            log: ProvenPlace { seq: last.seq, at: last.at, hash: *hash },
            limits: LIMITS.map(|(zh, en)| Limit { zh: zh.to_owned(), en: en.to_owned() }).to_vec(),
        })
    }

    /// The bytes to be signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(self).expect("strings and whole numbers have a canonical form")
    }
}

fn receiver(plan: &Plan, id: ParticipantId, Received { audio, video, chat }: Received) -> Receiver {
    let known = plan.people.iter().find(|person| person.id == id);
    let (name, role) =
        known.map_or((String::new(), Role::Observer), |person| (person.name.clone(), person.role));
    Receiver { participant: id, name, role, audio, video, chat }
}

/// Checks a proof as it was handed out, without a server. With `pinned`, only that key will do.
///
/// # Errors
/// The first thing found wrong.
pub fn verify(text: &[u8], pinned: Option<&VerifyingKey>) -> Result<(Statement, VerifyingKey), ProofError> {
    let proof: Proof = serde_json::from_slice(text)?;
    let (signed, signer) = jws::verify(&proof.signed, pinned)?;
    let statement: Statement = serde_json::from_slice(&signed)?;
    if statement == proof.statement && statement.form == FORM {
        Ok((statement, signer))
    } else {
        Err(ProofError::Altered)
    }
}

#[cfg(test)]
mod tests;
