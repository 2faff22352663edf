"""Bundles of recordings: waits for them, and has them verified by the program."""

import asyncio
import json
from pathlib import Path

from court import Attendee, Gathering
from server import BINARY

MADE_WITHIN_S = 240


async def bundles_of(gathering: Gathering, keeper: Attendee) -> list[Path]:
    """The folders of the session's recordings, oldest first, as soon as all are sealed."""
    path = f"recordings?session={keeper.channel.session}&limit=100"
    async with asyncio.timeout(MADE_WITHIN_S):
        while True:
            recordings = (await gathering.ask("GET", path, keeper.channel.bearer))["items"]
            if all(recording["state"] in ("ready", "failed") for recording in recordings):
                break
            await asyncio.sleep(0.2)
    gathering.assertEqual([recording["problem"] for recording in recordings if recording["state"] == "failed"], [])
    folder = Path(gathering.server.folder.name) / "bundles"
    return [folder / recording["id"] for recording in sorted(recordings, key=lambda one: one["started_at"])]


async def verified(bundle: Path) -> dict:
    """What the manifest says, if the bundle is what was signed."""
    check = await asyncio.create_subprocess_exec(BINARY, "record", "verify", bundle, stdout=asyncio.subprocess.DEVNULL)
    assert await check.wait() == 0, "the record is not what was signed"
    return json.loads((bundle / "manifest.json").read_text())
