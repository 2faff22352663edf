//! How the mediators of an institution have done (ST-01), as figures and as a table to take
//! away.

mod workbook;

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::SignedIn;
use super::input::Parameters;
use super::language::Language;
use super::problem::Problems;
use super::{Api, Code, Problem};
use crate::access::{AccountId, Caller, InstitutionId, Office};
use crate::audit::{Action, Outcome, Subject};
use crate::cases::score::Score;
use crate::session::Timestamp;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(mediator_statistics))
        .routes(routes!(mediator_statistics_csv))
        .routes(routes!(mediator_statistics_xlsx))
}

/// Which cases count.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Span {
    /// Those that came in from then on.
    from: Option<Timestamp>,
    /// And before then.
    until: Option<Timestamp>,
}

/// Which cases count, and who reads the table.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TableQuery {
    /// Those that came in from then on.
    from: Option<Timestamp>,
    /// And before then.
    until: Option<Timestamp>,
    /// Of the headings: `zh-CN` or `en`. As `Accept-Language` says if left out.
    #[param(max_length = 35)]
    language: Option<String>,
}

/// How one mediator has done.
#[derive(Serialize, ToSchema)]
struct MediatorFigures {
    /// Their account.
    id: AccountId,
    /// Their name.
    name: String,
    /// Cases under way.
    open: u32,
    /// Cases that ended.
    ended: u32,
    /// Of those, settled.
    settled: u32,
    /// Share of those, in percent.
    success_percent: Option<u32>,
    /// Mean days from taking a case to its end.
    mean_days: Option<i64>,
    /// The kind of dispute they settle most often.
    best_cause: Option<String>,
    /// 结果积分.
    result_points: u32,
    /// 时限积分.
    time_points: u32,
    /// 总积分.
    points: u32,
}

/// The scores of all mediators of an institution.
pub async fn scores(
    api: &Api,
    institution: InstitutionId,
    from: Timestamp,
    until: Timestamp,
) -> Result<HashMap<AccountId, Score>, Problem> {
    let mut scores: HashMap<AccountId, Score> = HashMap::new();
    for case in api.store.mediated_cases(institution, from, until).await? {
        scores.entry(case.mediator).or_default().add(&case.cause, case.state, &case.facts);
    }
    Ok(scores)
}

/// How the mediators have done
///
/// Of the caller's institution; best first. Only for its administration.
#[utoipa::path(get, path = "/api/v1/statistics/mediators", tag = "administration", params(Span),
    responses((status = 200, body = Vec<MediatorFigures>), Problems))]
async fn mediator_statistics(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    Parameters(span): Parameters<Span>,
) -> Result<Json<Vec<MediatorFigures>>, Problem> {
    let institution = administered(&caller)?;
    figures(&api, institution, &span).await.map(Json)
}

/// The same as a table to take away
#[utoipa::path(get, path = "/api/v1/statistics/mediators.csv", tag = "administration", params(TableQuery),
    responses((status = 200, content_type = "text/csv"), Problems))]
async fn mediator_statistics_csv(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    Parameters(query): Parameters<TableQuery>,
) -> Result<Response, Problem> {
    let (figures, language) = taken_away(&api, &caller, &headers, query).await?;
    let table = csv(&figures, language);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=mediators.csv"),
    ];
    Ok((headers, table).into_response())
}

/// The same as a workbook
#[utoipa::path(get, path = "/api/v1/statistics/mediators.xlsx", tag = "administration", params(TableQuery),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Problems))]
async fn mediator_statistics_xlsx(
    State(api): State<Api>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    Parameters(query): Parameters<TableQuery>,
) -> Result<Response, Problem> {
    let (figures, language) = taken_away(&api, &caller, &headers, query).await?;
    let workbook = workbook::workbook(&figures, language).map_err(|error| Problem::fault(&error))?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=mediators.xlsx"),
    ];
    Ok((headers, workbook).into_response())
}

/// The figures for somebody who takes them away, which is audited; and the language of the headings.
async fn taken_away(
    api: &Api,
    caller: &Caller,
    headers: &HeaderMap,
    query: TableQuery,
) -> Result<(Vec<MediatorFigures>, Language), Problem> {
    let institution = administered(caller)?;
    let subject = Subject::new("institution", institution);
    let detail = json!({ "list": "mediators" });
    api.audit(caller, Action::Export, Outcome::Granted, subject, detail).await?;
    let asked = query.language.as_deref().and_then(Language::named);
    let span = Span { from: query.from, until: query.until };
    let figures = figures(api, institution, &span).await?;
    Ok((figures, asked.unwrap_or_else(|| Language::of(headers))))
}

