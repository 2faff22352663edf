"""Sound and picture of a record belong together, whatever the network did: two people clap in a
hearing with lost packets, a mute, a narrow uplink that switches layers, an uplink that is gone for
8 s, and a machine that stands still for 8 s. Run by `make record-sync`."""

import asyncio
import itertools
import json
import statistics
import time
import unittest
from pathlib import Path

from bundles import bundles_of, verified
from clapper import Clapper
from court import Attendee, Gathering
from network import Network, Way, outside_address
from onsets import Onset, beeps, flashes
from server import Server

JUDGE, CLERK, APPLICANT = "法官", "书记员", "申请人"
TONES = {JUDGE: 1_000.0, APPLICANT: 1_700.0}
COLOURS = {JUDGE: (80, 90, 240), APPLICANT: (41, 240, 110)}
# Of a picture: where red, and blue, is bright.
PLANES = {JUDGE: 2, APPLICANT: 1}

LOSS = 0.015
NARROW_BITS = 250_000
# Seconds from when both are recorded.
LENGTH = 95
MUTE, NARROW, CUT, FROZEN = (12, 18), (24, 36), (52, 60), (66, 74)
# When nothing of them could be heard, or seen at a camera's rate.
UNHEARD = {JUDGE: [CUT], APPLICANT: [MUTE]}
UNSEEN = {JUDGE: [NARROW, CUT], APPLICANT: []}
# After it, until the sender has found its rate again.
RECOVERY_S = 8

WINDOW_S, SLIDE_S = 30, 5
# Issue figures.
LIP_SYNC_MS, BETWEEN_MS = 40, 150
# A clap further from its moment was not found.
FOUND_WITHIN_S = 0.4
# Of those that could be found.
FOUND = 0.8
# A camera's rate; what is slower is late by as much as its pictures are apart.
STEADY_S = 0.07


class Sync(Gathering):
    async def open(self) -> None:
        self.network = Network(outside_address(), self.server.media_port)
        await self.network.open()
        self.addCleanup(self.network.close)
        self.server.settings |= self.network.settings
        await super().open()

    async def clapping(self, attendee: Attendee, seed: int) -> Way:
        """Speaks by a way of its own."""
        way = self.network.way = Way(seed)
        way.loss = LOSS
        role = attendee.role
        attendee.person = Clapper(role, TONES[role], COLOURS[role], seed)
        await attendee.speak(self.server.url)
        return way

    async def test_sound_and_picture_belong_together_whatever_the_network_did(self) -> None:
        judge, clerk, applicant = [await self.arrives(role, "hearing") for role in (JUDGE, CLERK, APPLICANT)]
        for staff in (judge, clerk):
            await staff.seated()
        await self.seated(clerk, applicant)
        await judge.channel.do("change_phase", to="in_session")
        await self.clapping(applicant, seed=2)
        uplink = await self.clapping(judge, seed=1)
        await judge.channel.do("give_floor", who=applicant.id)
        await applicant.switch_on()
        await judge.channel.until(lambda view: view["recording"]["state"] == "writing")
        begin = await self.happens(judge.person, applicant.person, uplink)
        behind_s = max(judge.person.behind_s, applicant.person.behind_s)
        self.assertLess(behind_s, STEADY_S, "this machine is too busy to clap in time: nothing was measured")
        await judge.channel.do("change_phase", to="closed")
        [bundle] = await bundles_of(self, judge)
        facts = (await verified(bundle))["facts"]
        await asyncio.to_thread(self.check, [Claps(bundle, facts, who, begin) for who in (judge, applicant)])

    async def happens(self, judge: Clapper, applicant: Clapper, uplink: Way) -> float:
        """Everything that goes wrong, at its second. Gives when the first second was, since 1970."""
        loop, begin = asyncio.get_running_loop(), time.time()
        for second, act in [
            (MUTE[0], applicant.microphone.mute), (MUTE[1], applicant.unmute),
            (NARROW[0], lambda: setattr(uplink, "width", NARROW_BITS)), (NARROW[1], lambda: setattr(uplink, "width", 0)),
            (CUT[0], lambda: setattr(uplink, "cut", True)), (CUT[1], lambda: setattr(uplink, "cut", False)),
            (FROZEN[0], lambda: setattr(applicant, "frozen", True)), (FROZEN[1], lambda: setattr(applicant, "frozen", False)),
        ]:
            loop.call_later(second, act)
        await asyncio.sleep(LENGTH)
        return begin

    def check(self, people: list["Claps"]) -> None:
        """Every window of 30 s by its medians, in the tracks and in the composite."""
        lip_sync, between = [], []
        for form, since in itertools.product(("tracks", "composite"), range(0, LENGTH - WINDOW_S + 1, SLIDE_S)):
            seen, heard = [[one.median(form, what, since) for one in people] for what in ("picture", "sound")]
            lip_sync += [abs(picture - sound) for picture, sound in zip(seen, heard)]
            between += [abs(first - second) for first, second in (seen, heard)]
        found = {f"{one.role}, {form}, {what}": round(one.found(form, what), 2)
                 for one in people for form, what in itertools.product(("tracks", "composite"), ("picture", "sound"))}
        figures = {"worst_lip_sync_ms": max(lip_sync), "worst_between_ms": max(between), "found": found}
        print(json.dumps(figures, ensure_ascii=False))
        self.assertLessEqual(max(lip_sync), LIP_SYNC_MS)
        self.assertLessEqual(max(between), BETWEEN_MS)
        self.assertGreater(min(found.values()), FOUND)


