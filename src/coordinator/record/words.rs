//! The words the record uses, in the language of the court.

use crate::session::phase::{Phase, SessionKind};
use crate::session::recording::PauseReason;
use crate::session::role::{Role, Side};

/// Why packets are refused for a while.
pub fn pause(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::Recess => "休庭",
        PauseReason::ClosedEvidence => "不公开质证",
        PauseReason::MediationUnsuitable => "调解不宜录制",
        PauseReason::Suspended => "故障中止",
        PauseReason::ConsentWithdrawn => "撤回录制同意",
        PauseReason::Break => "暂停",
    }
}

/// A role as it is shown beside a name.
pub fn role(kind: SessionKind, role: Role, side: Option<Side>) -> String {
    let side = side.map(|side| side_word(kind, side)).unwrap_or_default();
    match role {
        Role::Judge | Role::PanelMember => "审判员".into(),
        Role::PresidingJudge => "审判长".into(),
        Role::LayAssessor => "人民陪审员".into(),
        Role::Clerk => "书记员".into(),
        Role::Mediator => "调解员".into(),
        Role::CoMediator => "协助调解人".into(),
        Role::Party if side.is_empty() => "当事人".into(),
        Role::Party => side.into(),
        Role::Agent => format!("{side}代理人"),
        Role::Witness => "证人".into(),
        Role::Expert => "鉴定人".into(),
        Role::Interpreter => "翻译".into(),
        Role::Supporter => "陪同人".into(),
        Role::Observer => "旁听".into(),
        Role::Technician => "技术人员".into(),
    }
}

fn side_word(kind: SessionKind, side: Side) -> &'static str {
    match (kind, side) {
        (SessionKind::Mediation, Side::Applicant) => "申请人",
        (SessionKind::Mediation, Side::Respondent) => "被申请人",
        (SessionKind::Hearing, Side::Applicant) => "原告",
        (SessionKind::Hearing, Side::Respondent) => "被告",
        (_, Side::ThirdParty) => "第三人",
    }
}

/// A change of phase in words.
pub fn phase(kind: SessionKind, to: Phase, reason: Option<&str>) -> String {
    let word = match (kind, to) {
        (SessionKind::Hearing, Phase::InSession) => "开庭",
        (SessionKind::Mediation, Phase::InSession) => "调解开始",
        (SessionKind::Hearing, Phase::Recess) => "休庭",
        (SessionKind::Mediation, Phase::Recess) => "休息",
        (_, Phase::Suspended) => "因故中止",
        (_, Phase::MinutesReview) => "核对笔录",
        (SessionKind::Hearing, Phase::Closed) => "闭庭",
        (SessionKind::Mediation, Phase::Closed) => "调解结束",
        (_, Phase::Scheduled) => "已排期",
        (_, Phase::EntryOpen) => "开放入场",
        (_, Phase::Archived) => "已归档",
        (_, Phase::Cancelled) => "已取消",
        (_, Phase::Postponed) => "延期",
        (_, Phase::ConvertedOffline) => "转为线下进行",
    };
    reason.map_or_else(|| word.to_owned(), |reason| format!("{word}：{reason}"))
}
