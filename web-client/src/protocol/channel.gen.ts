// Generated from channel.schema.json by `npm run protocol`. Do not edit.


export type Channel = (ClientFrame | ServerFrame)
/**
 * Client to server. `C` is the application's command.
 */
export type ClientFrame = ({
/**
 * Where the client left off; absent on a first connection.
 */
resume?: (Resume | null)
/**
 * A token for the session channel.
 */
token: string
type: "hello"
/**
 * Version of the protocol the client speaks.
 */
version: number
} | {
command: Command
id: CommandId
type: "command"
} | {
seq: Seq
type: "ack"
} | {
/**
 * The client's clock in milliseconds; echoed.
 */
at: number
type: "ping"
})
/**
 * Names one numbering. Random, below 2^53 so that every language can hold it.
 */
export type Epoch = number
/**
 * Numbers views and items within an epoch. Strictly rising; a gap means that a newer view
 * took an older one's place.
 */
export type Seq = number
/**
 * An act of a person in the session.
 */
export type Command = ({
/**
 * Ids of the notices.
 */
notices: string[]
type: "tick_notices"
} | {
/**
 * The picture was seen.
 */
camera: boolean
/**
 * The level bar moved.
 */
microphone: boolean
/**
 * Round trip to the server, if measured.
 */
round_trip_ms?: (number | null)
/**
 * The tone was heard.
 */
speaker: boolean
type: "report_device_test"
} | {
method: IdentityMethod
type: "confirm_identity"
who: ParticipantId
} | {
/**
 * Why.
 */
reason: string
type: "waive_device_test"
who: ParticipantId
} | {
type: "admit"
who: ParticipantId
} | {
type: "hold"
who: ParticipantId
} | {
/**
 * Why; goes into the record.
 */
reason: string
type: "remove"
who: ParticipantId
} | {
type: "allow_return"
who: ParticipantId
} | {
type: "leave"
} | {
type: "open"
} | {
/**
 * For closing a mediation: which of the eight (OMR 25).
 */
outcome?: (Outcome | null)
/**
 * Why; required for `suspended`, `postponed`, `cancelled`, `converted_offline`.
 */
reason?: (string | null)
to: Phase
type: "change_phase"
} | {
/**
 * Who is meant to be in it.
 */
members?: ParticipantId[]
/**
 * Shown to those inside and to staff.
 */
name: string
/**
 * For which side, if for one.
 */
side?: (Side | null)
type: "prepare_caucus"
} | {
room: RoomId
type: "drop_caucus"
} | {
/**
 * Seconds of warning; the plan's default when absent.
 */
countdown_seconds?: (number | null)
room: RoomId
type: "gather"
/**
 * Whom; linked people follow by themselves.
 */
who: ParticipantId[]
} | {
room: RoomId
type: "cancel_gather"
} | {
room: RoomId
type: "enter"
} | {
type: "step_out"
} | {
/**
 * `true` locks.
 */
locked: boolean
room: RoomId
type: "lock"
} | {
room: RoomId
type: "knock"
} | {
type: "invite"
who: ParticipantId
} | {
/**
 * Accept or decline.
 */
accept: boolean
invitation: InvitationId
type: "answer_invitation"
} | {
type: "call_witness"
who: ParticipantId
} | {
/**
 * Whether they may be called again.
 */
stays_available?: boolean
type: "release_witness"
who: ParticipantId
} | {
type: "raise_hand"
} | {
type: "lower_hand"
/**
 * Whose; one's own when absent.
 */
who?: (ParticipantId | null)
} | {
/**
 * Length of the turn; unlimited when absent.
 */
seconds?: (number | null)
type: "give_floor"
who: ParticipantId
} | {
type: "take_floor"
/**
 * From whom; from everybody when absent.
 */
who?: (ParticipantId | null)
} | {
mode: FloorMode
type: "set_floor"
} | {
/**
 * `true` silences.
 */
muted: boolean
type: "mute"
who: ParticipantId
} | {
/**
 * `true` allows.
 */
allowed: boolean
type: "allow_share"
who: ParticipantId
} | {
/**
 * Given or withdrawn.
 */
given: boolean
stage: ConsentStage
type: "consent"
} | {
type: "start_recording"
} | {
reason: PauseReason
type: "pause_recording"
} | {
type: "resume_recording"
} | {
type: "stop_recording"
} | {
/**
 * Plain text, at most [`CHAT_CHARACTERS`].
 */
text: string
to: Audience
type: "say"
} | {
message: MessageId
type: "read"
} | {
/**
 * `true` lets them.
 */
open: boolean
type: "open_party_chat"
} | {
/**
 * Id of the material in the case.
 */
document: string
/**
 * Its number, for example `E-07`.
 */
number?: (string | null)
/**
 * How many pages it has.
 */
pages: number
/**
 * SHA-256 of its bytes, hexadecimal.
 */
sha256: string
/**
 * Its title.
 */
title: string
type: "show_exhibit"
} | {
/**
 * From 1.
 */
page: number
type: "turn_page"
} | {
type: "hide_exhibit"
} | {
/**
 * In one's own words.
 */
text: string
type: "ask_for_help"
} | {
type: "settle_help"
who: ParticipantId
} | {
/**
 * What was said.
 */
text: string
type: "warn_of_absence"
who: ParticipantId
} | {
type: "see_warning"
} | {
kind: Absence
/**
 * Why.
 */
reason: string
type: "mark_absence"
who: ParticipantId
})
/**
 * How somebody's identity was checked.
 */
