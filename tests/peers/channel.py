"""The session channel (docs/protocol.md §2), as somebody would write it who read only that."""

import asyncio
import contextlib
import itertools
import json

import aiohttp

PATIENCE_S = 30


class Refused(Exception):
    """The server did not do it; the code says why."""


class Channel:
    """One person's session channel: the view as it is now, and commands."""

    def __init__(self, web: aiohttp.ClientSession, url: str, bearer: str) -> None:
        self.web, self.url, self.bearer = web, url, bearer
        self.headers = {"Authorization": f"Bearer {bearer}"}
        self.view: dict = {}
        self.changed = asyncio.Condition()
        self.answers: dict[str, asyncio.Future[None]] = {}
        self.ids = (f"c-{number}" for number in itertools.count())
        self.frames: list[str] = []
        self.chat: dict[str, str] = {}

    async def open(self, session: str) -> None:
        """Enters, or comes back after the connection was lost."""
        self.session = session
        self.view = {}
        async with self.web.post(f"{self.url}/api/v1/sessions/{session}/entry", headers=self.headers) as answer:
            answer.raise_for_status()
            entry = await answer.json()
        self.me = entry["participant"]
        self.socket = await self.web.ws_connect(self.url + entry["channel"])
        await self.socket.send_json({"type": "hello", "version": 1, "token": entry["token"]})
        self.reading = asyncio.create_task(self.read())
        self.pinging = asyncio.create_task(self.ping())
        await self.until(lambda view: "me" in view and "media" in view)

    async def read(self) -> None:
        async for message in self.socket:
            self.frames.append(message.data)
            frame = json.loads(message.data)
            if frame["type"] == "view":
                async with self.changed:
                    self.view.update(frame["slices"])
                    self.changed.notify_all()
            if frame["type"] == "item" and frame["item"]["item"] == "chat":
                self.chat[frame["item"]["id"]] = frame["item"]["text"]
            if frame["type"] in ("done", "refused"):
                answer = self.answers.pop(frame["id"])
                answer.set_result(None) if frame["type"] == "done" else answer.set_exception(Refused(frame["code"]))
            if "seq" in frame:
                await self.send_if_open({"type": "ack", "seq": frame["seq"]})

    async def ping(self) -> None:
        for at in itertools.count():
            await self.send_if_open({"type": "ping", "at": at})
            await asyncio.sleep(5)

    async def send_if_open(self, frame: dict[str, object]) -> None:
        """What a server that is gone need not hear; reading tells that it is."""
        with contextlib.suppress(ConnectionResetError):
            await self.socket.send_json(frame)

    async def do(self, kind: str, **fields: object) -> None:
        """Resolves when it is done; raises `Refused`."""
        name = next(self.ids)
        answer = self.answers[name] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"type": "command", "id": name, "command": {"type": kind, **fields}})
        async with asyncio.timeout(PATIENCE_S):
            await answer

    async def until(self, holds) -> dict:
        """The view, as soon as `holds` is true of it."""
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(lambda: holds(self.view))
        return self.view

    async def lose(self) -> None:
        """Waits until the server is gone."""
        async with asyncio.timeout(PATIENCE_S):
            await self.reading
        await self.close()

    async def close(self) -> None:
        for task in (self.reading, self.pinging):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.socket.close()
