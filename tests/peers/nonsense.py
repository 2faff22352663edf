"""Nonsense from everywhere while people talk: from strangers, and in the name of those who talk. All
of it is counted, none of it is heard. Run by `make peers`."""

import asyncio
import random
import re
import socket
import unittest

import aiohttp
from network import Network, outside_address
from person import Person, now
from server import Server, token

TOKEN = "figures for whoever watches"
OF_EACH = 10_000
# Sent at once, then the server is let alone for a moment: this asks for attention, not for a flood.
AT_ONCE = 100
# First bytes by which one port tells protocols apart (RFC 7983 §7).
FIRST_BYTES = {"stun": range(0, 4), "dtls": range(20, 64), "rtp": range(128, 192), "nothing": range(192, 256)}


class Nonsense(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.server = Server(settings={"CONCORD_METRICS__TOKEN": TOKEN})
        self.network = Network(outside_address(), self.server.media_port)
        await self.network.open()
        self.addCleanup(self.network.close)
        self.server.settings |= self.network.settings
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.chance = random.Random(1)

    # proves: F2
    async def test_ten_thousand_of_each_kind_are_counted_and_nobody_hears_of_them(self) -> None:
        people = Person("ann", 440), Person("bob", 900)
        for person in people:
            await person.join(self.server.url, token("court", person.identity))
            self.addAsyncCleanup(person.leave)
            await person.publish(camera=False)
        ann, bob = people
        await asyncio.gather(ann.until_heard("bob"), bob.until_heard("ann"))
        self.assertEqual(await self.figures(""), {}, "without the token there is nothing to read")
        before, since, sent = await self.figures(TOKEN), now(), 0
        for kind in FIRST_BYTES:
            sent += await self.strangers_send(kind)
            sent += await self.known_addresses_send(kind)
        counted = {what: count - before[what] for what, count in (await self.figures(TOKEN)).items()}
        dropped = {what: count for what, count in counted.items() if "dropped" in what and count}
        print(dropped)
        # What is true by chance is a packet of somebody; what a full socket lost never came.
        self.assertGreater(sum(dropped.values()), 0.95 * sent)
        self.assertGreaterEqual(len(dropped), 3, "each for its reason")
        await asyncio.gather(ann.until_heard("bob"), bob.until_heard("ann"))
        self.assertLess(ann.longest_silence("bob", since), 1)
        self.assertLess(bob.longest_silence("ann", since), 1)

    async def strangers_send(self, kind: str) -> int:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.connect(("127.0.0.1", self.server.media_port))
            return await self.sends(kind, stranger.send)

    async def known_addresses_send(self, kind: str) -> int:
        """As if it came from those who talk: past whatever only looks at the address."""
        ways = [inside for inside, _ in self.network.clients.values()]
        return await self.sends(kind, lambda data: self.chance.choice(ways).sendto(data))

    async def sends(self, kind: str, send) -> int:
        for number in range(OF_EACH):
            first = self.chance.choice(FIRST_BYTES[kind])
            send(bytes([first]) + self.chance.randbytes(self.chance.randrange(1_400)))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0.01)
        return OF_EACH

    async def figures(self, bearer: str) -> dict[str, int]:
        url = self.server.url.replace("ws", "http") + "/metrics"
        headers = {"Authorization": f"Bearer {bearer}"}
        async with aiohttp.ClientSession() as web, web.get(url, headers=headers) as answer:
            text = await answer.text() if answer.status == 200 else ""
        return {line[1]: int(line[2]) for line in re.finditer(r"^([a-z].*) (\d+)$", text, re.MULTILINE)}


if __name__ == "__main__":
    unittest.main(verbosity=2)