export type IdentityMethod = ("visual" | "counter" | "service")
/**
 * One person's place in one session. Roles and rights belong to it, never to a room or a
 * connection (INV-S09).
 */
export type ParticipantId = string
/**
 * The eight ways a mediation ends (OMR 25).
 */
export type Outcome = ("settled" | "private_settlement_withdrawn" | "unreachable" | "party_declined" | "differences_too_large" | "period_expired" | "refused_to_sign" | "other")
/**
 * Where a session stands.
 */
export type Phase = ("scheduled" | "entry_open" | "in_session" | "recess" | "suspended" | "minutes_review" | "closed" | "archived" | "cancelled" | "postponed" | "converted_offline")
/**
 * A side of the dispute.
 */
export type Side = ("applicant" | "respondent" | "third_party")
/**
 * A room inside one session. Small numbers; meaningless outside it.
 */
export type RoomId = number
/**
 * One invitation or knock waiting for an answer.
 */
export type InvitationId = string
/**
 * Who is heard when nobody has decided anything.
 */
export type FloorMode = ("open" | "by_grant")
/**
 * What consent is asked for.
 */
export type ConsentStage = ("online" | "recording" | "recording_as_minutes")
/**
 * The reasons for which a recording may be interrupted (AVR 1, 3; INV-R01, INV-R03).
 */
export type PauseReason = ("recess" | "closed_evidence" | "mediation_unsuitable" | "suspended" | "consent_withdrawn" | "break")
/**
 * Who a chat message is for.
 */
export type Audience = ("room" | {
participant: ParticipantId
})
/**
 * One chat message.
 */
export type MessageId = string
/**
 * The two absences the law knows (OLR 25).
 */
export type Absence = ("no_show" | "walked_out")
/**
 * A client's name for one command.
 */
export type CommandId = string
/**
 * Server to client. `V` is the application's view, `I` its item.
 */
export type ServerFrame = ((Welcome & {
type: "welcome"
}) | {
seq: Seq
slices: SlicesOfClientView
type: "view"
} | {
item: Item
seq: Seq
type: "item"
} | {
id: CommandId
type: "done"
} | (Refused & {
type: "refused"
}) | {
/**
 * The ping's clock, echoed.
 */
at: number
/**
 * The server's clock in milliseconds since 1970.
 */
now: number
type: "pong"
} | (Bye & {
type: "bye"
}))
/**
 * Wall-clock time in microseconds since 1970-01-01 UTC. The session is told the time; it
 * never asks.
 */
export type Timestamp = number
/**
 * Two ways of asking to share a room.
 */
export type InvitationKind = ("invitation" | "knock")
/**
 * The kind of a command, without its details. On the wire it has the name of the command's `type`.
 */
