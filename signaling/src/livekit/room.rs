//! The room as clients see it: our session, or the partition of it they are in.

use super::sid::RoomSid;

/// What a client knows of its room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomView {
    /// Its name on the wire.
    pub sid: RoomSid,
    /// Shown name. May change when somebody moves between our rooms.
    pub name: String,
    /// Free text of the application.
    pub metadata: String,
    /// Clients show it as "this is being recorded": true exactly while a recorder writes.
    pub active_recording: bool,
    /// Milliseconds since 1970.
    pub created_at_ms: i64,
    /// People the viewer may know of.
    pub participants: u32,
    /// Those of them who publish.
    pub publishers: u32,
    /// Most participants; 0 is no limit.
    pub max_participants: u32,
    /// Seconds an empty room waits for a first participant.
    pub empty_timeout_s: u32,
    /// Seconds a room waits after the last participant left.
    pub departure_timeout_s: u32,
}
