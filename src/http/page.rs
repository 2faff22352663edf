//! Lists in pages: a cursor says where the last page ended, and means nothing to its reader.

use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Code, Problem};

/// Entries on a page if nobody says how many.
const USUAL: u32 = 50;
/// Most entries on a page.
const MOST: u32 = 100;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Pass this as `cursor` for the next page; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How many entries to read: one more than the page shows tells whether another follows.
pub fn rows(limit: Option<u32>) -> u32 {
    shown(limit) + 1
}

fn shown(limit: Option<u32>) -> u32 {
    limit.unwrap_or(USUAL).clamp(1, MOST)
}

impl<T> Page<T> {
    /// A page of what [`rows`] asked for. `place` says where an entry stands in the order.
    pub fn of<R, P: Serialize>(
        mut rows: Vec<R>,
        limit: Option<u32>,
        place: impl Fn(&R) -> P,
        item: impl Fn(R) -> T,
    ) -> Self {
        let shown = shown(limit) as usize;
        let more = rows.len() > shown;
        rows.truncate(shown);
        let next = rows.last().filter(|_| more).map(|last| cursor(&place(last)));
        Self { items: rows.into_iter().map(item).collect(), next }
    }
}

fn cursor(place: &impl Serialize) -> String {
    BASE64URL_NOPAD.encode(&serde_json::to_vec(place).expect("places are ids and numbers"))
}

/// Where the last page ended.
///
/// # Errors
/// If it is not one of our cursors.
pub fn place<P: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<P>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let json = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    let place = json.and_then(|json| serde_json::from_slice(&json).ok());
    place.map(Some).ok_or_else(|| Code::InvalidQuery.into())
}

/// The part of a query that all lists share.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// From the page before.
    pub cursor: Option<String>,
    /// Entries on a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_on_and_the_last_page_has_none() {
        let page = |rows: Vec<u32>| Page::of(rows, Some(2), |row| *row, |row| row);
        let first = page(vec![1, 2, 3]);
        assert_eq!(first.items, [1, 2]);
        assert_eq!(place::<u32>(first.next.as_deref()).unwrap(), Some(2));
        assert_eq!(page(vec![3]).next, None);
    }

    #[test]
    fn a_forged_cursor_is_a_problem_and_no_panic() {
        for forged in ["%%%", "AAAA", "bnVsbA"] {
            assert!(place::<(i64, String)>(Some(forged)).is_err(), "{forged}");
        }
        assert_eq!(rows(Some(1_000_000)), 101);
        assert_eq!(rows(Some(0)), 2);
    }
}