export type Action = ("tick_notices" | "report_device_test" | "confirm_identity" | "waive_device_test" | "admit" | "hold" | "remove" | "allow_return" | "leave" | "open" | "change_phase" | "prepare_caucus" | "drop_caucus" | "gather" | "cancel_gather" | "enter" | "step_out" | "lock" | "knock" | "invite" | "answer_invitation" | "call_witness" | "release_witness" | "raise_hand" | "lower_hand" | "give_floor" | "take_floor" | "set_floor" | "mute" | "allow_share" | "consent" | "start_recording" | "pause_recording" | "resume_recording" | "stop_recording" | "say" | "read" | "open_party_chat" | "show_exhibit" | "turn_page" | "hide_exhibit" | "ask_for_help" | "settle_help" | "warn_of_absence" | "see_warning" | "mark_absence")
/**
 * A role in the session (domain.md §6). It never changes by visiting a room (INV-S09).
 */
export type Role = ("judge" | "presiding_judge" | "panel_member" | "lay_assessor" | "clerk" | "mediator" | "co_mediator" | "party" | "agent" | "witness" | "expert" | "interpreter" | "supporter" | "observer" | "technician")
/**
 * Whether somebody is here, as a viewer may know it.
 */
export type PresenceView = ("here" | "waiting" | "reconnecting" | "elsewhere" | "absent" | "left" | "removed")
/**
 * The recording.
 */
export type RecordingView = ({
/**
 * What is wrong with the recorder, for staff.
 */
alarms: string[]
/**
 * "Last second safely on disk", for staff.
 */
safe_until: (Timestamp | null)
/**
 * Who in the joint room has not consented, for staff of a mediation.
 */
without_consent: ParticipantId[]
} & RecordingView1)
export type RecordingView1 = ({
state: "off"
} | {
state: "armed"
} | {
since: Timestamp
state: "writing"
} | {
reason: PauseReason
since: Timestamp
state: "paused"
} | {
/**
 * In words fit for the record.
 */
reason: string
since: Timestamp
state: "failed"
})
/**
 * What a room is for.
 */
export type RoomKind = ("waiting" | "joint" | "deliberation" | "witness" | "caucus")
/**
 * One mediation session or hearing.
 */
export type SessionId = string
/**
 * What kind of proceeding a session is.
 */
export type SessionKind = ("mediation" | "hearing")
/**
 * Something that happened once.
 */
export type Item = ((ChatView & {
item: "chat"
}) | {
item: "read"
message: MessageId
who: ParticipantId
} | {
item: "moved"
to: RoomId
why: MoveReason
} | {
end: InvitationEnd
item: "invitation_ended"
kind: InvitationKind
room: RoomId
who: ParticipantId
} | {
item: "help_asked"
/**
 * In their words.
 */
text: string
who: ParticipantId
} | {
item: "opening_failed"
/**
 * Why.
 */
reason: string
} | {
item: "recording_failed"
/**
 * Why.
 */
reason: string
})
/**
 * Where a chat message belongs, for one reader.
 */
export type Thread = ({
room: RoomId
} | {
with: ParticipantId
})
/**
 * Why somebody is in another room.
 */
export type MoveReason = ("arrival" | "admitted" | "held" | "gathered" | "entered" | "invited" | "follows" | "stepped_out" | "called" | "released" | "ended")
/**
 * How an invitation or knock ended.
 */
export type InvitationEnd = ("accepted" | "declined" | "lapsed" | "withdrawn")
/**
 * Why the server ends a socket.
 */
export type ByeCode = ("no_hello" | "unsupported_version" | "token_refused" | "not_allowed" | "too_many" | "malformed" | "too_large" | "too_fast" | "too_slow" | "silent" | "replaced" | "removed" | "session_over" | "restarting" | "failed")

/**
 * Where a client left off.
 */
export interface Resume {
epoch: Epoch
seq: Seq
}
/**
 * The server accepts the socket.
 */
