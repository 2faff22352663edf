"""The server API, asked by a server SDK that nobody here wrote. Run by `make peers`."""

import asyncio
import unittest

import aiohttp
from livekit import api

from court import Gathering
from person import PATIENCE_S, Person
from server import API_KEY, API_SECRET, Server, token

TONE = 700.0


class OpenRooms(unittest.IsolatedAsyncioTestCase):
    """Rooms without a case, as the tools of that ecosystem know them."""

    async def asyncSetUp(self) -> None:
        self.server = Server()
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.api = api.LiveKitAPI(self.server.url.replace("ws", "http"), "devkey", "secret")
        self.addAsyncCleanup(self.api.aclose)

    async def enters(self, identity: str, room: str = "court") -> Person:
        person = Person(identity, TONE)
        await person.join(self.server.url, token(room, identity))
        self.addAsyncCleanup(person.leave)
        return person

    async def identities(self, room: str) -> set[str]:
        listed = await self.api.room.list_participants(api.ListParticipantsRequest(room=room))
        return {participant.identity for participant in listed.participants}

    async def microphone(self, identity: str) -> api.TrackInfo:
        asked = api.RoomParticipantIdentity(room="court", identity=identity)
        tracks = (await self.api.room.get_participant(asked)).tracks
        return next(track for track in tracks if track.source == api.TrackSource.MICROPHONE)

    async def test_rooms_are_made_listed_and_deleted(self) -> None:
        made = await self.api.room.create_room(api.CreateRoomRequest(name="annex", empty_timeout=60))
        self.assertEqual(made.name, "annex")
        ann = await self.enters("ann")
        rooms = (await self.api.room.list_rooms(api.ListRoomsRequest())).rooms
        self.assertEqual({room.name: room.num_participants for room in rooms}, {"annex": 0, "court": 1})
        self.assertEqual(await self.identities("court"), {"ann"})
        await self.api.room.delete_room(api.DeleteRoomRequest(room="court"))
        await soon(ann.gone.wait())

    async def test_a_microphone_is_silenced_by_order_and_the_order_is_lifted(self) -> None:
        ann, bob = await self.enters("ann"), await self.enters("bob")
        await ann.publish()
        await bob.until_heard("ann")
        track = await self.microphone("ann")
        muted = await self.api.room.mute_published_track(
            api.MuteRoomTrackRequest(room="court", identity="ann", track_sid=track.sid, muted=True)
        )
        self.assertTrue(muted.track.muted)
        await ann.until_hushed()
        ann.unmute()
        await bob.until_heard()
        await self.api.room.mute_published_track(
            api.MuteRoomTrackRequest(room="court", identity="ann", track_sid=track.sid, muted=False)
        )
        ann.microphone.mute()
        ann.unmute()
        await bob.until_heard("ann")

    async def test_data_of_the_server_reaches_those_named(self) -> None:
        ann, bob = await self.enters("ann"), await self.enters("bob")
        await self.api.room.send_data(
            api.SendDataRequest(room="court", data=b"to all", kind=api.DataPacket.RELIABLE)
        )
        await self.api.room.send_data(
            api.SendDataRequest(room="court", data=b"to bob", destination_identities=["bob"], kind=api.DataPacket.RELIABLE)
        )
        self.assertEqual(await soon(ann.data.get()), ("", b"to all"))
        self.assertEqual(await soon(bob.data.get()), ("", b"to all"))
        self.assertEqual(await soon(bob.data.get()), ("", b"to bob"))
        self.assertTrue(ann.data.empty())

    async def test_somebody_is_moved_to_another_room_and_heard_there_alone(self) -> None:
        ann, bob, eve = await self.enters("ann"), await self.enters("bob", "annex"), await self.enters("eve")
        await ann.publish()
        await eve.until_heard("ann")
        await self.api.room.move_participant(
            api.MoveParticipantRequest(room="court", identity="ann", destination_room="annex")
        )
        await bob.until_heard("ann")
        await eve.until_heard()
        self.assertEqual(await self.identities("annex"), {"ann", "bob"})
        self.assertEqual(await self.identities("court"), {"eve"})

    async def test_whoever_is_removed_stays_out(self) -> None:
        ann = await self.enters("ann")
        await self.api.room.remove_participant(api.RoomParticipantIdentity(room="court", identity="ann"))
        await soon(ann.gone.wait())
        with self.assertRaises(Exception):
            await Person("ann").join(self.server.url, token("court", "ann"))

    async def test_failures_have_the_codes_that_sdks_know(self) -> None:
        await self.enters("ann")
        for call, code in [
            (self.api.room.list_participants(api.ListParticipantsRequest(room="nowhere")), "not_found"),
            (self.api.room.remove_participant(api.RoomParticipantIdentity(room="court", identity="eve")), "not_found"),
            (self.api.room.update_room_metadata(api.UpdateRoomMetadataRequest(room="court")), "unimplemented"),
        ]:
            with self.assertRaises(api.TwirpError) as failed:
                await call
            self.assertEqual(failed.exception.code, code)
        forger = api.LiveKitAPI(self.server.url.replace("ws", "http"), "devkey", "guess")
        self.addAsyncCleanup(forger.aclose)
        with self.assertRaises(api.TwirpError) as failed:
            await forger.room.list_rooms(api.ListRoomsRequest())
        self.assertEqual(failed.exception.code, "unauthenticated")


