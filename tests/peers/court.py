"""A mediation and a hearing in which everybody has the SDK of somebody else: the rules are the
server's, so they hold for clients that have never heard of them. Run by `make peers`."""

import asyncio
import json
import unittest
from pathlib import Path

import aiohttp
from livekit import rtc

from channel import Channel, Refused
from database import Database
from person import PATIENCE_S, Person, now
from server import BINARY, Server

TONES = {"调解员": 600.0, "申请人": 850.0, "被申请人": 1_100.0, "法官": 1_600.0, "书记员": 1_950.0, "证人": 2_300.0}
JOINT, WITNESSES = 1, 3


class Attendee:
    """Somebody with both wires: the session channel and the SDK."""

    def __init__(self, role: str, channel: Channel) -> None:
        self.role, self.channel = role, channel
        self.person = Person(role, TONES[role], (30, 30, 200))

    @property
    def id(self) -> str:
        return self.channel.me

    async def seated(self) -> None:
        """Until the server has seated them in the joint room, as it does with staff: at once, or a
        moment after they came, when entry opens. Whoever went by themselves would race with it."""
        await self.channel.until(lambda view: view["me"]["room"] == JOINT)

    async def prepare(self) -> None:
        """Ticks what is to be read and reports working devices."""
        notices = [notice["id"] for notice in self.channel.view["session"]["notices"]]
        if notices:
            await self.channel.do("tick_notices", notices=notices)
        await self.channel.do("report_device_test", camera=True, microphone=True, speaker=True)

    async def speak(self, url: str) -> None:
        await self.person.join(url, self.channel.view["media"]["token"])
        await self.person.publish()

    async def switch_on(self) -> None:
        """After the server switched the microphone off, as a person would."""
        await self.person.until_hushed()
        self.person.unmute()

    async def leave(self) -> None:
        await self.person.leave()
        await self.channel.close()


class Gathering(unittest.IsolatedAsyncioTestCase):
    """A started server with example people and cases."""

    attendee = Attendee

    async def asyncSetUp(self) -> None:
        self.server = Server("demo")
        await self.open()
        self.web = aiohttp.ClientSession()
        self.addAsyncCleanup(self.web.close)

    async def open(self) -> None:
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)

    async def ask(self, method: str, path: str, bearer: str = "", body: object = None) -> dict:
        """The server's answer to a request of the API."""
        url = self.server.url.replace("ws", "http")
        headers = {"Origin": url} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        async with self.web.request(method, f"{url}/api/v1/{path}", headers=headers, json=body) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def signed_in(self, role: str) -> str:
        identity, password = self.server.logins()[role]
        secret = {"identity": identity, "password": password, "bearer": True}
        return (await self.ask("POST", "sign-in", body=secret))["token"]

    async def arrives(self, role: str, kind: str, bearer: str = "") -> Attendee:
        bearer = bearer or await self.signed_in(role)
        sessions = (await self.ask("GET", "sessions", bearer))["items"]
        attendee = self.attendee(role, Channel(self.web, self.server.url.replace("ws", "http"), bearer))
        await attendee.channel.open(next(one["id"] for one in sessions if one["kind"] == kind))
        self.addAsyncCleanup(attendee.leave)
        return attendee

    async def invited(self, clerk: Attendee, role: str, name: str) -> str:
        """Adds somebody to the clerk's case and takes their invitation: the token they sign in with."""
        bearer = clerk.channel.bearer
        case = (await self.ask("GET", "cases", bearer))["items"][0]["id"]
        place = await self.ask("POST", f"cases/{case}/people", bearer, {"role": role, "name": name, "mobile": "13800000009"})
        invitation = await self.ask("POST", f"cases/{case}/people/{place['id']}/invitation", bearer)
        secret = {"token": invitation["link"].split("#")[1], "password": "雨停了就去法院吧2026", "bearer": True}
        return (await self.ask("POST", "invitations/accept-new", body=secret))["token"]

    async def seated(self, chair: Attendee, *parties: Attendee) -> None:
        for party in parties:
            await party.prepare()
            await chair.channel.do("confirm_identity", who=party.id, method="visual")
            await chair.channel.do("admit", who=party.id)

    async def mediation(self) -> tuple[Attendee, Attendee, Attendee]:
        """Mediator, applicant and respondent in the joint room, heard by each other."""
        people = [await self.arrives(role, "mediation") for role in ("调解员", "申请人", "被申请人")]
        mediator, applicant, respondent = people
        await mediator.seated()
        await self.seated(mediator, applicant, respondent)
        await mediator.channel.do("change_phase", to="in_session")
        for attendee in people:
            await attendee.speak(self.server.url)
        await respondent.person.until_heard(mediator.id, applicant.id)
        await mediator.person.until_heard(applicant.id, respondent.id)
        return mediator, applicant, respondent

    async def caucus(self, mediator: Attendee, applicant: Attendee) -> int:
        """The two alone; their microphones have arrived off."""
        rooms = mediator.channel.view["rooms"]
        caucus = next(room["id"] for room in rooms if room["kind"] == "caucus" and room["side"] == "applicant")
        for attendee in (mediator, applicant):
            attendee.person.hushed.clear()
        await mediator.channel.do("enter", room=caucus)
        await mediator.channel.do("gather", room=caucus, who=[applicant.id])
        await asyncio.gather(mediator.person.until_hushed(), applicant.person.until_hushed())
        return caucus

    async def power_cut(self, *people: Attendee) -> None:
        """The server dies and starts again; everybody comes back as their client would."""
        for attendee in people:
            attendee.person.reconnected.clear()
        await self.server.kill()
        await asyncio.gather(*(attendee.channel.lose() for attendee in people))
        await self.server.start()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(attendee.channel.open(attendee.channel.session) for attendee in people))
            await asyncio.gather(*(attendee.person.reconnected.wait() for attendee in people))