export interface Welcome {
epoch: Epoch
/**
 * The server's clock in milliseconds since 1970.
 */
now: number
/**
 * Seconds between the client's pings.
 */
ping_seconds: number
/**
 * `true`: same epoch, what was missed follows. `false`: start afresh.
 */
resumed: boolean
/**
 * Seconds of silence after which either side gives the socket up.
 */
silence_seconds: number
/**
 * Version of the protocol the server speaks.
 */
version: number
}
/**
 * What one person is shown: their view of the session, and the door to media.
 */
export interface SlicesOfClientView {
/**
 * Countdowns that concern the viewer.
 */
countdowns?: CountdownView[]
/**
 * What is on stage in the viewer's room.
 */
exhibit?: (Exhibit | null)
floor?: FloorView
/**
 * Invitations and knocks that concern the viewer.
 */
invitations?: InvitationView[]
me?: MeView
media?: MediaAccess
/**
 * People the viewer may know of.
 */
people?: PersonView[]
recording?: RecordingView
/**
 * Rooms the viewer may know of.
 */
rooms?: RoomView[]
session?: SessionFacts
}
/**
 * A countdown before a move.
 */
export interface CountdownView {
due: Timestamp
room: RoomId
/**
 * Who moves, as far as the viewer may know.
 */
who: ParticipantId[]
}
/**
 * A case document on stage.
 */
export interface Exhibit {
by: ParticipantId
/**
 * Id of the material in the case.
 */
document: string
/**
 * Its number in the list of evidence.
 */
number: (string | null)
/**
 * The page shown, from 1.
 */
page: number
/**
 * How many pages.
 */
pages: number
/**
 * SHA-256 of its bytes, hexadecimal.
 */
sha256: string
/**
 * Its title.
 */
title: string
}
/**
 * The floor.
 */
export interface FloorView {
/**
 * Who holds it, and until when.
 */
holders: [unknown, unknown][]
mode: FloorMode
/**
 * Raised hands in order.
 */
queue: ParticipantId[]
}
/**
 * An invitation or knock.
 */
export interface InvitationView {
due: Timestamp
id: InvitationId
kind: InvitationKind
/**
 * Whether the viewer is to answer it.
 */
mine_to_answer: boolean
room: RoomId
/**
 * That room's name.
 */
room_name: string
who: ParticipantId
}
/**
 * The viewer.
 */
export interface MeView {
/**
 * Consents given (`true`) and withheld.
 */
consents: {
[k: string]: boolean
}
/**
 * Device test on file or waived.
 */
device_tested: boolean
/**
 * Until when, for a timed turn.
 */
floor_until: (Timestamp | null)
/**
 * Hand is up.
 */
hand_raised: boolean
/**
 * Holds the floor.
 */
has_floor: boolean
/**
 * Who hears one now, from the forwarding table.
 */
heard_by: ParticipantId[]
/**
 * Help was asked for and not yet settled.
 */
help_asked: boolean
id: ParticipantId
/**
 * Identity confirmed in this session.
 */
identity_confirmed: boolean
/**
 * What the rules let this role ask for in this phase.
 */
may: Action[]
/**
 * Whom one may write to alone.
 */
may_write_to: ParticipantId[]
/**
 * What still stands before admission, as a refusal's code.
 */
missing: (string | null)
/**
 * Silenced by order.
 */
muted: boolean
/**
 * Shown name.
 */
name: string
/**
 * Ids of notices ticked.
 */
notices: string[]
rights: Rights
role: Role
room: RoomId
/**
 * Nothing is delivered in it because no neutral is there.
 */
room_paused: boolean
/**
 * Who sees one now.
 */
seen_by: ParticipantId[]
/**
 * Side.
 */
side: (Side | null)
/**
 * A warning that has not been shown yet.
 */
warning: (string | null)
}
/**
 * What may flow from somebody in the room they are in.
 */
export interface Rights {
/**
 * May be seen.
 */
camera: boolean
/**
 * May write to the room.
 */
chat: boolean
/**
 * May be heard.
 */
microphone: boolean
/**
 * May share a screen.
 */
screen: boolean
}
/**
 * What a client needs to open the media wire.
 */
export interface MediaAccess {
expires_at: Timestamp
/**
 * For `access_token` of the media wire.
 */
token: string
}
/**
 * One person.
 */
