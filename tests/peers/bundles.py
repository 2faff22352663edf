"""Bundles of recordings: waits for them, and has them verified by the program."""

import asyncio
import json
import os
from pathlib import Path

from court import Attendee, Gathering
from server import BINARY

MADE_WITHIN_S = 240


async def bundles_of(gathering: Gathering, keeper: Attendee) -> list[Path]:
    """Folders with the session's bundles as they were sealed, oldest first, as soon as all are."""
    path = f"recordings?session={keeper.channel.session}&limit=100"
    async with asyncio.timeout(MADE_WITHIN_S):
        while True:
            recordings = (await gathering.ask("GET", path, keeper.channel.bearer))["items"]
            if all(recording["state"] in ("ready", "failed") for recording in recordings):
                break
            await asyncio.sleep(0.2)
    gathering.assertEqual([recording["problem"] for recording in recordings if recording["state"] == "failed"], [])
    return [await unpacked(gathering, recording["id"]) for recording in sorted(recordings, key=lambda one: one["started_at"])]


async def unpacked(gathering: Gathering, recording: str) -> Path:
    """What the server keeps is encrypted: the program takes it out."""
    data = Path(gathering.server.folder.name)
    out = data / "unpacked" / recording
    program = await asyncio.create_subprocess_exec(
        BINARY, "--data", data, "record", "unpack", recording, out, env={**os.environ, **gathering.server.settings},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    said, _ = await program.communicate()
    assert program.returncode == 0, said.decode()
    return out


async def verified(bundle: Path) -> dict:
    """What the manifest says, if the bundle is what was signed."""
    check = await asyncio.create_subprocess_exec(BINARY, "record", "verify", bundle, stdout=asyncio.subprocess.DEVNULL)
    assert await check.wait() == 0, "the record is not what was signed"
    return json.loads((bundle / "manifest.json").read_text())
