"""How soon after a server was killed do people hear each other again? A mediation whose server is
killed with SIGKILL and started again at once, as a supervisor does. Run by `make bench-resume`
(`KILLS=20`). Times are milliseconds since the kill:

- `server_ms`: the new process takes connections;
- `channel_ms`: everybody's session channel is back, and everybody in the room they were in;
- `speech_ms`: everybody hears everybody, with microphones that nobody had to press again. The SDK
  decides when it tries again.

The last line is one JSON object."""

import asyncio
import contextlib
import itertools
import json
import os
import unittest

import aiohttp

from court import JOINT, Attendee, Gathering
from person import PATIENCE_S, now

KILLS = int(os.environ.get("KILLS", 20))
# Between two attempts of the session channel, as of the web client's first ones.
AGAIN_S = 0.1
# A pause that no jitter makes; what is heard after it comes from the new process.
SILENCE_S = 0.2

TIMES: list[dict[str, float]] = []


class Resume(Gathering):
    async def test_people_hear_each_other_again_after_every_kill(self) -> None:
        people = await self.mediation()
        for _ in range(KILLS):
            TIMES.append(await self.kill(people))
            rooms = [attendee.channel.view["me"]["room"] for attendee in people]
            self.assertEqual(rooms, [JOINT] * len(people), "everybody is where they were")

    async def kill(self, people: tuple[Attendee, ...]) -> dict[str, float]:
        killed_at = now()
        await self.server.kill()
        returning = asyncio.gather(*(self.returns(attendee) for attendee in people))
        await self.server.start()
        server_at = now()
        channel_at = max(await returning)
        pairs = list(itertools.permutations(people, 2))
        speech_at = max(await asyncio.gather(*(heard_again(*pair, killed_at) for pair in pairs)))
        since = {"server_ms": server_at, "channel_ms": channel_at, "speech_ms": speech_at}
        return {what: round((at - killed_at) * 1_000) for what, at in since.items()}

    async def returns(self, attendee: Attendee) -> float:
        """Comes back as their client would; gives when their view was whole."""
        await attendee.channel.lose()
        async with asyncio.timeout(PATIENCE_S):
            while True:
                with contextlib.suppress(aiohttp.ClientError, OSError):
                    await attendee.channel.open(attendee.channel.session)
                    return now()
                await asyncio.sleep(AGAIN_S)


async def heard_again(listener: Attendee, speaker: Attendee, killed_at: float) -> float:
    """When the first sound after the outage came."""
    async with asyncio.timeout(2 * PATIENCE_S):
        while True:
            heard = [at for at, who in listener.person.noted if who == speaker.id and at > killed_at]
            back = [later for earlier, later in itertools.pairwise([killed_at, *heard]) if later - earlier > SILENCE_S]
            if back:
                return back[0]
            await asyncio.sleep(AGAIN_S)


def figures() -> dict[str, object]:
    return {"kills": len(TIMES)} | {
        f"{what}_p{share}": sorted(one[what] for one in TIMES)[(len(TIMES) - 1) * share // 100]
        for what, share in itertools.product(("server_ms", "channel_ms", "speech_ms"), (50, 95))
    }


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    print(json.dumps(figures() | {"each": TIMES}), flush=True)
    raise SystemExit(not result.wasSuccessful())