/// The institution the caller administers.
pub fn administered(caller: &Caller) -> Result<InstitutionId, Problem> {
    let administers = caller.account.offices.contains(&Office::OrgAdmin);
    caller.account.institution.filter(|_| administers).ok_or_else(|| Code::Forbidden.into())
}

async fn figures(
    api: &Api,
    institution: InstitutionId,
    span: &Span,
) -> Result<Vec<MediatorFigures>, Problem> {
    let (from, until) = (span.from.unwrap_or(Timestamp(i64::MIN)), span.until.unwrap_or(Timestamp(i64::MAX)));
    let mut scores = scores(api, institution, from, until).await?;
    let mediators = api.store.mediators(institution).await?;
    let mut figures: Vec<MediatorFigures> = mediators
        .into_iter()
        .map(|mediator| {
            let score = scores.remove(&mediator.account).unwrap_or_default();
            of_score(mediator.account, mediator.name, &score)
        })
        .collect();
    figures.sort_by_key(|one| std::cmp::Reverse(one.points));
    Ok(figures)
}

fn of_score(id: AccountId, name: String, score: &Score) -> MediatorFigures {
    MediatorFigures {
        id,
        name,
        open: score.open,
        ended: score.ended,
        settled: score.settled,
        success_percent: score.success_percent(),
        mean_days: score.mean_days(),
        best_cause: score.best_cause().map(|(cause, _)| cause.to_owned()),
        result_points: score.result_points,
        time_points: score.time_points,
        points: score.points(),
    }
}

/// How many columns a table has.
const HEADINGS: u16 = 10;

fn headings(language: Language) -> [&'static str; HEADINGS as usize] {
    match language {
        Language::Chinese => [
            "姓名",
            "在办",
            "已结",
            "调解成功",
            "成功率(%)",
            "平均天数",
            "擅长案由",
            "结果积分",
            "时限积分",
            "总积分",
        ],
        Language::English => [
            "Name",
            "Open",
            "Ended",
            "Settled",
            "Success (%)",
            "Mean days",
            "Best cause",
            "Points for results",
            "Points for time",
            "Points",
        ],
    }
}

/// RFC 4180, with the mark that makes spreadsheets read it as UTF-8.
/// The mark at the beginning tells spreadsheets that it is UTF-8.
fn csv(figures: &[MediatorFigures], language: Language) -> String {
    let mut table = format!("\u{feff}{}\r\n", headings(language).join(","));
    for one in figures {
        let some = |value: Option<String>| value.unwrap_or_default();
        let cells = [
            cell(&one.name),
            one.open.to_string(),
            one.ended.to_string(),
            one.settled.to_string(),
            some(one.success_percent.map(|share| share.to_string())),
            some(one.mean_days.map(|days| days.to_string())),
            cell(one.best_cause.as_deref().unwrap_or_default()),
            one.result_points.to_string(),
            one.time_points.to_string(),
            one.points.to_string(),
        ];
        table.push_str(&cells.join(","));
        table.push_str("\r\n");
    }
    table
}

/// Quoted where needed; a spreadsheet must not take a name for a formula.
fn cell(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headings_are_in_the_language_of_the_reader_and_name_every_column() {
        let score = Score::default();
        let figures = [of_score(AccountId::random(), "王晓梅".to_owned(), &score)];
        for (language, first) in [(Language::Chinese, "\u{feff}姓名,"), (Language::English, "\u{feff}Name,")]
        {
            let table = csv(&figures, language);
            assert!(table.starts_with(first), "{table}");
            let columns: Vec<_> = table.lines().map(|line| line.split(',').count()).collect();
            assert_eq!(columns, [10, 10], "{table}");
        }
    }

    #[test]
    fn a_name_is_never_a_formula_nor_another_cell() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("甲,\"乙\""), "\"甲,\"\"乙\"\"\"");
        assert_eq!(cell("王晓梅"), "王晓梅");
    }
}
