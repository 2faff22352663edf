//! Composes the picture of a moment: everybody in their place, with name, role and clock.

use std::time::Duration;

use recorder::payload::Size;
use recorder::spec::Person;
use recorder::time::RecordingTime;

use super::director::{Director, Scene, Slate};
use super::draw::{self, Colour};
use super::layout::{self, CANVAS, Layout, Rect};
use super::lettering::{Clock, Lettering};
use super::player::{Player, View};
use crate::job::JobError;
use crate::job::touching::Touching;
use crate::mux::picture::Canvas;
use crate::source::Recording;

/// The director is asked this often, as often as loudness is measured.
const DIRECT_EVERY: Duration = Duration::from_millis(100);

/// Thickness of the frame around the speaker.
const FRAME: u32 = 4;

/// Somebody's place in the picture.
struct Tile {
    rect: Rect,
    person: usize,
    screen: bool,
    /// Whose picture to copy, if it is live.
    player: Option<usize>,
    view: View,
}

/// Composes picture after picture.
pub struct Composer<'a> {
    recording: &'a Recording,
    people: &'a [Person],
    director: Director<'a>,
    players: Vec<Player>,
    canvas: Canvas,
    lettering: Lettering,
    clock: Clock,
    /// As the director said, and as it is shown.
    directed_scene: Scene,
    scene: Scene,
    layout: Layout,
    directed: Option<RecordingTime>,
    /// What each tile last showed; empty if everything is to be drawn.
    shown: Vec<(usize, View)>,
    second: Option<String>,
}

impl<'a> Composer<'a> {
    /// At the beginning of a recording.
    pub fn new(
        recording: &'a Recording,
        people: &'a [Person],
        director: Director<'a>,
        players: Vec<Player>,
    ) -> Result<Self, JobError> {
        Ok(Self {
            clock: Clock::new(&recording.spec.case)?,
            recording,
            people,
            director,
            players,
            canvas: Canvas::new(CANVAS),
            lettering: Lettering::default(),
            directed_scene: Scene::default(),
            scene: Scene::default(),
            layout: layout::divide(0, false, false),
            directed: None,
            shown: Vec::new(),
            second: None,
        })
    }

    /// Goes to `time` without composing what is before it.
    pub fn skip_to(&mut self, time: RecordingTime, touching: &Touching) -> Result<(), JobError> {
        self.players.iter_mut().try_for_each(|player| player.skip_to(time, touching))
    }

    /// The picture at `time`; times must rise.
    pub fn compose(&mut self, time: RecordingTime, touching: &Touching) -> Result<&mut Canvas, JobError> {
        for player in &mut self.players {
            player.advance(time, touching)?;
        }
        self.direct(time);
        let mut drawn = match self.scene.slate.clone() {
            Some(slate) => self.draw_slate(&slate)?,
            None => self.draw_people(time)?,
        };
        let now = self.recording.session.utc_of(time).on_the_wall(self.recording.spec.utc_offset_minutes);
        drawn |= self.second.as_ref() != Some(&now);
        if drawn {
            self.clock.draw(&mut self.canvas, &now);
            self.second = Some(now);
        }
        Ok(&mut self.canvas)
    }

    fn direct(&mut self, time: RecordingTime) {
        if self.directed.is_some_and(|last| time.since(last) < DIRECT_EVERY) {
            return;
        }
        let first = self.directed.is_none();
        self.directed = Some(time);
        let mut scene = self.director.scene(time);
        scene.stage = self.stage(scene.stage, time);
        if scene == self.directed_scene && !first {
            return;
        }
        self.directed_scene = scene.clone();
        let place = scene.speaker.and_then(|speaker| scene.people.iter().position(|n| *n == speaker));
        // Few enough to be all large keep their places; the frame tells who speaks.
        if let Some(place) = place.filter(|_| scene.people.len() > 4 || scene.stage.is_some()) {
            scene.people[..=place].rotate_right(1);
        }
        self.layout = layout::divide(scene.people.len(), place.is_some(), scene.stage.is_some());
        self.scene = scene;
        self.shown.clear();
    }

    /// Whose screen to show: as the session said, else whoever shares one.
    fn stage(&self, wanted: Option<usize>, time: RecordingTime) -> Option<usize> {
        let live = |player: &&Player| player.screen && player.view(time) == View::Live;
        let mut live = self.players.iter().filter(live);
        match wanted {
            Some(person) => live.find(|player| player.person == person).map(|player| player.person),
            None => live.max_by_key(|player| player.began()).map(|player| player.person),
        }
    }

    fn draw_slate(&mut self, slate: &Slate) -> Result<bool, JobError> {
        if !self.shown.is_empty() {
            return Ok(false);
        }
        let offset = self.recording.spec.utc_offset_minutes;
        let clock = |time| self.recording.session.utc_of(time).on_the_wall(offset);
        let open = slate.span.to > self.recording.end;
        let until = if open { String::new() } else { clock(slate.span.to) };
        let title =
            if slate.paused { "录制暂停  Recording paused" } else { "记录中断  Record interrupted" };
        let when = format!("{} – {until}", clock(slate.span.from));
        draw::fill(&mut self.canvas, WHOLE, Colour::BACKGROUND);
        let lines = [(title, 40), (slate.span.reason.as_str(), 28), (when.as_str(), 24)];
        self.lettering.centred(&mut self.canvas, WHOLE, &lines)?;
        self.shown.push((usize::MAX, View::Off));
        Ok(true)
    }