class OfACase(Gathering):
    """Sessions of cases: the session's rules win."""

    async def call(self, method: str, body: dict, acts_for: str = "", **grants: object) -> tuple[int, dict]:
        video = api.VideoGrants(room_admin=True, room=body["room"], **grants)
        bearer = api.AccessToken(API_KEY, API_SECRET).with_identity(acts_for).with_grants(video).to_jwt()
        url = f"{self.server.url.replace('ws', 'http')}/twirp/livekit.RoomService/{method}"
        headers = {"Authorization": f"Bearer {bearer}"}
        async with self.web.post(url, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def test_a_program_acts_for_somebody_of_the_session_and_no_further_than_they_may(self) -> None:
        mediator, applicant, respondent = [
            await self.arrives(role, "mediation") for role in ("调解员", "申请人", "被申请人")
        ]
        await self.seated(mediator, applicant, respondent)
        for attendee in (mediator, applicant, respondent):
            await attendee.speak(self.server.url)
        room = mediator.channel.view["session"]["id"]
        caucus = next(one for one in mediator.channel.view["rooms"] if one.get("side") == "applicant")
        destination = f"{room}/{caucus['id']}"
        body = {"room": room, "identity": applicant.id, "destinationRoom": destination}
        moves = {"destination_room": destination}

        status, refusal = await self.call("MoveParticipant", body, **moves)
        self.assertEqual((status, refusal["code"]), (403, "permission_denied"), "in nobody's name")
        status, refusal = await self.call("MoveParticipant", body, acts_for=respondent.id, **moves)
        self.assertEqual((status, refusal["meta"]["reason"]), (403, "not_your_role"))
        status, _ = await self.call("MoveParticipant", {**body, "identity": respondent.id}, acts_for=mediator.id, **moves)
        self.assertEqual(status, 412, "the caucus of the other side")
        status, _ = await self.call("MoveParticipant", body, acts_for=mediator.id, **moves)
        self.assertEqual(status, 200)
        await applicant.channel.until(lambda view: view["me"]["room"] == caucus["id"])

        status, refusal = await self.call("SendData", {"room": room, "data": "AA=="}, acts_for=mediator.id)
        self.assertEqual((status, refusal["code"]), (403, "permission_denied"), "the record would not know")
        status, refusal = await self.call("MoveParticipant", {**body, "destinationRoom": "annex"}, acts_for=mediator.id, destination_room="annex")
        self.assertEqual((status, refusal["code"]), (412, "failed_precondition"))
        status, seen = await self.call("ListParticipants", {"room": room})
        self.assertEqual({one["identity"] for one in seen["participants"]}, {mediator.id, applicant.id, respondent.id})
        status, _ = await self.call("ListParticipants", {"room": "00000000-0000-0000-0000-000000000000"})
        self.assertEqual(status, 404)


async def soon(what):
    async with asyncio.timeout(PATIENCE_S):
        return await what


if __name__ == "__main__":
    unittest.main(verbosity=2)
