"""A PostgreSQL server of the test's own, which can be cut off in the middle of a hearing."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import tempfile
from pathlib import Path

from server import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
STARTS_WITHIN_S = 30


class Database:
    """One cluster in a folder of its own. It does not run as root, who may not run it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="concord-peers-pg-"))
        self.port = free_port(socket.SOCK_STREAM)
        self.owner = "postgres" if os.geteuid() == 0 else None
        if self.owner:
            shutil.chown(self.folder, self.owner, pwd.getpwnam(self.owner).pw_gid)
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    async def create(self) -> None:
        made = await self.run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-D", "data")
        assert await made.wait() == 0, "initdb"

    async def start(self) -> None:
        options = ("-c", "listen_addresses=127.0.0.1", "-k", str(self.folder))
        self.process = await self.run("postgres", "-D", "data", "-p", str(self.port), *options)
        async with asyncio.timeout(STARTS_WITHIN_S):
            while await (await self.run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port))).wait():
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """Without a goodbye, as a power cut: with everything that serves a connection."""
        if self.process and self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()

    async def remove(self) -> None:
        await self.kill()
        shutil.rmtree(self.folder)

    async def run(self, program: str, *arguments: str) -> asyncio.subprocess.Process:
        path = PROGRAMS[0] / program
        return await asyncio.create_subprocess_exec(
            path, *arguments, cwd=self.folder, user=self.owner, start_new_session=True,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )
