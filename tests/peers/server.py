"""A server, started and ended by the test."""

import asyncio
import os
import re
import signal
import socket
import tempfile
import time
from pathlib import Path

from livekit import api

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = Path(os.environ.get("CONCORD", TARGET / "debug" / "concord"))
STARTS_WITHIN_S = 30
# Of the server API, beside that of development mode.
API_KEY, API_SECRET = "court-systems", "a secret that is long enough to be one"


class Server:
    """One process of the server and the folder it keeps across its restarts. In development mode
    any room opens to a signed token; in demonstration mode there are example people and cases."""

    def __init__(self, *mode: str, settings: dict[str, str] | None = None) -> None:
        self.mode, self.settings = mode or ("serve", "--dev"), settings or {}
        self.folder = tempfile.TemporaryDirectory(prefix="concord-peers-")
        self.port = free_port(socket.SOCK_STREAM)
        self.media_port = free_port(socket.SOCK_DGRAM)
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def start(self) -> None:
        media = {"CONCORD_MEDIA__UDP_PORT": str(self.media_port), "CONCORD_MEDIA__TCP_PORT": "0",
                 "CONCORD_MEDIA__SHARDS": "1",
                 "CONCORD_LOG__FILTER": os.environ.get("CONCORD_LOG__FILTER", "warn"),
                 f"CONCORD_SERVER_API__KEYS__{API_KEY}": API_SECRET}
        self.process = await asyncio.create_subprocess_exec(
            BINARY, *self.mode, "--port", str(self.port), "--data", self.folder.name,
            env={**os.environ, **media, **self.settings}, stdout=asyncio.subprocess.PIPE,
        )
        self.said = ""
        self.listening = asyncio.create_task(self.listen())
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not await self.answers():
                await asyncio.sleep(0.1)

    async def listen(self) -> None:
        assert self.process and self.process.stdout
        while line := await self.process.stdout.readline():
            self.said += line.decode()

    def logins(self) -> dict[str, tuple[str, str]]:
        """Printed in demonstration mode: role to number and password."""
        lines = re.finditer(r"^\s+(\S+)\s+(\d{11})\s+(\S+)\s*$", self.said, re.MULTILINE)
        return {line[1]: (line[2], line[3]) for line in lines}

    async def answers(self) -> bool:
        assert self.process and self.process.returncode is None, "the server ended at once"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        # Who may sign in is printed after the port is open.
        return "demo" not in self.mode or "Ctrl-C" in self.said

    async def kill(self) -> None:
        """Without a goodbye, as a power cut."""
        await self.end(signal.SIGKILL)

    async def end_well(self) -> None:
        await self.end(signal.SIGTERM)

    async def stop(self) -> None:
        await self.end_well()
        self.folder.cleanup()

    async def end(self, how: signal.Signals) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()
            self.ended_us = time.time_ns() // 1_000


def token(room: str, identity: str, secret: str = "secret", **grants: bool) -> str:
    video = api.VideoGrants(room_join=True, room=room, **grants)
    return api.AccessToken("devkey", secret).with_identity(identity).with_grants(video).to_jwt()


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("", 0))
        return probe.getsockname()[1]
