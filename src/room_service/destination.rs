//! Where somebody is to be moved: the names of our rooms on the server API.

use signaling::livekit::room_service::{Fault, FaultCode};

use crate::coordinator::live::{Attendee, Overview};
use crate::session::role::Roles;
use crate::session::{Command, RoomId};

/// Between the name of a session and that of a room in it.
const SEPARATOR: char = '/';

/// Where to.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination<'n> {
    /// Another of our rooms in the same session: the connection goes on.
    Within(Place),
    /// Another room of the media wire: the client joins afresh.
    Elsewhere(&'n str),
}

/// A room of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(RoomId);

impl<'n> Destination<'n> {
    /// Reads a name: `SESSION/ROOM` is a room of the session, where `ROOM` is `waiting`, `joint`,
    /// `deliberation`, `witnesses`, or the number or name of a caucus.
    ///
    /// # Errors
    /// If the session has no such room.
    pub fn of(overview: &Overview, name: &'n str) -> Result<Self, Fault> {
        let inner = name.strip_prefix(&overview.room.name).and_then(|rest| rest.strip_prefix(SEPARATOR));
        let Some(inner) = inner else { return Ok(Self::Elsewhere(name)) };
        let found = fixed(inner).or_else(|| {
            let mut caucuses = overview.caucuses.iter();
            caucuses.find(|(id, name)| name == inner || id.0.to_string() == inner).map(|(id, _)| *id)
        });
        let none = || Fault::new(FaultCode::NotFound, "this session has no such room");
        found.map(|room| Self::Within(Place(room))).ok_or_else(none)
    }
}

fn fixed(name: &str) -> Option<RoomId> {
    match name {
        "waiting" => Some(RoomId::WAITING),
        "joint" => Some(RoomId::JOINT),
        "deliberation" => Some(RoomId::DELIBERATION),
        "witnesses" => Some(RoomId::WITNESS),
        _ => None,
    }
}

impl Place {
    /// The command that brings `attendee` there.
    pub fn command(self, attendee: &Attendee) -> Command {
        let who = attendee.id;
        let testifies = Roles::TESTIFYING.has(attendee.role);
        match self.0 {
            RoomId::JOINT if testifies => Command::CallWitness { who },
            RoomId::JOINT if attendee.room == RoomId::WAITING => Command::Admit { who },
            RoomId::WITNESS if testifies => Command::ReleaseWitness { who, stays_available: true },
            RoomId::WAITING => Command::Hold { who },
            room => Command::Gather { room, who: vec![who], countdown_seconds: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use signaling::livekit::{Identity, RoomSid, RoomView};
    use uuid::Uuid;

    use super::*;
    use crate::session::ParticipantId;
    use crate::session::role::Role;

    const SIDE: RoomId = RoomId(10);

    fn overview() -> Overview {
        let room = RoomView {
            sid: RoomSid::mint(&mut StdRng::seed_from_u64(1)),
            name: "court".into(),
            metadata: String::new(),
            active_recording: false,
            created_at_ms: 0,
            participants: 0,
            publishers: 0,
            max_participants: 0,
            empty_timeout_s: 0,
            departure_timeout_s: 0,
        };
        Overview { room, open_door: false, people: Vec::new(), caucuses: vec![(SIDE, "side".into())] }
    }

    fn attendee(role: Role, room: RoomId) -> Attendee {
        let identity = Identity::parse("ann").unwrap();
        Attendee { id: ParticipantId(Uuid::nil()), identity, role, room, seen: None }
    }

    #[test]
    fn rooms_of_the_session_have_names_and_numbers_and_all_else_is_elsewhere() {
        let overview = overview();
        let within =
            |name, room| assert_eq!(Destination::of(&overview, name), Ok(Destination::Within(Place(room))));
        within("court/joint", RoomId::JOINT);
        within("court/waiting", RoomId::WAITING);
        within("court/side", SIDE);
        within("court/10", SIDE);
        assert_eq!(Destination::of(&overview, "courtyard"), Ok(Destination::Elsewhere("courtyard")));
        assert_eq!(Destination::of(&overview, "court/attic").unwrap_err().code, FaultCode::NotFound);
    }

    #[test]
    fn each_is_brought_there_by_the_act_that_their_role_asks_for() {
        let command = |room, role, from| Place(room).command(&attendee(role, from));
        assert!(matches!(
            command(RoomId::JOINT, Role::Witness, RoomId::WITNESS),
            Command::CallWitness { .. }
        ));
        assert!(matches!(command(RoomId::JOINT, Role::Party, RoomId::WAITING), Command::Admit { .. }));
        assert!(matches!(command(RoomId::JOINT, Role::Party, SIDE), Command::Gather { .. }));
        assert!(matches!(
            command(RoomId::WITNESS, Role::Witness, RoomId::JOINT),
            Command::ReleaseWitness { .. }
        ));
        assert!(matches!(command(RoomId::WAITING, Role::Party, SIDE), Command::Hold { .. }));
        assert!(matches!(command(SIDE, Role::Party, RoomId::JOINT), Command::Gather { .. }));
    }
}
