"""Clients that nobody here wrote, against a started server: the LiveKit SDK for Python with
its native libwebrtc. Run by `make peers`."""

import asyncio
import unittest

import aiohttp
from livekit import rtc
from person import PATIENCE_S, Person
from server import Server, token

LOW, HIGH = 440.0, 1_000.0
RED, BLUE = (200, 30, 30), (30, 30, 200)


class Peers(unittest.IsolatedAsyncioTestCase):
    settings: dict[str, str] = {}

    async def asyncSetUp(self) -> None:
        self.server = Server(settings=self.settings)
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)

    async def enters(self, person: Person, room: str = "court") -> Person:
        await person.join(self.server.url, token(room, person.identity))
        self.addAsyncCleanup(person.leave)
        return person

    async def two(self) -> tuple[Person, Person]:
        ann = await self.enters(Person("ann", LOW, RED))
        bob = await self.enters(Person("bob", HIGH, BLUE))
        return ann, bob

    async def test_two_people_hear_and_see_each_other_and_nobody_else(self) -> None:
        ann, bob = await self.two()
        stranger = await self.enters(Person("eve"), room="another room")
        await ann.publish()
        await bob.publish()
        self.assertAlmostEqual(await bob.hears("ann"), LOW, delta=5)
        self.assertAlmostEqual(await ann.hears("bob"), HIGH, delta=5)
        self.assertLess(distance(await bob.sees("ann"), RED), 40)
        self.assertLess(distance(await ann.sees("bob"), BLUE), 40)
        self.assertEqual(dict(stranger.room.remote_participants), {}, "another room is another world")

    async def test_chat_and_data_carry_their_true_sender(self) -> None:
        ann, bob = await self.two()
        await ann.says("您好")
        self.assertEqual(await bob.reads(), ("ann", "您好"))
        await bob.says("长" * 3_900)
        self.assertEqual(await ann.reads(), ("bob", "长" * 3_900))
        await ann.room.local_participant.publish_data(b"\x01\x02", reliable=True)
        async with asyncio.timeout(PATIENCE_S):
            self.assertEqual(await bob.data.get(), ("ann", b"\x01\x02"))

    async def test_a_forged_token_and_one_without_the_right_open_nothing(self) -> None:
        for bad in [token("court", "ann", secret="guess"), token("court", "ann").replace(".", "", 1)]:
            with self.assertRaises(rtc.ConnectError):
                await Person("ann").join(self.server.url, bad)

    async def test_after_a_power_cut_people_are_heard_again_without_doing_anything(self) -> None:
        ann, bob = await self.two()
        await ann.publish()
        self.assertAlmostEqual(await bob.hears("ann"), LOW, delta=5)
        await self.server.kill()
        await self.server.start()
        async with asyncio.timeout(2 * PATIENCE_S):
            await asyncio.gather(ann.reconnected.wait(), bob.reconnected.wait())
        self.assertAlmostEqual(await bob.hears("ann"), LOW, delta=5)


class PeersOnOneConnection(Peers):
    """The same by the newer wire, which the SDK prefers wherever it is offered."""

    settings = {"CONCORD_MEDIA__ONE_CONNECTION": "true"}

    async def test_the_newer_wire_is_there(self) -> None:
        url = self.server.url.replace("ws", "http") + "/rtc/v1/validate"
        async with aiohttp.ClientSession() as web, web.get(url) as answer:
            self.assertEqual(answer.status, 401, "404 would send the SDK to the older wire")

    async def test_people_come_and_go_and_sections_are_used_again(self) -> None:
        ann = await self.enters(Person("ann"))
        for tone in (LOW, HIGH, LOW, HIGH):
            bob = await self.enters(Person("bob", tone, BLUE))
            await bob.publish()
            self.assertAlmostEqual(await ann.hears("bob"), tone, delta=5)
            self.assertLess(distance(await ann.sees("bob"), BLUE), 40)
            await bob.leave()
            async with asyncio.timeout(PATIENCE_S):
                while ann.room.remote_participants:
                    await asyncio.sleep(0.05)

    async def test_more_people_than_a_first_offer_has_sections_for_are_all_heard(self) -> None:
        ann = await self.enters(Person("ann"))
        tones = {f"person {number}": 400.0 + 150 * number for number in range(5)}
        for name, tone in tones.items():
            await (await self.enters(Person(name, tone))).publish(camera=False)
        await ann.until_heard(*tones)


def distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other))


if __name__ == "__main__":
    unittest.main(verbosity=2)