export interface PersonView {
/**
 * What only staff see.
 */
desk: (DeskView | null)
/**
 * Their hand is up.
 */
hand_raised: boolean
/**
 * They hold the floor.
 */
has_floor: boolean
id: ParticipantId
/**
 * Whom they accompany.
 */
linked_to: (ParticipantId | null)
/**
 * Shown name.
 */
name: string
presence: PresenceView
/**
 * What may flow from them, for people in the viewer's room.
 */
rights: (Rights | null)
role: Role
/**
 * Which room they are in, where the viewer may know it.
 */
room: (RoomId | null)
/**
 * Side, directly or through the person they accompany.
 */
side: (Side | null)
}
/**
 * What staff see of a person at the door.
 */
export interface DeskView {
/**
 * An absence the judge marked.
 */
absence: (Absence | null)
/**
 * Consent to recording; absent while not answered.
 */
consents_to_recording: (boolean | null)
/**
 * Device test on file or waived.
 */
device_tested: boolean
/**
 * An open request for help.
 */
help: (string | null)
/**
 * Identity confirmed in this session.
 */
identity_confirmed: boolean
/**
 * May share a screen.
 */
may_share: boolean
/**
 * Their media connection is up.
 */
media: boolean
/**
 * What still stands between the person and admission, as a refusal's code.
 */
missing: (string | null)
/**
 * Silenced by order.
 */
muted: boolean
/**
 * How many warnings about absence were given, and how many were shown.
 * 
 * @minItems 2
 * @maxItems 2
 */
warnings: [unknown, unknown]
}
/**
 * A room as a viewer may know it.
 */
export interface RoomView {
id: RoomId
kind: RoomKind
/**
 * Nobody enters but by invitation or knock.
 */
locked: boolean
/**
 * Who is in it, where the viewer may know it.
 */
members: (ParticipantId[] | null)
/**
 * Name; empty where the viewer may not know it (INV-S04).
 */
name: string
/**
 * Since when somebody is in it.
 */
occupied_since: (Timestamp | null)
/**
 * Nothing is delivered in it.
 */
paused: boolean
/**
 * Who is meant to be in it, for staff.
 */
planned: ParticipantId[]
/**
 * Its side, where the viewer may know it.
 */
side: (Side | null)
}
/**
 * Facts everybody in the session knows.
 */
export interface SessionFacts {
/**
 * Case number.
 */
case_no: string
/**
 * Default seconds of warning before a move out of a caucus.
 */
countdown_seconds: number
/**
 * A device test must be on file.
 */
device_test_required: boolean
id: SessionId
/**
 * Identity must be confirmed by staff.
 */
identity_required: boolean
kind: SessionKind
/**
 * Notices to be read and ticked.
 */
notices: Notice[]
/**
 * When it was first in session.
 */
opened_at: (Timestamp | null)
/**
 * Waiting for the recorder before it opens.
 */
opening: boolean
/**
 * How a mediation ended.
 */
outcome: (Outcome | null)
/**
 * Parties may write to each other.
 */
party_chat: boolean
phase: Phase
/**
 * Why, if a reason was given.
 */
phase_reason: (string | null)
phase_since: Timestamp
scheduled_at: Timestamp
/**
 * Heading.
 */
title: string
}
/**
 * A text to be read and ticked.
 */
export interface Notice {
/**
 * The text in English.
 */
en: string
/**
 * Stable name, for example `court_discipline`.
 */
id: string
/**
 * The text in Chinese.
 */
zh: string
}
/**
 * A chat message as one reader sees it.
 */
export interface ChatView {
at: Timestamp
from: ParticipantId
id: MessageId
/**
 * Plain text.
 */
text: string
thread: Thread
}
/**
 * A command that was refused.
 */
export interface Refused {
/**
 * Stable, for programs.
 */
code: string
/**
 * English.
 */
en: string
id: CommandId
/**
 * Chinese.
 */
zh: string
}
/**
 * The last frame on a socket.
 */
export interface Bye {
code: ByeCode
/**
 * English.
 */
en: string
/**
 * `true`: do not come back with this token. `false`: reconnect and resume.
 */
final: boolean
/**
 * Chinese.
 */
zh: string
}
