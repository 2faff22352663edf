//! Each refusal as a sentence a person can act on, in Chinese and English.

use super::Refusal;

/// A sentence in the two languages of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

const fn say(zh: &'static str, en: &'static str) -> Sentence {
    Sentence { zh, en }
}

impl Refusal {
    /// What to tell the person.
    pub fn sentence(self) -> Sentence {
        self.about_people().or_else(|| self.about_entry()).unwrap_or_else(|| self.about_acts())
    }

    fn about_people(self) -> Option<Sentence> {
        Some(match self {
            Self::NotAParticipant => say(
                "您不在本次会议的参加人员名单中，请核对链接或联系工作人员。",
                "You are not on the list for this session. Check the link or contact the staff.",
            ),
            Self::NoSuchParticipant => say("没有找到该参加人。", "That person is not in this session."),
            Self::NotHere => say("对方当前不在线。", "That person is not here right now."),
            Self::Removed => say(
                "您已被请出本次会议，需经主持人同意后才能返回。",
                "You were removed from this session. Whoever leads it must allow you back.",
            ),
            Self::NotYourRole => say("您的身份不能进行此操作。", "Your role does not allow this."),
            Self::MayNotMeet => say(
                "没有中立方在场时，这些人员不能处于同一房间。",
                "These people may not share a room without a neutral present.",
            ),
            Self::MayNotWrite => say(
                "不能向该人员单独发送消息，您可以联系调解员或书记员。",
                "You cannot write to that person alone. You can write to the mediator or the clerk.",
            ),
            Self::CannotSpeak => say("该人员当前不能发言。", "That person cannot be given the floor."),
            Self::NotOfThePanel => {
                say("只有合议庭成员和书记员可以进入合议室。", "Only the panel and its clerk deliberate.")
            }
            Self::WitnessMustBeCalled => {
                say("证人须经传唤才能进入法庭。", "A witness enters only when called.")
            }
            _ => return None,
        })
    }

    fn about_entry(self) -> Option<Sentence> {
        Some(match self {
            Self::EntryNotOpen => {
                say("尚未到入场时间，请稍后再试。", "Entry has not opened yet. Please come back later.")
            }
            Self::NoticesNotTicked => {
                say("请先阅读并勾选全部须知。", "Please read and tick all notices first.")
            }
            Self::IdentityNotConfirmed => say(
                "身份尚未核实，请由工作人员核对证件后再准入。",
                "Identity is not confirmed yet. Staff must check it before admission.",
            ),
            Self::DeviceNotTested => say("请先完成设备检测。", "Please test your devices first."),
            Self::ConsentMissing => say(
                "有人尚未同意录音录像，需全部同意后才能继续。",
                "Somebody has not agreed to the recording. Everybody must agree first.",
            ),
            Self::RoomLocked => say("房间已锁定，请先敲门。", "The room is locked. Please knock."),
            Self::NoSuchRoom => say("该房间不存在或已关闭。", "That room does not exist any more."),
            Self::RoomNotEmpty => say("房间内还有人，请先请其离开。", "There are still people in that room."),
            Self::NotInThatRoom => say("您不在该房间内。", "You are not in that room."),
            Self::NoSuchInvitation => say("该邀请已失效。", "That invitation is no longer open."),
            _ => return None,
        })
    }

    fn about_acts(self) -> Sentence {
        match self {
            Self::NotInThisPhase(_) => {
                say("当前阶段不能进行此操作。", "This cannot be done in the present phase.")
            }
            Self::NoSuchTransition { .. } => {
                say("不能从当前阶段直接进入该阶段。", "The session cannot go there from its present phase.")
            }
            Self::RecordingFollowsTheHearing => say(
                "庭审录音录像随开庭、闭庭自动开始和结束，不能手动操作。",
                "The recording starts and ends with the hearing; it cannot be stopped by hand.",
            ),
            Self::NotAPauseReason => say(
                "该理由不能作为中断录制的原因。",
                "That is not a reason for which this recording may be interrupted.",
            ),
            Self::NotRecording => say("当前没有在录制。", "Nothing is being recorded."),
            Self::ReasonRequired => say("请选择或填写原因。", "Please give a reason."),
            Self::BadText => say("内容为空或过长，请修改后重试。", "The text is empty or too long."),
            Self::WarningsFirst => say(
                "须先经提示和警告，才能记为中途退庭。",
                "A prompt and a warning must be given before this can be marked.",
            ),
            Self::TooMany => say("数量已达上限。", "The limit has been reached."),
            Self::NoSuchPage => say("没有这一页。", "There is no such page."),
            Self::CannotSave => say(
                "服务器暂时无法保存，请稍后再试。",
                "The server cannot save right now. Please try again in a moment.",
            ),
            _ => say("当前状态无需此操作。", "It is already so."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::phase::Phase;

    #[test]
    fn only_nothing_to_do_falls_through_to_already_so() {
        let already = Refusal::NothingToDo.sentence();
        let all = [
            Refusal::NotAParticipant,
            Refusal::NoSuchParticipant,
            Refusal::NoSuchRoom,
            Refusal::NoSuchInvitation,
            Refusal::NotYourRole,
            Refusal::NotInThisPhase(Phase::Closed),
            Refusal::NoSuchTransition { from: Phase::Closed, to: Phase::InSession },
            Refusal::Removed,
            Refusal::EntryNotOpen,
            Refusal::NotHere,
            Refusal::NoticesNotTicked,
            Refusal::IdentityNotConfirmed,
            Refusal::DeviceNotTested,
            Refusal::ConsentMissing,
            Refusal::MayNotMeet,
            Refusal::NotOfThePanel,
            Refusal::WitnessMustBeCalled,
            Refusal::RoomLocked,
            Refusal::RoomNotEmpty,
            Refusal::NotInThatRoom,
            Refusal::CannotSpeak,
            Refusal::RecordingFollowsTheHearing,
            Refusal::NotAPauseReason,
            Refusal::NotRecording,
            Refusal::MayNotWrite,
            Refusal::ReasonRequired,
            Refusal::BadText,
            Refusal::WarningsFirst,
            Refusal::TooMany,
            Refusal::NoSuchPage,
            Refusal::CannotSave,
        ];
        for refusal in all {
            assert_ne!(refusal.sentence(), already, "{refusal:?} has no sentence of its own");
        }
    }
}
