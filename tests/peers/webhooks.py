"""Webhooks: a receiver that fails, a server that is killed, and news that arrive once and in order.
Signatures are checked by a server SDK that nobody here wrote. Run by `make peers`."""

import asyncio
import contextlib
import socket
import sqlite3
import unittest
from collections import Counter
from pathlib import Path

from aiohttp import web
from livekit import api

from person import PATIENCE_S, Person
from server import API_KEY, API_SECRET, Server, free_port, token


class Receiver:
    """Takes webhooks, unless told to refuse them."""

    def __init__(self) -> None:
        self.port = free_port(socket.SOCK_STREAM)
        self.check = api.WebhookReceiver(api.TokenVerifier(API_KEY, API_SECRET))
        self.takes = False
        self.refused: list[str] = []
        self.told: list[api.WebhookEvent] = []
        self.changed = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/rooms"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/rooms", self.receive)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()

    async def receive(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/webhook+json", request.content_type
        event = self.check.receive(await request.text(), request.headers["Authorization"])
        async with self.changed:
            (self.told if self.takes else self.refused).append(event)
            self.changed.notify_all()
        return web.Response(status=200 if self.takes else 503)

    async def until(self, holds) -> None:
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(holds)

    def of(self, room: str) -> list[tuple[str, str]]:
        return [(event.event, event.participant.identity) for event in self.told if event.room.name == room]


class Webhooks(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.receiver = Receiver()
        await self.receiver.start()
        self.addAsyncCleanup(self.receiver.runner.cleanup)
        settings = {"CONCORD_WEBHOOKS__URLS": f'["{self.receiver.url}"]', "CONCORD_WEBHOOKS__KEY": API_KEY}
        self.server = Server(settings=settings)
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)

    async def visits(self, identity: str, room: str) -> None:
        person = Person(identity, 440)
        await person.join(self.server.url, token(room, identity))
        await person.publish()
        async with asyncio.timeout(PATIENCE_S):
            while not await self.is_published(identity, room):
                await asyncio.sleep(0.05)
        await person.leave()
        async with asyncio.timeout(PATIENCE_S):
            while await self.is_there(identity, room):
                await asyncio.sleep(0.05)

    async def is_there(self, identity: str, room: str) -> bool:
        """A farewell takes a moment to arrive; who returns before it stays in the same room."""
        async with api.LiveKitAPI(self.server.url.replace("ws", "http"), API_KEY, API_SECRET) as server:
            seen = await server.room.list_participants(api.ListParticipantsRequest(room=room))
        return identity in {person.identity for person in seen.participants}

    async def is_published(self, identity: str, room: str) -> bool:
        """Both tracks are negotiated, so that there are news of them."""
        async with api.LiveKitAPI(self.server.url.replace("ws", "http"), API_KEY, API_SECRET) as server:
            seen = await server.room.get_participant(api.RoomParticipantIdentity(room=room, identity=identity))
        return [bool(track.mid) for track in seen.tracks] == [True, True]

    def finished_in_the_outbox(self) -> Counter[str]:
        """What a power cut can no longer take away."""
        with contextlib.closing(sqlite3.connect(Path(self.server.folder.name, "concord.db"))) as database:
            rows = database.execute("SELECT room FROM webhooks WHERE body LIKE '%room_finished%'")
            return Counter(room for (room,) in rows)

    async def test_each_is_told_once_and_in_order_though_receiver_and_server_fall(self) -> None:
        await self.visits("ann", "court")
        await self.receiver.until(lambda: len(self.receiver.refused) >= 2)
        self.assertEqual({event.event for event in self.receiver.refused}, {"room_started"}, "the first comes first")
        await asyncio.gather(self.visits("bob", "annex"), self.visits("ann", "court"))
        await self.receiver.until(lambda: {event.room.name for event in self.receiver.refused} == {"court", "annex"})
        async with asyncio.timeout(PATIENCE_S):
            while self.finished_in_the_outbox() != {"court": 2, "annex": 1}:
                await asyncio.sleep(0.05)
        await self.server.kill()
        self.receiver.takes = True
        await self.server.start()
        await self.visits("eve", "court")
        finished = lambda room, times: self.receiver.of(room).count(("room_finished", "")) == times
        await self.receiver.until(lambda: finished("court", 3) and finished("annex", 1))

        published, left = [("track_published", "ann")] * 2, [("track_unpublished", "ann")] * 2
        visit = [("participant_joined", "ann"), *published, *left, ("participant_left", "ann")]
        visit = [("room_started", ""), *visit, ("room_finished", "")]
        by = lambda who: [(event, identity and who) for event, identity in visit]
        self.assertEqual(self.receiver.of("court"), by("ann") + by("ann") + by("eve"))
        self.assertEqual(self.receiver.of("annex"), by("bob"))
        self.assertEqual(set(Counter(event.id for event in self.receiver.told).values()), {1})

    async def test_a_server_that_stops_says_who_went(self) -> None:
        self.receiver.takes = True
        ann = Person("ann", 440)
        await ann.join(self.server.url, token("court", "ann"))
        await self.receiver.until(lambda: ("participant_joined", "ann") in self.receiver.of("court"))
        await self.server.end_well()
        with contextlib.suppress(Exception):
            await ann.leave()
        await self.server.start()
        await self.receiver.until(lambda: ("participant_left", "ann") in self.receiver.of("court"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
