//! The mediation that is moved about, and what is made of what its people hear.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::mpsc;

use crate::court::Court;
use crate::network::Network;
use crate::person::{News, Person};

const CAST: [&str; 3] = ["调解员", "申请人", "被申请人"];
const MEDIATOR: usize = 0;
const APPLICANT: usize = 1;
const RESPONDENT: usize = 2;
const JOINT: u64 = 1;

/// Nothing takes longer than this unless it is broken.
const PATIENCE: Duration = Duration::from_secs(20);
/// After everybody hears everybody, so much longer is listened for what should not be heard. Nor do
/// people move faster: the receiver used here takes no more than sixteen new sources in ten seconds.
const AFTERWARDS: Duration = Duration::from_millis(900);

pub struct Mediation {
    network: Network,
    people: Vec<Person>,
    news: mpsc::UnboundedReceiver<News>,
    /// Who hears whom.
    together: Pairs,
    applicants: u64,
    respondents: u64,
    _court: Court,
}

/// One move, as it was perceived.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    pub old_silent: Duration,
    pub new_audible: Duration,
    pub leaked: usize,
}

/// Speaker and listener.
type Pairs = BTreeSet<(usize, usize)>;

impl Mediation {
    /// Everybody in the joint room, speaking.
    pub async fn begin(network: Network) -> Self {
        let court = Court::open();
        let server = network.to_stream(court.address).await;
        let mut people = Vec::new();
        for role in CAST {
            people.push(Person::arrive(court.entry(role).await, server).await);
        }
        let view = people[MEDIATOR].until(|view| view.get("rooms").is_some()).await;
        let caucus = |side: &str| {
            let rooms = view["rooms"].as_array().unwrap();
            rooms.iter().find(|room| room["side"] == side).unwrap()["id"].as_u64().unwrap()
        };
        let (applicants, respondents) = (caucus("applicant"), caucus("respondent"));
        seat(&people).await;
        let (hear, news) = mpsc::unbounded_channel();
        let begun = Instant::now();
        for (number, person) in people.iter().enumerate() {
            person.speak(number, begun, server, network, hear.clone()).await;
        }
        let together = among(&[MEDIATOR, APPLICANT, RESPONDENT]);
        let mut mediation = Self { network, people, news, together, applicants, respondents, _court: court };
        let everybody = mediation.together.clone();
        mediation
            .listen(|heard| everybody.iter().all(|pair| heard.iter().any(|one| one.pair() == Some(*pair))))
            .await;
        mediation
    }

    /// Aside with the applicant, to the respondent, back, and again.
    pub async fn measure(mut self, moves: usize) -> Vec<Moved> {
        let circle = [
            (self.applicants, vec![MEDIATOR, APPLICANT]),
            (self.respondents, vec![MEDIATOR, RESPONDENT]),
            (JOINT, vec![MEDIATOR, APPLICANT, RESPONDENT]),
        ];
        let mut moved = Vec::new();
        for (room, who) in circle.iter().cycle().take(moves) {
            moved.push(self.gather(*room, who).await);
        }
        moved
    }

    async fn gather(&mut self, room: u64, who: &[usize]) -> Moved {
        let ids: Vec<&str> = who.iter().map(|number| self.people[*number].id.as_str()).collect();
        let command = json!({ "type": "gather", "room": room, "who": ids, "countdown_seconds": 0 });
        let asked = Instant::now();
        let done = self.people[MEDIATOR].does(command).await;
        let before = std::mem::replace(&mut self.together, among(who));
        let now = self.together.clone();
        let mut news = self.listen(|news| now.iter().all(|pair| audible(news, *pair, asked).is_some())).await;
        news.extend(self.listen_for(AFTERWARDS + self.network.round_trip()).await);
        let heard_at = now.iter().filter_map(|pair| audible(&news, *pair, asked)).max().unwrap();
        let outside = news.iter().filter_map(News::sound).filter(|sound| !now.contains(&sound.pair));
        let outside: Vec<Sound> = outside.collect();
        let last = outside.iter().map(|sound| sound.at).max().unwrap_or(done);
        let is_leak =
            |sound: &&Sound| sound.sent > done || (sound.sent > asked && !before.contains(&sound.pair));
        Moved {
            old_silent: last.saturating_duration_since(done),
            new_audible: heard_at.saturating_duration_since(done),
            leaked: outside.iter().filter(is_leak).count(),
        }
    }

    /// What is heard until it is so.
    async fn listen(&mut self, mut is_so: impl FnMut(&[News]) -> bool) -> Vec<News> {
        let mut news = Vec::new();
        while !is_so(&news) {
            let next = tokio::time::timeout(PATIENCE, self.news.recv()).await;
            news.push(next.expect("somebody is heard").expect("people stay"));
            let begun = news.first().map(News::at);
            assert!(begun.is_none_or(|begun| begun.elapsed() < PATIENCE), "not everybody hears everybody");
        }
        news
    }

    async fn listen_for(&mut self, length: Duration) -> Vec<News> {
        let end = tokio::time::Instant::now() + length;
        let mut news = Vec::new();
        while let Ok(Some(next)) = tokio::time::timeout_at(end, self.news.recv()).await {
            news.push(next);
        }
        news
    }
}

/// Admits everybody and opens the session.
async fn seat(people: &[Person]) {
    let mediator = &people[MEDIATOR];
    if mediator.until(|_| true).await["me"]["room"] != JOINT {
        mediator.does(json!({ "type": "enter", "room": JOINT })).await;
    }
    for party in &people[APPLICANT..] {
        let view = party.until(|view| view.get("session").is_some()).await;
        let notices: Vec<_> =
            view["session"]["notices"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
        if !notices.is_empty() {
            party.does(json!({ "type": "tick_notices", "notices": notices })).await;
        }
        let test =
            json!({ "type": "report_device_test", "camera": true, "microphone": true, "speaker": true });
        party.does(test).await;
        mediator.does(json!({ "type": "confirm_identity", "who": party.id, "method": "visual" })).await;
        mediator.does(json!({ "type": "admit", "who": party.id })).await;
    }
    mediator.does(json!({ "type": "change_phase", "to": "in_session" })).await;
}

fn among(who: &[usize]) -> Pairs {
    let pairs = who.iter().flat_map(|speaker| who.iter().map(move |listener| (*speaker, *listener)));
    pairs.filter(|(speaker, listener)| speaker != listener).collect()
}

/// A packet that arrived.
#[derive(Clone, Copy, Debug)]
struct Sound {
    pair: (usize, usize),
    sent: Instant,
    at: Instant,
}

impl News {
    fn sound(&self) -> Option<Sound> {
        match *self {
            Self::Heard { by, heard, at } => Some(Sound { pair: (heard.from, by), sent: heard.sent, at }),
            Self::SwitchedOn { .. } => None,
        }
    }

    fn pair(&self) -> Option<(usize, usize)> {
        self.sound().map(|sound| sound.pair)
    }

    fn at(&self) -> Instant {
        match *self {
            Self::Heard { at, .. } | Self::SwitchedOn { at, .. } => at,
        }
    }
}

/// When the listener first heard what the speaker said after switching their microphone on.
fn audible(news: &[News], pair: (usize, usize), asked: Instant) -> Option<Instant> {
    let mut presses = news.iter().filter_map(|one| match *one {
        News::SwitchedOn { who, at } => (who == pair.0 && at > asked).then_some(at),
        News::Heard { .. } => None,
    });
    let switched_on = presses.next()?;
    let sounds = news.iter().filter_map(News::sound);
    sounds.filter(|sound| sound.pair == pair && sound.sent >= switched_on).map(|sound| sound.at).min()
}
