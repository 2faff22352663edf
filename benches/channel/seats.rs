//! How a thousand people come to sit in their rooms.

use std::time::Instant;

use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use crate::court::Court;
use crate::member::{Member, Noted, Order};
use crate::sessions::CAST;

const JOINT: u64 = 1;

/// Everybody enters their session, is admitted, and follows the orders from then on.
pub async fn fill(
    court: &Court,
    sessions: &[String],
    orders: &watch::Receiver<Order>,
    reports: &mpsc::UnboundedSender<Noted>,
) {
    let begun = Instant::now();
    let mut bearers = Vec::new();
    for role in CAST {
        bearers.push(court.sign_in(role).await);
    }
    for (number, session) in sessions.iter().enumerate() {
        let mut people = Vec::new();
        for bearer in &bearers {
            let entry = court.enter(bearer, session).await;
            people.push(Member::arrive(entry, court.address, begun).await);
        }
        seat(&mut people).await;
        for (place, member) in people.into_iter().enumerate() {
            let share = (place * sessions.len() + number) as f64 / (CAST.len() * sessions.len()) as f64;
            tokio::spawn(member.follow(share, orders.clone(), reports.clone()));
        }
    }
}

/// Admits everybody and opens the session.
async fn seat(people: &mut [Member]) {
    let [mediator, others @ ..] = people else { return };
    // Who leads is put there by the server.
    mediator.until(|view| view["me"]["room"] == JOINT).await;
    for other in &mut *others {
        let notices = other.view["session"]["notices"].as_array().unwrap();
        let ids: Vec<Value> = notices.iter().map(|notice| notice["id"].clone()).collect();
        if !ids.is_empty() {
            other.does(json!({ "type": "tick_notices", "notices": ids })).await;
        }
        let test =
            json!({ "type": "report_device_test", "camera": true, "microphone": true, "speaker": true });
        other.does(test).await;
        mediator.does(json!({ "type": "confirm_identity", "who": other.id, "method": "visual" })).await;
        mediator.does(json!({ "type": "admit", "who": other.id })).await;
    }
    mediator.does(json!({ "type": "change_phase", "to": "in_session" })).await;
    for other in others {
        other.until(|view| view["me"]["room"] == JOINT).await;
    }
}
