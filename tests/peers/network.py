"""A bad network between the server and its clients: loses packets, narrows, and stands still."""

import asyncio
import random
import socket

# Longer waits in front of a narrow place are lost packets.
QUEUE_S = 0.3


class Way:
    """One person's way to the server and back."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.loss = 0.0
        self.cut = False
        # Bits per second upwards; 0 is as wide as the machine.
        self.width = 0
        self.free_at = 0.0

    def delay(self, size: int, upwards: bool) -> float | None:
        """How long a packet takes; `None` if it never arrives."""
        if self.cut or self.chance.random() < self.loss:
            return None
        if not (self.width and upwards):
            return 0.0
        at = now()
        waits = max(self.free_at - at, 0.0)
        if waits > QUEUE_S:
            return None
        self.free_at = at + waits + 8 * size / self.width
        return self.free_at - at


class Network:
    """Listens where the server says it does. Whoever comes first while `way` is set goes that way."""

    def __init__(self, outside: str, port: int) -> None:
        self.outside, self.port = outside, port
        self.way = Way(0)
        self.clients: dict[tuple, tuple[asyncio.DatagramTransport, Way]] = {}
        self.opening: set[asyncio.Task[None]] = set()

    @property
    def settings(self) -> dict[str, str]:
        """Of the server: it listens inside and sends clients here."""
        return {"CONCORD_MEDIA__ADDRESS": "127.0.0.1", "CONCORD_MEDIA__ANNOUNCE": f'["{self.outside}"]',
                "CONCORD_MEDIA__TCP_PORT": "0"}

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self.front, _ = await loop.create_datagram_endpoint(lambda: Datagrams(self.up), (self.outside, self.port))

    def close(self) -> None:
        self.front.close()
        for inside, _ in self.clients.values():
            inside.close()

    async def rebind(self) -> None:
        """As a router that has forgotten everybody: each comes to the server from a port that it
        has never seen, and what is sent to the old one arrives nowhere."""
        for client, (inside, way) in list(self.clients.items()):
            inside.close()
            await self.enter(client, way)

    def up(self, data: bytes, client: tuple) -> None:
        if client in self.clients:
            inside, way = self.clients[client]
            pass_on(way.delay(len(data), True), lambda: inside.sendto(data))
        else:
            # The client asks again: a packet before the way is open is a lost one.
            self.clients[client] = (self.front, self.way)
            task = asyncio.create_task(self.enter(client, self.way))
            self.opening.add(task)
            task.add_done_callback(self.opening.discard)

    async def enter(self, client: tuple, way: Way) -> None:
        def down(data: bytes, _server: tuple) -> None:
            pass_on(way.delay(len(data), False), lambda: self.front.sendto(data, client))

        server = ("127.0.0.1", self.port)
        inside, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: Datagrams(down), remote_addr=server)
        self.clients[client] = (inside, way)


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, received) -> None:
        self.datagram_received = received


def pass_on(delay: float | None, send) -> None:
    if delay == 0:
        send()
    elif delay is not None:
        asyncio.get_running_loop().call_later(delay, send)


def outside_address() -> str:
    """An address of this machine that is not the loopback's; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]


def now() -> float:
    return asyncio.get_running_loop().time()
