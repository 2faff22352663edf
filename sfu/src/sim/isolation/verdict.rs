//! What can be wrong with something that left the plane, in words.

pub const ONESELF: &str = "to the publisher";
pub const ABSENT: &str = "to somebody who left";
pub const WITHDRAWN: &str = "of a track that was withdrawn";
pub const OF_ABSENT: &str = "of somebody who left";
pub const NOT_CONNECTED: &str = "to somebody not connected";
pub const NOT_SUBSCRIBED: &str = "to somebody not subscribed";
pub const OTHER_ROOM: &str = "from another room";
pub const PUBLISHER_ELSEWHERE: &str = "of the publisher's time in another room";
pub const BEFORE_VIEWER: &str = "of before the viewer came";
pub const GATED: &str = "behind a closed gate";
pub const MISATTRIBUTED: &str = "as somebody else's words";
pub const NOBODYS: &str = "bytes that nobody sent";
pub const FOREIGN_REPORT: &str = "a report on a source that is not theirs";
pub const SPEAKS_ELSEWHERE: &str = "a speaker of another room";
pub const NO_RECORDER: &str = "recorded in a room without recorder";
pub const BEFORE_RECORDER: &str = "recorded of before the recorder came";
pub const RECORDED_ELSEWHERE: &str = "recorded of another room";
pub const RECORDED_SILENCED: &str = "recorded while silenced";
