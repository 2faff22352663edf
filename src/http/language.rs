//! The language a person reads.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

/// The languages we speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Language {
    /// 简体中文, also for whoever asks for a language we do not speak.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// As `Accept-Language` (RFC 9110, 12.5.4) prefers; ties go to the first named.
    pub fn of(headers: &HeaderMap) -> Self {
        let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best = (Self::default(), 0);
        for part in asked.split(',').take(20) {
            let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
            let Some(language) = Self::named(tag.trim()) else { continue };
            let weight = thousandths(weight);
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }

    /// The language of a tag like `zh-CN` or `en`.
    pub fn named(tag: &str) -> Option<Self> {
        match tag.split('-').next()? {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The tag for `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// `q=0.8` as 800; no weight is 1000.
fn thousandths(weight: &str) -> u32 {
    let Some(value) = weight.trim().strip_prefix("q=") else { return 1000 };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    (whole * 1000 + digits.parse::<u32>().unwrap_or(0)).min(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(asked: &'static str) -> Language {
        Language::of(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, asked.parse().unwrap())]))
    }

    #[test]
    fn the_preferred_language_we_speak_is_chosen() {
        assert_eq!(of("en-GB,en;q=0.9"), Language::English);
        assert_eq!(of("fr, en;q=0.5, zh;q=0.4"), Language::English);
        assert_eq!(of("en;q=0.4, zh-CN;q=0.8"), Language::Chinese);
    }

    #[test]
    fn whoever_asks_for_nothing_we_know_reads_chinese() {
        for asked in ["", "fr", "*", "en;q=0", ";;;,,", "en;q=x"] {
            assert_eq!(of(asked), Language::Chinese, "{asked}");
        }
    }
}
