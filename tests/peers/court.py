"""A mediation and a hearing in which everybody has the SDK of somebody else: the rules are the
server's, so they hold for clients that have never heard of them. Run by `make peers`."""

import asyncio
import unittest

import aiohttp
from livekit import rtc

from channel import Channel, Refused
from person import PATIENCE_S, Person, now
from server import Server

TONES = {"调解员": 600.0, "申请人": 850.0, "被申请人": 1_100.0, "法官": 1_600.0, "书记员": 1_950.0}
JOINT = 1


class Attendee:
    """Somebody with both wires: the session channel and the SDK."""

    def __init__(self, role: str, channel: Channel) -> None:
        self.role, self.channel = role, channel
        self.person = Person(role, TONES[role], (30, 30, 200))

    @property
    def id(self) -> str:
        return self.channel.me

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


class Court(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.server = Server("demo")
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.web = aiohttp.ClientSession()
        self.addAsyncCleanup(self.web.close)

    async def arrives(self, role: str, kind: str) -> Attendee:
        url = self.server.url.replace("ws", "http")
        identity, password = self.server.logins()[role]
        secret = {"identity": identity, "password": password, "bearer": True}
        async with self.web.post(f"{url}/api/v1/sign-in", json=secret, headers={"Origin": url}) as answer:
            answer.raise_for_status()
            bearer = (await answer.json())["token"]
        async with self.web.get(f"{url}/api/v1/sessions", headers={"Authorization": f"Bearer {bearer}"}) as answer:
            sessions = (await answer.json())["items"]
        attendee = Attendee(role, Channel(self.web, url, bearer))
        await attendee.channel.open(next(one["id"] for one in sessions if one["kind"] == kind))
        self.addAsyncCleanup(attendee.leave)
        return attendee

    async def seated(self, chair: Attendee, *parties: Attendee) -> None:
        for party in parties:
            await party.prepare()
            await chair.channel.do("confirm_identity", who=party.id, method="visual")
            await chair.channel.do("admit", who=party.id)

    async def test_a_caucus_is_silent_for_the_other_side_and_microphones_arrive_off(self) -> None:
        mediator, applicant, respondent = [
            await self.arrives(role, "mediation") for role in ("调解员", "申请人", "被申请人")
        ]
        if mediator.channel.view["me"]["room"] != JOINT:
            await mediator.channel.do("enter", room=JOINT)
        await self.seated(mediator, applicant, respondent)
        await mediator.channel.do("change_phase", to="in_session")
        for attendee in (mediator, applicant, respondent):
            await attendee.speak(self.server.url)
        await respondent.person.until_heard(mediator.id, applicant.id)
        await mediator.person.until_heard(applicant.id, respondent.id)

        rooms = mediator.channel.view["rooms"]
        caucus = next(room["id"] for room in rooms if room["kind"] == "caucus" and room["side"] == "applicant")
        for attendee in (mediator, applicant):
            attendee.person.hushed.clear()
        await mediator.channel.do("enter", room=caucus)
        await mediator.channel.do("gather", room=caucus, who=[applicant.id])
        await asyncio.gather(mediator.person.until_hushed(), applicant.person.until_hushed())
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
        self.assertFalse(respondent.person.room.remote_participants, "nobody is shown beside them")

    async def test_in_a_hearing_only_the_judge_is_heard_until_the_floor_is_given(self) -> None:
        judge, clerk, applicant = [await self.arrives(role, "hearing") for role in ("法官", "书记员", "申请人")]
        for staff in (judge, clerk):
            if staff.channel.view["me"]["room"] != JOINT:
                await staff.channel.do("enter", room=JOINT)
        await self.seated(clerk, applicant)
        await judge.channel.do("change_phase", to="in_session")
        for attendee in (judge, clerk, applicant):
            await attendee.speak(self.server.url)
        await clerk.person.until_heard(judge.id)
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
