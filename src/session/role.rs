//! Who somebody is in a session, and which side they are on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A role in the session (domain.md §6). It never changes by visiting a room (INV-S09).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 独任审判员, sole judge.
    Judge,
    /// 审判长, presiding judge of a panel.
    PresidingJudge,
    /// 审判员 in a panel.
    PanelMember,
    /// 人民陪审员, lay assessor.
    LayAssessor,
    /// 书记员, clerk: keeps the minutes, watches the recording.
    Clerk,
    /// 调解员, mediator.
    Mediator,
    /// 受邀协助调解人, invited co-mediator (MC-18).
    CoMediator,
    /// 当事人, party.
    Party,
    /// 代理人, agent or lawyer of a party.
    Agent,
    /// 证人, witness.
    Witness,
    /// 鉴定人 or 有专门知识的人, expert.
    Expert,
    /// 翻译人员, interpreter of the person it is linked to.
    Interpreter,
    /// 陪同人员, supporter of the person it is linked to.
    Supporter,
    /// 旁听人员, observer: sees and hears the joint room, nothing else.
    Observer,
    /// 技术人员, technician: sees health, never content.
    Technician,
}

impl Role {
    /// Every role, in the order of the table of policy.
    pub const ALL: [Self; 15] = [
        Self::Judge,
        Self::PresidingJudge,
        Self::PanelMember,
        Self::LayAssessor,
        Self::Clerk,
        Self::Mediator,
        Self::CoMediator,
        Self::Party,
        Self::Agent,
        Self::Witness,
        Self::Expert,
        Self::Interpreter,
        Self::Supporter,
        Self::Observer,
        Self::Technician,
    ];
}

/// A side of the dispute.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 申请人 or 原告: applicant or plaintiff.
    Applicant,
    /// 被申请人 or 被告: respondent or defendant.
    Respondent,
    /// 第三人: third party.
    ThirdParty,
}

/// A set of roles, so that policy is data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Roles(u16);

impl Roles {
    /// Nobody.
    pub const NONE: Self = Self(0);
    /// 合议庭 or sole judge.
    pub const BENCH: Self =
        Self::of(&[Role::Judge, Role::PresidingJudge, Role::PanelMember, Role::LayAssessor]);
    /// Whoever leads the hearing.
    pub const PRESIDING: Self = Self::of(&[Role::Judge, Role::PresidingJudge]);
    /// Whoever leads a mediation.
    pub const MEDIATORS: Self = Self::of(&[Role::Mediator, Role::CoMediator]);
    /// The sides and those who speak for them.
    pub const PARTIES: Self = Self::of(&[Role::Party, Role::Agent]);
    /// Those who testify.
    pub const TESTIFYING: Self = Self::of(&[Role::Witness, Role::Expert]);
    /// Those who help one other person and go where that person goes.
    pub const COMPANIONS: Self = Self::of(&[Role::Interpreter, Role::Supporter]);
    /// Whose presence lets opposing parties share a room (INV-S03).
    pub const SUPERVISING: Self = Self::PRESIDING.or(Self::MEDIATORS);
    /// Those who work for the court or the mediation body.
    pub const STAFF: Self = Self::BENCH.or(Self::MEDIATORS).or(Self::of(&[Role::Clerk]));
    /// Everybody who takes part, so neither observers nor technicians.
    pub const TAKING_PART: Self = Self::STAFF.or(Self::PARTIES).or(Self::TESTIFYING).or(Self::COMPANIONS);
    /// Everybody.
    pub const ALL: Self = Self::of(&Role::ALL);

    /// The set of the given roles.
    pub const fn of(roles: &[Role]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < roles.len() {
            bits |= 1 << roles[i] as u16;
            i += 1;
        }
        Self(bits)
    }

    /// Both sets together.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `role` is in the set.
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }
}
