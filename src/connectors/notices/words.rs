//! The words of notices, in the language of whoever gets them.

use jiff::tz::TimeZone;

use super::NoticeContent;
use crate::session::Timestamp;

/// China has one time, eight hours ahead of UTC, all year.
const CHINA_SECONDS: u32 = 8 * 60 * 60;

/// The languages of notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// 简体中文, also for whoever has no account yet.
    Chinese,
    /// English.
    English,
}

impl Tongue {
    /// Of somebody whose account says this language.
    pub fn of(tag: Option<&str>) -> Self {
        match tag {
            Some(tag) if tag.starts_with("en") => Self::English,
            _ => Self::Chinese,
        }
    }

    /// As in `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// The whole text, ready to be sent.
pub fn text(content: &NoticeContent, language: Tongue) -> String {
    match language {
        Tongue::Chinese => chinese(content),
        Tongue::English => english(content),
    }
}

fn chinese(content: &NoticeContent) -> String {
    match content {
        NoticeContent::Code { code, minutes } => {
            format!("验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人，工作人员也不会向您索要。")
        }
        NoticeContent::Invitation { link, ends } => {
            format!("邀请您在线参加，请于 {} 前打开：{link}", in_china(*ends))
        }
        NoticeContent::SessionSet { at, link } => {
            format!("您的在线程序定于 {} 进行，请准时进入：{link}", in_china(*at))
        }
        NoticeContent::SessionCancelled { at } => format!("原定于 {} 的在线程序已取消。", in_china(*at)),
        NoticeContent::ComeNow { link } => format!("现在请您在线参加：{link}"),
    }
}

fn english(content: &NoticeContent) -> String {
    match content {
        NoticeContent::Code { code, minutes } => {
            format!("Your code is {code}, good for {minutes} minutes. Tell nobody; staff never ask for it.")
        }
        NoticeContent::Invitation { link, ends } => {
            format!(
                "You are invited to take part online. Please open this before {}: {link}",
                in_china(*ends)
            )
        }
        NoticeContent::SessionSet { at, link } => {
            format!("Your online session is set for {}. Please enter here: {link}", in_china(*at))
        }
        NoticeContent::SessionCancelled { at } => {
            format!("Your online session of {} was called off.", in_china(*at))
        }
        NoticeContent::ComeNow { link } => format!("You are asked to join online now: {link}"),
    }
}

/// `2026-11-23 14:30 (UTC+8)`
fn in_china(at: Timestamp) -> String {
    let there = jiff::Timestamp::from_microsecond(at.plus_seconds(CHINA_SECONDS).0).unwrap_or_default();
    there.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M (UTC+8)").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_china_across_the_end_of_a_day() {
        let at = Timestamp(1_790_000_000_000_000);
        assert_eq!(in_china(at), "2026-09-21 22:13 (UTC+8)");
        assert_eq!(in_china(at.plus_seconds(3 * 60 * 60)), "2026-09-22 01:13 (UTC+8)");
        assert_eq!(in_china(Timestamp(i64::MAX)), "1970-01-01 00:00 (UTC+8)", "beyond all calendars");
    }

    #[test]
    fn whoever_has_no_account_reads_chinese() {
        assert_eq!(Tongue::of(None), Tongue::Chinese);
        assert_eq!(Tongue::of(Some("en-GB")), Tongue::English);
    }
}
