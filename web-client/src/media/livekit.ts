/** What we use of livekit-client, so that the rest of it can be left out of the build. */
export { DisconnectReason, Room } from "livekit-client";
