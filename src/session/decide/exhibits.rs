//! Exhibits: a case document on stage, page by page.

use super::{Act, Decision, short_text};
use crate::session::event::{Event, Exhibit};
use crate::session::id::RoomId;
use crate::session::media::{Placement, placement, rights};
use crate::session::refusal::Refusal;
use crate::session::role::Roles;

/// Most pages of one exhibit.
const PAGES: u32 = 10_000;

impl Act<'_, '_> {
    pub(super) fn show_exhibit(
        &self,
        document: &str,
        title: &str,
        number: Option<&str>,
        sha256: &str,
        pages: u32,
    ) -> Decision {
        let room = self.stage()?;
        if !rights(self.session, self.me).screen {
            return Err(Refusal::NotYourRole);
        }
        if pages == 0 || pages > PAGES {
            return Err(Refusal::NoSuchPage);
        }
        if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Refusal::BadText);
        }
        let exhibit = Exhibit {
            document: short_text(document)?,
            title: short_text(title)?,
            number: number.map(short_text).transpose()?,
            sha256: sha256.to_ascii_lowercase(),
            pages,
            page: 1,
            by: self.me.id,
        };
        Ok(vec![Event::ExhibitShown { room, exhibit }])
    }

    pub(super) fn turn_page(&self, page: u32) -> Decision {
        let (room, exhibit) = self.on_stage()?;
        if page == 0 || page > exhibit.pages {
            return Err(Refusal::NoSuchPage);
        }
        if page == exhibit.page {
            return Err(Refusal::NothingToDo);
        }
        Ok(vec![Event::PageTurned { room, page }])
    }

    pub(super) fn hide_exhibit(&self) -> Decision {
        let (room, _) = self.on_stage()?;
        Ok(vec![Event::ExhibitHidden { room }])
    }

    fn stage(&self) -> Result<RoomId, Refusal> {
        match placement(self.session, self.me) {
            Placement::Room(room) => Ok(room),
            Placement::Alone => Err(Refusal::NotInThatRoom),
        }
    }

    /// The exhibit in one's room, if one may handle it: who put it there, and who leads.
    fn on_stage(&self) -> Result<(RoomId, &Exhibit), Refusal> {
        let room = self.stage()?;
        let exhibit = self.session.exhibits.get(&room).ok_or(Refusal::NothingToDo)?;
        let mine = exhibit.by == self.me.id && rights(self.session, self.me).screen;
        if mine || Roles::SUPERVISING.has(self.me.role) {
            Ok((room, exhibit))
        } else {
            Err(Refusal::NotYourRole)
        }
    }
}
