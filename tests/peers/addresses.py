"""People whose address changes while they talk, and people who have IPv6 alone. Run by `make peers`."""

import asyncio
import json
import subprocess
import unittest

from network import Network, outside_address
from person import Person, now
from server import Server, token

ANN_HZ, BOB_HZ = 440.0, 900.0
# libwebrtc checks a way that works every 2.5 s, and only a check may name a new address.
CHECKED_EVERY_S = 2.5
# Until what is played again has passed the jitter buffer.
BUFFERED_S = 0.5


class Addresses(unittest.IsolatedAsyncioTestCase):
    async def started(self, settings: dict[str, str]) -> None:
        self.server.settings |= settings
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)

    async def talking(self) -> tuple[Person, Person]:
        people = Person("ann", ANN_HZ), Person("bob", BOB_HZ)
        for person in people:
            await person.join(self.server.url, token("court", person.identity))
            self.addAsyncCleanup(person.leave)
            await person.publish(camera=False)
        ann, bob = people
        await asyncio.gather(ann.until_heard("bob"), bob.until_heard("ann"))
        return ann, bob

    # proves: Q6
    async def test_who_comes_from_another_port_at_once_is_heard_and_hears_without_joining_again(self) -> None:
        self.server = Server()
        network = Network(outside_address(), self.server.media_port)
        await network.open()
        self.addCleanup(network.close)
        await self.started(network.settings)
        ann, bob = await self.talking()
        for person in (ann, bob):
            person.reconnected.clear()
            person.room.on("reconnecting", lambda: self.fail("the address is followed, nobody reconnects"))
        for _ in range(3):
            since = now()
            await network.rebind()
            await asyncio.sleep(CHECKED_EVERY_S + BUFFERED_S)
            await asyncio.gather(ann.until_heard("bob"), bob.until_heard("ann"))
            silences = [ann.longest_silence("bob", since), bob.longest_silence("ann", since)]
            print(json.dumps({"silent_s": [round(silence, 2) for silence in silences]}))
            self.assertLess(max(silences), CHECKED_EVERY_S + BUFFERED_S)

    async def test_people_who_have_ipv6_alone_hear_each_other(self) -> None:
        self.server = Server()
        address = self.ipv6_address()
        await self.started({"CONCORD_MEDIA__ADDRESS": address})
        ann, bob = await self.talking()
        self.assertAlmostEqual(await bob.hears("ann"), ANN_HZ, delta=5)
        self.assertAlmostEqual(await ann.hears("bob"), BOB_HZ, delta=5)

    def ipv6_address(self) -> str:
        """One of this machine that is not loopback's, made if there is none."""
        found = global_addresses()
        if not found:
            link = "concord-six"
            run("ip", "link", "add", link, "type", "dummy")
            self.addCleanup(run, "ip", "link", "delete", link)
            run("ip", "link", "set", link, "up")
            run("ip", "-6", "address", "add", "fd00:c0::1/64", "dev", link, "nodad")
            found = global_addresses()
        return found[0]


def global_addresses() -> list[str]:
    links = json.loads(run("ip", "-json", "-6", "address", "show", "scope", "global"))
    addresses = [address for link in links for address in link.get("addr_info", [])]
    return [address["local"] for address in addresses if address.get("scope") == "global"]


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    unittest.main(verbosity=2)