class Court(Gathering):
    # proves: I4
    async def test_a_caucus_is_silent_for_the_other_side_and_microphones_arrive_off(self) -> None:
        mediator, applicant, respondent = await self.mediation()
        await self.caucus(mediator, applicant)
        await respondent.person.until_heard()
        await applicant.person.until_heard()
        silent_since = now()
        for attendee in (mediator, applicant):
            attendee.person.unmute()
        await applicant.person.until_heard(mediator.id)
        await mediator.person.until_heard(applicant.id)
        await respondent.person.until_heard()
        self.assertEqual(respondent.person.heard_since(silent_since), set(), "not for a moment")
        await mediator.channel.do("say", to="room", text="只在这里说")
        self.assertFalse(any("只在这里说" in frame for frame in respondent.channel.frames))
        await self.proves_itself(applicant, mediator, respondent)
        self.assertFalse(respondent.person.room.remote_participants, "nobody is shown beside them")

    async def proves_itself(self, party: Attendee, mediator: Attendee, other: Attendee) -> None:
        """The party is given a proof that holds without the server; the other side is not."""
        path = f"sessions/{party.channel.session}/caucus-proof"
        proof = await self.ask("GET", path, party.channel.bearer)
        (visit,) = proof["statement"]["visits"]
        self.assertEqual([one["participant"] for one in visit["receivers"]], [mediator.id])
        whose = f"{path}?participant={party.id}"
        mediators = await self.ask("GET", whose, mediator.channel.bearer)
        self.assertEqual(mediators["statement"]["visits"][0]["from"], visit["from"])
        with self.assertRaises(aiohttp.ClientResponseError) as refused:
            await self.ask("GET", whose, other.channel.bearer)
        self.assertEqual(refused.exception.status, 404)
        self.assertEqual(await self.verified(json.dumps(proof)), 0)
        self.assertEqual(await self.verified(json.dumps(proof).replace('"audio": true', '"audio": false')), 1)

    async def verified(self, proof: str) -> int:
        """The exit code of the check without a server."""
        file = Path(self.server.folder.name) / "proof.json"
        file.write_text(proof)
        process = await asyncio.create_subprocess_exec(BINARY, "proof", "verify", file)
        return await process.wait()

    # proves: R1, I6
    async def test_after_a_power_cut_a_caucus_is_where_it_was_and_nobody_else_has_heard_it(self) -> None:
        mediator, applicant, respondent = await self.mediation()
        caucus = await self.caucus(mediator, applicant)
        await respondent.person.until_heard()
        silent_since = now()
        for attendee in (mediator, applicant):
            attendee.person.unmute()
        await applicant.person.until_heard(mediator.id)
        await mediator.channel.do("say", to="room", text="只在这里说")
        await self.power_cut(mediator, applicant, respondent)
        rooms = [attendee.channel.view["me"]["room"] for attendee in (mediator, applicant, respondent)]
        self.assertEqual(rooms, [caucus, caucus, JOINT])
        await applicant.person.until_heard(mediator.id)
        await mediator.person.until_heard(applicant.id)
        self.assertEqual(respondent.person.heard_since(silent_since), set(), "not for a moment")
        self.assertIn("只在这里说", applicant.channel.chat.values())
        self.assertNotIn("只在这里说", respondent.channel.chat.values())

    async def hearing(self) -> tuple[Attendee, Attendee, Attendee]:
        """Judge, clerk and applicant in session; only the bench has the floor."""
        judge, clerk, applicant = [await self.arrives(role, "hearing") for role in ("法官", "书记员", "申请人")]
        for staff in (judge, clerk):
            await staff.seated()
        await self.seated(clerk, applicant)
        await judge.channel.do("change_phase", to="in_session")
        for attendee in (judge, clerk, applicant):
            await attendee.speak(self.server.url)
        await clerk.person.until_heard(judge.id)
        return judge, clerk, applicant

    async def test_in_a_hearing_only_the_judge_is_heard_until_the_floor_is_given(self) -> None:
        judge, clerk, applicant = await self.hearing()
        with self.assertRaisesRegex(Refused, "not_your_role"):
            await applicant.channel.do("give_floor", who=applicant.id)
        with self.assertRaisesRegex(Refused, "recording_follows_the_hearing"):
            await judge.channel.do("stop_recording")
        await judge.channel.do("give_floor", who=applicant.id)
        await applicant.switch_on()
        await clerk.person.until_heard(judge.id, applicant.id)
        applicant.person.hushed.clear()
        await judge.channel.do("take_floor", who=applicant.id)
        await applicant.person.until_hushed()
        await clerk.person.until_heard(judge.id)

    async def test_a_witness_receives_nothing_until_called_and_nothing_after_release(self) -> None:
        judge, clerk, applicant = await self.hearing()
        witness = await self.arrives("证人", "hearing", await self.invited(clerk, "witness", "吴天明"))
        await witness.prepare()
        await clerk.channel.do("confirm_identity", who=witness.id, method="visual")
        await witness.speak(self.server.url)
        self.assertEqual(witness.channel.view["me"]["room"], WITNESSES)
        self.assertFalse(witness.person.room.remote_participants, "nobody is shown outside")
        self.assertEqual(witness.person.noted, [])

        await judge.channel.do("call_witness", who=witness.id)
        await witness.person.until_heard(judge.id)
        await judge.channel.do("give_floor", who=witness.id)
        await witness.switch_on()
        await applicant.person.until_heard(judge.id, witness.id)

        await judge.channel.do("release_witness", who=witness.id)
        await witness.person.until_heard()
        await applicant.person.until_heard(judge.id)
        self.assertFalse(witness.person.room.remote_participants, "nobody is shown outside")

    # proves: R1
    async def test_after_a_power_cut_the_floor_is_whose_it_was_and_the_hearing_is_still_recorded(self) -> None:
        judge, clerk, applicant = await self.hearing()
        await judge.channel.do("give_floor", who=applicant.id)
        await applicant.switch_on()
        await clerk.person.until_heard(judge.id, applicant.id)
        await self.power_cut(judge, clerk, applicant)
        self.assertEqual(applicant.channel.view["me"]["has_floor"], True)
        await clerk.person.until_heard(judge.id, applicant.id)
        await clerk.channel.until(lambda view: view["recording"]["state"] == "writing")
        await judge.channel.do("take_floor", who=applicant.id)
        await clerk.person.until_heard(judge.id)

    # proves: R4
    async def test_without_its_database_a_hearing_goes_on_and_only_rights_can_be_taken(self) -> None:
        await self.server.stop()
        database = Database()
        self.addAsyncCleanup(database.remove)
        await database.create()
        await database.start()
        self.server = Server("demo", settings={"CONCORD_DATABASE__URL": database.url})
        await self.open()
        judge, clerk, applicant = await self.hearing()
        await judge.channel.do("give_floor", who=applicant.id)
        await applicant.switch_on()
        await clerk.person.until_heard(judge.id, applicant.id)

        await database.kill()
        cut_at = now()
        await judge.channel.do("take_floor", who=applicant.id)
        await clerk.person.until_heard(judge.id)
        asked_at = now()
        with self.assertRaisesRegex(Refused, "cannot_save"):
            await judge.channel.do("give_floor", who=applicant.id)
        self.assertLess(now() - asked_at, 5)
        self.assertLess(clerk.person.longest_silence(judge.id, cut_at), 1)

        await database.start()
        await judge.channel.do("give_floor", who=clerk.id)
        await self.power_cut(judge, clerk, applicant)
        self.assertEqual(applicant.channel.view["me"]["has_floor"], False, "what was taken is in the log")
        self.assertEqual(clerk.channel.view["me"]["has_floor"], True)

    # proves: S2
    async def test_who_was_removed_stays_out(self) -> None:
        mediator, applicant = [await self.arrives(role, "mediation") for role in ("调解员", "申请人")]
        await self.seated(mediator, applicant)
        token = applicant.channel.view["media"]["token"]
        await applicant.speak(self.server.url)
        await mediator.channel.do("remove", who=applicant.id, reason="扰乱秩序")
        async with asyncio.timeout(PATIENCE_S):
            await applicant.person.gone.wait()
        with self.assertRaises(rtc.ConnectError):
            await Person("again").join(self.server.url, token)


if __name__ == "__main__":
    unittest.main(verbosity=2)
