//! Errors as people and programs meet them: `application/problem+json` (RFC 9457) with a
//! stable code and a sentence in the reader's language.
//!
//! Inside, a [`Problem`] is a code and what belongs to it; [`speak`] turns it into words at
//! the outermost layer. Details of faults go to the log with the correlation id, once, and
//! never to the reader.

mod code;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tracing::error;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};
use uuid::Uuid;

use super::language::Language;
use crate::access::{PasswordRefusal, Refused};
use crate::session::Refusal;
use crate::store::{LogError, StoreError};

pub use code::Code;

/// A refusal or fault on its way to the reader.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    fields: Vec<(String, Code)>,
    retry_after_seconds: Option<u32>,
    id: Option<Uuid>,
}

impl Problem {
    /// A problem that needs no further words.
    pub fn new(code: Code) -> Self {
        Self { code, fields: Vec::new(), retry_after_seconds: None, id: None }
    }

    /// What is wrong with a form, field by field.
    pub fn fields(fields: impl IntoIterator<Item = (impl Into<String>, Code)>) -> Self {
        let fields = fields.into_iter().map(|(field, code)| (field.into(), code)).collect();
        Self { fields, ..Self::new(Code::InvalidFields) }
    }

    /// What is wrong with one field.
    pub fn field(name: &str, code: Code) -> Self {
        Self::fields([(name, code)])
    }

    /// When it makes sense to try again.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_seconds: Some(seconds), ..self }
    }

    /// A fault of ours: the reader learns a number, the log learns the rest.
    pub fn fault(cause: &(dyn std::error::Error + 'static)) -> Self {
        Self::logged(Code::Fault, cause)
    }

    /// A problem whose cause is of no use to the client: it goes into the log.
    pub fn logged(code: Code, cause: &(dyn std::error::Error + 'static)) -> Self {
        let id = Uuid::new_v4();
        let causes: Vec<String> =
            std::iter::successors(Some(cause), |error| error.source()).map(ToString::to_string).collect();
        error!(problem.id = %id, cause = causes.join(": "), "a request failed");
        Self { id: Some(id), ..Self::new(code) }
    }

    /// A store's error after writing a value that may be taken: then `field` says so.
    pub fn taken(error: StoreError, field: &str) -> Self {
        match error {
            StoreError::Taken => Self::field(field, Code::Taken),
            other => other.into(),
        }
    }

    /// Its code.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for Problem {
    /// Callers who expect a conflict handle it first; what arrives here is a fault.
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable(_) => Self::logged(Code::Unavailable, &error).retry_after(2),
            StoreError::Changed { .. } => Self::new(Code::Changed),
            _ => Self::fault(&error),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        match error {
            LogError::NoSession => Code::NotFound.into(),
            LogError::Store(error) => error.into(),
            broken => Self::fault(&broken),
        }
    }
}

impl From<&Refusal> for Problem {
    /// A session's refusal of an act that came through the API.
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::NotAParticipant => Code::NotFound.into(),
            Refusal::NotYourRole => Code::Forbidden.into(),
            Refusal::CannotSave => Code::Unavailable.into(),
            _ => Code::NotNow.into(),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Wrong => Code::WrongCredentials.into(),
            Refused::TooMany => Self::new(Code::TooMany).retry_after(60),
            Refused::Locked { .. } => Code::Locked.into(),
            Refused::Password(refusal) => Self::field("password", refusal.into()),
            Refused::Store(error) => error.into(),
        }
    }
}

impl From<PasswordRefusal> for Code {
    fn from(refusal: PasswordRefusal) -> Self {
        match refusal {
            PasswordRefusal::TooShort(_) => Self::TooShort,
            PasswordRefusal::TooLong => Self::TooLong,
            PasswordRefusal::TooEasy => Self::TooEasy,
        }
    }
}

impl IntoResponse for Problem {
    /// The status now, the words later: [`speak`] knows the reader's language.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem as it is written (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `/problems/` and the code.
    r#type: String,
    /// The code: stable, for programs.
    code: Code,
    /// The HTTP status.
    status: u16,
    /// What is wrong, in the reader's language.
    title: &'static str,
    /// What is wrong with single fields of a form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldProblem>,
    /// Names the entry in the server's log, for faults.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
struct FieldProblem {
    /// Its name in the request, with dots for nesting.
    field: String,
    /// The code: stable, for programs.
    code: Code,
    /// What is wrong, in the reader's language.
    message: &'static str,
}

/// Documents that an endpoint may answer with a problem, whatever its status.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new()
            .description("What is wrong (RFC 9457)")
            .content("application/problem+json", content)
            .build();
        BTreeMap::from([("default".to_owned(), response.into())])
    }
}

/// Gives every problem on its way out its words, and every bare refusal of the framework a
/// problem.
pub async fn speak(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| of_bare(&response));
    match problem {
        Some(problem) => written(response, &problem, language),
        None => response,
    }
}

/// Refusals that come from the framework itself, before any endpoint.
fn of_bare(response: &Response) -> Option<Problem> {
    let is_bare = !response.headers().contains_key(header::CONTENT_TYPE);
    let code = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::REQUEST_TIMEOUT => Code::Unavailable,
        _ => return None,
    };
    is_bare.then(|| Problem::new(code))
}

fn written(mut response: Response, problem: &Problem, language: Language) -> Response {
    let fields = problem.fields.iter().map(|(field, code)| FieldProblem {
        field: field.clone(),
        code: *code,
        message: code.sentence(language),
    });
    let body = ProblemBody {
        r#type: format!("/problems/{}", problem.code.word()),
        code: problem.code,
        status: problem.code.status().as_u16(),
        title: problem.code.sentence(language),
        fields: fields.collect(),
        id: problem.id,
    };
    let json = serde_json::to_vec(&body).expect("a problem is strings and numbers");
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.body_mut() = Body::from(json);
    response
}
