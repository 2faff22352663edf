//! Numbers of cases, where the institution has not given one.

use super::id::CaseKind;
use crate::session::Timestamp;

/// Courts count by the year of China's clock.
const CHINA_SECONDS: u32 = 8 * 60 * 60;

/// Where a number is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The series: kind and year.
    pub series: String,
    /// The year.
    pub year: i16,
}

/// The series of cases of a kind that come in now.
pub fn series(kind: CaseKind, now: Timestamp) -> Numbered {
    let there = now.plus_seconds(CHINA_SECONDS);
    let year = jiff::Timestamp::from_microsecond(there.0)
        .map_or(1970, |at| at.to_zoned(jiff::tz::TimeZone::UTC).year());
    let word = match kind {
        CaseKind::Mediation => "mediation",
        CaseKind::Litigation => "litigation",
    };
    Numbered { series: format!("{word}-{year}"), year }
}

/// A number in words.
pub fn text(kind: CaseKind, year: i16, number: u64) -> String {
    match kind {
        CaseKind::Mediation => format!("({year})联调{number}号"),
        CaseKind::Litigation => format!("({year})民初{number}号"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_changes_at_midnight_in_china() {
        let before = Timestamp(1_798_732_799_000_000); // 2026-12-31T15:59:59Z
        assert_eq!(series(CaseKind::Mediation, before).series, "mediation-2026");
        assert_eq!(series(CaseKind::Mediation, before.plus_seconds(1)).series, "mediation-2027");
        assert_eq!(text(CaseKind::Mediation, 2027, 1), "(2027)联调1号");
    }
}
