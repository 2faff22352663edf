//! Links to what is taken away: good for a minute, and for one person (reliability S9).
//!
//! Whoever asks for a file is sent on to the same address with a ticket. That address in a
//! history, a log or a chat is of no use to anybody else, and soon of none to anybody. A
//! download that has begun goes on, range by range, as long as it does not pause for long.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{IntoResponse, Response};
use recorder::spec::RecordingId;

use super::Reading;
use super::cards::in_address;
use crate::access::Caller;
use crate::http::{Api, Code, Problem};
use crate::recording::RecordingRight;

/// Where the bytes are.
pub(super) enum Link {
    /// Here.
    Here,
    /// Behind this redirection.
    Elsewhere(Response),
}

/// Whether the caller came by a link of theirs, or is sent to one. What is only shown, and
/// what will be refused anyway, needs none.
///
/// # Errors
/// `wrong_code` if the ticket is somebody else's, for something else, or too old.
pub(super) fn follow(
    api: &Api,
    caller: &Caller,
    id: RecordingId,
    right: RecordingRight,
    reading: &Reading<'_>,
    ticket: Option<&str>,
) -> Result<Link, Problem> {
    if !reading.save || right != RecordingRight::Download {
        return Ok(Link::Here);
    }
    let (account, now) = (caller.account.id, api.clock.now());
    let named = format!("{id}/{}", reading.file);
    let tickets = api.access.tickets();
    match ticket {
        Some(ticket) if tickets.lets_download(ticket, account, &named, now) => Ok(Link::Here),
        Some(_) if api.readings.goes_on(&reading.reader(caller, id), now) => Ok(Link::Here),
        Some(_) => Err(Code::WrongCode.into()),
        None => {
            let place = address(id, reading.file, &tickets.download(account, &named, now).token);
            let headers = [(LOCATION, place), (CACHE_CONTROL, "no-store".to_owned())];
            Ok(Link::Elsewhere((StatusCode::TEMPORARY_REDIRECT, headers).into_response()))
        }
    }
}

fn address(id: RecordingId, file: &str, ticket: &str) -> String {
    let recording = format!("/api/v1/recordings/{id}");
    if file == "archive" || file.starts_with("copies/") {
        let archive = if file == "archive" { String::new() } else { format!("{file}/") };
        return format!("{recording}/{archive}archive?ticket={ticket}");
    }
    format!("{recording}/file?name={}&save=true&ticket={ticket}", in_address(file))
}