class Claps:
    """One person's claps, by seconds from the beginning, and by how many milliseconds each is late
    in each file; `None` where it is not."""

    def __init__(self, bundle: Path, facts: dict, who: Attendee, begin: float) -> None:
        self.role = who.role
        plane, tone, offset = PLANES[who.role], TONES[who.role], begin - facts["began"] / 1e6
        own = [track for track in facts["tracks"] if track["person"] == who.id]
        files = {track["source"]: [bundle / file for file in track["files"]] for track in own}
        camera, composite = flashes(files["camera"], plane), bundle / "composite.mp4"
        onsets = {
            ("tracks", "picture"): camera,
            ("tracks", "sound"): beeps(files["microphone"][0], tone),
            ("composite", "picture"): flashes([composite], plane),
            ("composite", "sound"): beeps(composite, tone),
        }
        claps = [clap / 1e6 - begin for clap in who.person.claps]
        claps = [clap for clap in claps if 0 <= clap < LENGTH - 1]
        self.late = {of: {clap: lateness(clap + offset, of, there, camera) for clap in claps} for of, there in onsets.items()}

    def median(self, form: str, what: str, since: float) -> float:
        late = self.late[form, what].items()
        return statistics.median(ms for clap, ms in late if since <= clap < since + WINDOW_S and ms is not None)

    def found(self, form: str, what: str) -> float:
        """The share of those that could be."""
        hindered = {"picture": UNSEEN, "sound": UNHEARD}[what][self.role]
        recovery = RECOVERY_S if what == "picture" else 1
        there = [ms is not None for clap, ms in self.late[form, what].items()
                 if not any(begin - 1 < clap < end + recovery for begin, end in hindered)]
        return sum(there) / len(there)


def lateness(clap: float, of: tuple[str, str], onsets: list[Onset], camera: list[Onset]) -> float | None:
    onset = nearest(clap, onsets)
    if onset is None:
        return None
    late = onset.at - clap
    sent = nearest(clap, camera)
    if of[1] == "picture" and sent and sent.after > STEADY_S:
        # The clap was between two pictures; which moment, nobody can know.
        late = min(late, max(late - sent.after, 0))
    return round(1_000 * late, 1)


def nearest(clap: float, onsets: list[Onset]) -> Onset | None:
    onset = min(onsets, key=lambda onset: abs(onset.at - clap), default=None)
    return onset if onset and abs(onset.at - clap) < FOUND_WITHIN_S else None


if __name__ == "__main__":
    unittest.main(verbosity=2)
