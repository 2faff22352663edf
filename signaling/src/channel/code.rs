//! Why the server ends a socket: a closed list of codes, each with a sentence for people.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A sentence in the two languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

/// The last frame on a socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Bye {
    /// Why.
    pub code: ByeCode,
    /// `true`: do not come back with this token. `false`: reconnect and resume.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// For people.
    #[serde(flatten)]
    pub sentence: Sentence,
}

/// Why the server ends a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByeCode {
    /// The first frame was not a hello, or none came in time.
    NoHello,
    /// The hello asks for a version this server does not speak.
    UnsupportedVersion,
    /// The token was refused.
    TokenRefused,
    /// The token is good, but its bearer may not come in now.
    NotAllowed,
    /// Too many attempts; wait before the next.
    TooMany,
    /// A frame was not JSON, not a known frame, or out of order.
    Malformed,
    /// A frame was longer than allowed.
    TooLarge,
    /// Frames came faster than allowed for too long.
    TooFast,
    /// The client did not read or acknowledge for too long.
    TooSlow,
    /// Nothing was heard for too long.
    Silent,
    /// The same participant connected elsewhere.
    Replaced,
    /// Removed from the session.
    Removed,
    /// The session is over.
    SessionOver,
    /// The server restarts; come back in a moment.
    Restarting,
    /// The server failed.
    Failed,
}

impl ByeCode {
    /// Every code.
    pub const ALL: [Self; 15] = [
        Self::NoHello,
        Self::UnsupportedVersion,
        Self::TokenRefused,
        Self::NotAllowed,
        Self::TooMany,
        Self::Malformed,
        Self::TooLarge,
        Self::TooFast,
        Self::TooSlow,
        Self::Silent,
        Self::Replaced,
        Self::Removed,
        Self::SessionOver,
        Self::Restarting,
        Self::Failed,
    ];

    /// Whether coming back with the same token is pointless.
    pub fn is_final(self) -> bool {
        match self {
            Self::UnsupportedVersion
            | Self::TokenRefused
            | Self::NotAllowed
            | Self::Replaced
            | Self::Removed
            | Self::SessionOver => true,
            Self::NoHello
            | Self::TooMany
            | Self::Malformed
            | Self::TooLarge
            | Self::TooFast
            | Self::TooSlow
            | Self::Silent
            | Self::Restarting
            | Self::Failed => false,
        }
    }

    /// The code in words.
    pub fn sentence(self) -> Sentence {
        let (zh, en) = self.words();
        Sentence { zh: zh.into(), en: en.into() }
    }

    /// The frame's content.
    pub fn bye(self) -> Bye {
        Bye { code: self, is_final: self.is_final(), sentence: self.sentence() }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoHello => {
                ("连接未及时完成，请重试。", "The connection was not completed in time. Please try again.")
            }
            Self::UnsupportedVersion => {
                ("页面版本过旧，请刷新后重试。", "This page is out of date. Please reload it.")
            }
            Self::TokenRefused => {
                ("入场凭证无效或已过期，请重新进入。", "Your pass is not valid any more. Please enter again.")
            }
            Self::NotAllowed => ("您当前不能进入本次会议。", "You may not enter this session now."),
            Self::TooMany => ("连接过于频繁，请稍后再试。", "Too many attempts. Please wait a moment."),
            Self::Malformed => {
                ("连接数据有误，正在重新连接。", "The connection sent something unreadable; reconnecting.")
            }
            Self::TooLarge => ("发送的内容过大。", "What was sent is too large."),
            Self::TooFast => ("操作过于频繁，请稍后再试。", "Too many requests at once. Please slow down."),
            Self::TooSlow => ("网络较慢，正在重新连接。", "The network is slow; reconnecting."),
            Self::Silent => ("连接已中断，正在重新连接。", "The connection was lost; reconnecting."),
            Self::Replaced => ("您已在其他设备或页面进入。", "You have entered from another device or page."),
            Self::Removed => ("您已被请出本次会议。", "You were removed from this session."),
            Self::SessionOver => ("本次会议已结束。", "This session is over."),
            Self::Restarting => {
                ("服务器正在重启，稍后将自动恢复。", "The server is restarting and will be back in a moment.")
            }
            Self::Failed => ("服务器出现故障，正在重新连接。", "The server had a fault; reconnecting."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_speaks_both_languages() {
        for code in ByeCode::ALL {
            let Sentence { zh, en } = code.sentence();
            assert!(zh.ends_with('。') && en.ends_with('.'), "{code:?}");
            assert!(!zh.is_ascii() && en.is_ascii(), "{code:?}");
        }
    }
}
