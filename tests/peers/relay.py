"""People behind walls: coturn with the credentials that the server mints. Run by `make peers`."""

import asyncio
import base64
import hashlib
import hmac
import shutil
import socket
import tempfile
import time
import unittest
from pathlib import Path

from aioice import turn
from aioice.stun import TransactionFailed
from livekit import rtc

from person import PATIENCE_S, Person
from server import Server, free_port, token

SECRET = "shared with the relay alone"
ANN_HZ, BOB_HZ = 440.0, 900.0
UNAUTHORISED = 401


class Relay:
    """A coturn of the test's own, on an address that is not loopback: to that it relays nothing."""

    def __init__(self) -> None:
        self.address, self.port = own_address(), free_port(socket.SOCK_DGRAM)
        self.folder = Path(tempfile.mkdtemp(prefix="concord-peers-turn-"))
        self.log = self.folder / "log"

    @property
    def url(self) -> str:
        return f"turn:{self.address}:{self.port}?transport=udp"

    async def start(self) -> None:
        options = {
            "use-auth-secret": None, "static-auth-secret": SECRET, "realm": "court.example", "fingerprint": None,
            "listening-ip": self.address, "relay-ip": self.address, "listening-port": str(self.port),
            "no-tls": None, "no-dtls": None, "no-cli": None, "no-stdout-log": None, "simple-log": None,
            "log-file": str(self.log), "verbose": None, "pidfile": str(self.folder / "pid"),
        }
        arguments = [f"--{name}" if value is None else f"--{name}={value}" for name, value in options.items()]
        self.process = await asyncio.create_subprocess_exec(
            "turnserver", "-n", *arguments,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(PATIENCE_S):
            while await self.refusal("nobody", "nothing") != UNAUTHORISED:
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        self.process.terminate()
        await self.process.wait()
        shutil.rmtree(self.folder)

    async def refusal(self, username: str, password: str) -> int | None:
        """What it says to somebody who wants to be relayed; `None` if they are."""
        to = (self.address, self.port)
        try:
            transport, _ = await turn.create_turn_endpoint(asyncio.DatagramProtocol, to, username, password)
        except TransactionFailed as failed:
            return failed.response.attributes["ERROR-CODE"][0]
        except (OSError, asyncio.TimeoutError):
            return 0
        transport.close()
        return None

    def owners(self) -> set[str]:
        """Who was given a relayed address, by the participant that the credential names."""
        allocated = [line for line in self.log.read_text().splitlines() if "ALLOCATE processed, success" in line]
        return {line.split("user <")[1].split(">")[0].partition(":")[2] for line in allocated}


def own_address() -> str:
    """The address others reach this machine at. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]


def password(username: str, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), username.encode(), hashlib.sha1)).decode()


class Relayed(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.relay = Relay()
        await self.relay.start()
        self.addAsyncCleanup(self.relay.stop)
        settings = {"CONCORD_RELAYS__URLS": f'["{self.relay.url}"]', "CONCORD_RELAYS__SECRET": SECRET}
        self.server = Server(settings=settings)
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)

    async def test_a_person_who_reaches_the_relay_alone_hears_and_is_heard(self) -> None:
        ann, bob = Person("ann", ANN_HZ), Person("bob", BOB_HZ)
        relay_only = rtc.RtcConfiguration(ice_transport_type=rtc.IceTransportType.TRANSPORT_RELAY)
        await self.enters(ann, relay_only)
        async with asyncio.timeout(PATIENCE_S):
            while not self.relay.owners():
                await asyncio.sleep(0.05)
        await self.enters(bob, None)
        self.assertAlmostEqual(await ann.hears("bob"), BOB_HZ, delta=4)
        self.assertAlmostEqual(await bob.hears("ann"), ANN_HZ, delta=4)

    async def enters(self, person: Person, config: rtc.RtcConfiguration | None) -> None:
        options = rtc.RoomOptions(auto_subscribe=True, rtc_config=config)
        await person.room.connect(self.server.url, token("court", person.identity), options)
        self.addAsyncCleanup(person.leave)
        await person.publish()

    # proves: S7
    async def test_credentials_end_and_cannot_be_made_without_the_secret(self) -> None:
        hour = 60 * 60
        good, ended = f"{int(time.time()) + hour}:ann", f"{int(time.time()) - hour}:ann"
        self.assertIsNone(await self.relay.refusal(good, password(good)))
        self.assertEqual(await self.relay.refusal(ended, password(ended)), UNAUTHORISED)
        self.assertEqual(await self.relay.refusal(good, password(good, "a guess")), UNAUTHORISED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
