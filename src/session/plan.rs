//! What is settled before a session begins: who is expected, which rooms are prepared, and
//! the rules the court or mediation body has set. It comes from the case.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::floor::FloorMode;
use super::id::{ParticipantId, SessionId, Timestamp};
use super::phase::SessionKind;
use super::role::{Role, Side};

/// The plan of one session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Which session.
    pub session: SessionId,
    /// Mediation or hearing.
    pub kind: SessionKind,
    /// Shown as the heading; must not reveal the dispute in notifications (`CIArb` rule 12).
    pub title: String,
    /// 案号 or mediation number.
    pub case_no: String,
    /// When it is to begin.
    pub scheduled_at: Timestamp,
    /// Everybody expected.
    pub people: Vec<Invitee>,
    /// Caucus rooms prepared beforehand.
    #[serde(default)]
    pub rooms: Vec<PlannedRoom>,
    /// The rules.
    #[serde(default)]
    pub rules: Rules,
}

/// One person expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitee {
    /// Their place in this session.
    pub id: ParticipantId,
    /// Shown name.
    pub name: String,
    /// Their identity on the media wire, where it is not the id (rooms without a case).
    #[serde(default)]
    pub identity: Option<String>,
    /// Role.
    pub role: Role,
    /// Their side, for parties and agents.
    #[serde(default)]
    pub side: Option<Side>,
    /// The person they accompany (interpreter, supporter, agent): they move together.
    #[serde(default)]
    pub linked_to: Option<ParticipantId>,
    /// People they must never meet unsupervised, whatever the sides (INV-S03).
    #[serde(default)]
    pub protected_from: Vec<ParticipantId>,
    /// 特别授权: an agent with special authority may settle and sign (INV-E06).
    #[serde(default)]
    pub special_authority: bool,
}

/// A caucus prepared as case data, so that it survives a mediator's logout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedRoom {
    /// Shown name.
    pub name: String,
    /// For which side, if for one.
    #[serde(default)]
    pub side: Option<Side>,
    /// Who is meant to be in it.
    #[serde(default)]
    pub members: Vec<ParticipantId>,
}

/// What the court or mediation body has set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Notices to be ticked by an act before admission (HE-05).
    pub notices: Vec<Notice>,
    /// Staff must have confirmed who somebody is before admission (INV-E02).
    pub identity_required: bool,
    /// A device test must be on file or waived (HE-02).
    pub device_test_required: bool,
    /// Seconds before `scheduled_at` from which people may enter (HE-04).
    pub entry_opens_seconds: u32,
    /// An open door: whoever arrives is in the joint room at once, with all rights. Only for
    /// rooms without a case (development mode); such a session has no sides.
    pub open_door: bool,
    /// Who is heard in the joint room unless somebody decides otherwise.
    pub floor: Option<FloorMode>,
    /// Seconds of warning before people are pulled out of a caucus.
    pub countdown_seconds: u32,
    /// Seconds until an unanswered invitation or knock lapses.
    pub invitation_seconds: u32,
    /// Seconds a lost connection keeps its place before the person is shown as gone.
    pub grace_seconds: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            notices: Vec::new(),
            identity_required: true,
            device_test_required: false,
            entry_opens_seconds: 3 * 60 * 60,
            open_door: false,
            floor: None,
            countdown_seconds: 5,
            invitation_seconds: 60,
            grace_seconds: 60,
        }
    }
}

/// A text to be read and ticked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// Stable name, for example `court_discipline`.
    pub id: String,
    /// The text in Chinese.
    pub zh: String,
    /// The text in English.
    pub en: String,
}