    fn draw_people(&mut self, time: RecordingTime) -> Result<bool, JobError> {
        let all = self.shown.is_empty();
        if all {
            draw::fill(&mut self.canvas, WHOLE, Colour::BACKGROUND);
        }
        let stage = self.layout.stage.zip(self.scene.stage);
        let tiles = self.layout.tiles.iter().copied().zip(self.scene.people.iter().copied());
        let places: Vec<(Rect, usize, bool)> = stage
            .map(|(rect, person)| (rect, person, true))
            .into_iter()
            .chain(tiles.map(|(rect, person)| (rect, person, false)))
            .collect();
        let mut drawn = all;
        for (n, (rect, person, screen)) in places.iter().copied().enumerate() {
            let player = self.player(person, screen, time);
            let view = player.map_or(View::Off, |n| self.players[n].view(time));
            let fresh = player.is_some_and(|n| std::mem::take(&mut self.players[n].fresh));
            let changed = self.shown.get(n) != Some(&(person, view));
            if changed || (fresh && view == View::Live) {
                let player = player.filter(|_| view == View::Live);
                self.draw_tile(&Tile { rect, person, screen, player, view }, changed)?;
                drawn = true;
            }
            match self.shown.get_mut(n) {
                Some(shown) => *shown = (person, view),
                None => self.shown.push((person, view)),
            }
        }
        // Nobody there is a picture too.
        if places.is_empty() && all {
            self.shown.push((usize::MAX, View::Off));
        }
        Ok(drawn)
    }

    /// The track that shows a person, or their screen: the newest that is live.
    fn player(&self, person: usize, screen: bool, time: RecordingTime) -> Option<usize> {
        let theirs = self.players.iter().enumerate();
        let theirs = theirs.filter(|(_, player)| player.person == person && player.screen == screen);
        let rank = |(_, player): &(usize, &Player)| {
            let view = match player.view(time) {
                View::Live => 2,
                View::Interrupted => 1,
                View::Off => 0,
            };
            (view, player.began())
        };
        theirs.max_by_key(rank).map(|(n, _)| n)
    }

    fn draw_tile(&mut self, tile: &Tile, clear: bool) -> Result<(), JobError> {
        let Tile { rect, person, screen, player, view } = *tile;
        let size = player.and_then(|n| self.players[n].size());
        let inner = size.map(|size| rect.fit(size));
        if clear || inner.is_some_and(|inner| inner != rect) {
            let colour = if inner.is_some() { Colour::BACKGROUND } else { Colour::TILE };
            draw::fill(&mut self.canvas, rect, colour);
        }
        match inner.zip(player) {
            Some((inner, n)) => self.draw_picture(inner, n)?,
            None => self.draw_placeholder(rect, person, view)?,
        }
        if inner.is_some() {
            let words = self.name(person);
            let size = if rect.width >= 400 { 20 } else { 14 };
            let glyphs = self.lettering.get(&words, size)?;
            draw::label(&mut self.canvas, glyphs, rect.x, rect.y + rect.height, rect.width);
        }
        if self.scene.speaker == Some(person) && !screen && self.scene.people.len() > 1 {
            draw::frame(&mut self.canvas, rect, FRAME, Colour::SPEAKER);
        }
        Ok(())
    }

    fn draw_picture(&mut self, rect: Rect, player: usize) -> Result<(), JobError> {
        let Some((picture, turns, scaler)) = self.players[player].picture() else { return Ok(()) };
        let turned = turns % 2 == 1;
        let (width, height) = if turned { (rect.height, rect.width) } else { (rect.width, rect.height) };
        // A picture that cannot be scaled is left out; the next may be fine.
        if let Ok(planes) = scaler.scale(picture, Size { width, height }) {
            match turns {
                0 => draw::copy(&mut self.canvas, rect, planes),
                turns => draw::copy_turned(&mut self.canvas, rect, planes, turns),
            }
        }
        Ok(())
    }

    fn draw_placeholder(&mut self, rect: Rect, person: usize, view: View) -> Result<(), JobError> {
        let size = (rect.height / 12).clamp(14, 40);
        let words = self.name(person);
        let state = match view {
            View::Interrupted => "画面中断  Video interrupted",
            View::Live | View::Off => "无画面  No video",
        };
        self.lettering.centred(&mut self.canvas, rect, &[(&words, size), (state, size * 2 / 3)])
    }

    fn name(&self, person: usize) -> String {
        let Person { name, role_label, .. } = &self.people[person];
        format!("{role_label} {name}")
    }
}

const WHOLE: Rect = Rect { x: 0, y: 0, width: CANVAS.width, height: CANVAS.height };
