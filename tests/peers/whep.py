"""WHEP (draft-ietf-wish-whep): a player that nobody here wrote (aiortc) watches with one HTTP
request, under the rules that hold for everybody. Run by `make peers`."""

import asyncio
import re
import unittest
from collections.abc import Callable

import aiohttp
import numpy as np
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from court import TONES, Attendee, Gathering
from person import AUDIBLE, PATIENCE_S, SETTLED_S, Person, now
from server import Server, token

GREEN, BLUE = (20, 200, 30), (20, 30, 200)
SDP = {"Content-Type": "application/sdp"}
# Of sound, before it is said which tone it has.
WINDOW_S = 0.1


class Player:
    """One section of sound, one of picture, and a note of whatever arrives in them."""

    def __init__(self, web: aiohttp.ClientSession, url: str, token: str) -> None:
        self.web, self.url = web, url
        self.bearer = {"Authorization": f"Bearer {token}"}
        self.heard: list[tuple[float, float]] = []
        self.colour = (0, 0, 0)
        self.tasks: list[asyncio.Task[None]] = []
        self.connection = RTCPeerConnection()
        for kind in ("audio", "video"):
            self.connection.addTransceiver(kind, direction="recvonly")
        self.connection.on("track", self.on_track)

    async def offer(self) -> str:
        """Without an estimate of its own of what it can take: on a busy machine Python reads late,
        takes that for a narrow network, and is rightly sent no more pictures."""
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return re.sub(r"a=rtcp-fb:\S+ goog-remb\r\n", "", self.connection.localDescription.sdp)

    async def watch(self) -> None:
        offer = await self.offer()
        async with self.web.post(f"{self.url}/whep", data=offer, headers=self.bearer | SDP) as answer:
            assert answer.status == 201, await answer.text()
            self.location = answer.headers["Location"]
            await self.connection.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))

    def on_track(self, track: MediaStreamTrack) -> None:
        self.tasks.append(asyncio.create_task(self.note(track)))

    async def note(self, track: MediaStreamTrack) -> None:
        window = np.zeros(0)
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if track.kind == "video":
                pixels = frame.to_ndarray(format="rgb24")
                self.colour = tuple(int(part) for part in pixels[frame.height // 2, frame.width // 2])
                continue
            window = np.append(window, frame.to_ndarray().reshape(-1, 2)[:, 0])
            if len(window) >= WINDOW_S * frame.sample_rate:
                if np.abs(window).max() > AUDIBLE:
                    loudest = float(np.abs(np.fft.rfft(window)).argmax() * frame.sample_rate / len(window))
                    self.heard.append((now(), loudest))
                window = np.zeros(0)

    def heard_since(self, since: float) -> set[float]:
        return {tone for at, tone in self.heard if at >= since}

    async def until_heard(self, *tones: float) -> None:
        """Until, for a while, these tones were heard and nothing else. A machine under load loses
        packets, and what conceals a loss has no tone: one window in five may be anything."""

        def near(tone: float, heard: float) -> bool:
            return abs(tone - heard) <= 1 / WINDOW_S

        def holds() -> bool:
            heard = [tone for at, tone in self.heard if at >= now() - SETTLED_S]
            known = [one for one in heard if any(near(tone, one) for tone in tones)]
            enough = len(known) >= len(tones) * SETTLED_S / WINDOW_S / 2 and len(known) >= 0.8 * len(heard)
            return enough if tones else not heard

        await self.until(holds, f"{tones} heard")

    async def until_seen(self, colour: tuple[int, int, int]) -> None:
        await self.until(lambda: max(abs(a - b) for a, b in zip(self.colour, colour)) <= 40, f"{colour} seen")

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():
                    await asyncio.sleep(0.1)
        except TimeoutError as late:
            raise AssertionError(f"not {what}: {self.heard[-20:]}, {self.colour}") from late

    async def close(self) -> None:
        await self.connection.close()
        for task in self.tasks:
            task.cancel()


class Whep(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.server = Server()
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.url = self.server.url.replace("ws", "http")
        self.web = aiohttp.ClientSession()
        self.addAsyncCleanup(self.web.close)

    def player(self, bearer: str = "") -> Player:
        player = Player(self.web, self.url, bearer or token("court", "screen"))
        self.addAsyncCleanup(player.close)
        return player

    async def speaker(self, name: str, tone: float, colour: tuple[int, int, int]) -> Person:
        person = Person(name, tone, colour)
        await person.join(self.server.url, token("court", name))
        self.addAsyncCleanup(person.leave)
        await person.publish()
        return person

    async def status(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> int:
        async with self.web.request(method, self.url + path, headers=headers, data=body) as answer:
            return answer.status

    async def test_a_player_shows_whoever_speaks_until_it_is_deleted(self) -> None:
        ann = await self.speaker("ann", 600, GREEN)
        player = self.player()
        await player.watch()
        await player.until_heard(600)
        await player.until_seen(GREEN)
        ben = await self.speaker("ben", 900, BLUE)
        ann.microphone.mute()
        await player.until_heard(900)
        await player.until_seen(BLUE)
        ann.microphone.unmute()
        ben.microphone.mute()
        await player.until_heard(600)

        others = {"Authorization": f"Bearer {token('court', 'eve')}"}
        self.assertEqual(await self.status("PATCH", player.location, player.bearer), 405, "no trickle")
        self.assertEqual(await self.status("DELETE", player.location, others), 404, "not hers")
        self.assertEqual(await self.status("DELETE", player.location, player.bearer), 200)
        async with asyncio.timeout(PATIENCE_S):
            while "screen" in ann.room.remote_participants:
                await asyncio.sleep(0.05)
        self.assertEqual(await self.status("DELETE", player.location, player.bearer), 404, "once is enough")

    async def test_a_player_without_power_is_gone_after_a_while(self) -> None:
        ann = await self.speaker("ann", 600, GREEN)
        player = self.player()
        await player.watch()
        await player.until_heard(600)
        self.assertIn("screen", ann.room.remote_participants)
        await player.close()
        async with asyncio.timeout(2 * PATIENCE_S):
            while "screen" in ann.room.remote_participants:
                await asyncio.sleep(0.1)

    async def test_what_is_no_player_and_who_has_no_token_are_refused_with_clear_codes(self) -> None:
        player = self.player()
        offer, good = (await player.offer()).encode(), player.bearer | SDP
        forged = {"Authorization": f"Bearer {token('court', 'x', secret='guess')}"} | SDP
        for headers, body, status in [
            (SDP, offer, 401),
            (forged, offer, 401),
            (player.bearer | {"Content-Type": "text/plain"}, offer, 415),
            (good, b"v=0" + b" " * 128 * 1024, 413),
            (good, b"hello", 400),
            (good, offer.replace(b"a=recvonly", b"a=sendrecv"), 400),
            (good, b"v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n", 422),
        ]:
            self.assertEqual(await self.status("POST", "/whep", headers, body), status, body[:20])
        self.assertEqual(await self.status("OPTIONS", "/whep", {}), 204)
        self.assertEqual(await self.status("GET", "/whep", player.bearer), 405)


class Watcher(Attendee):
    """Somebody whose picture and sound is a player."""

    async def watch(self, gathering: Gathering) -> None:
        url = gathering.server.url.replace("ws", "http")
        self.player = Player(gathering.web, url, self.channel.view["media"]["token"])
        gathering.addAsyncCleanup(self.player.close)
        await self.player.watch()


class InCaucus(Gathering):
    attendee = Watcher

    async def test_a_player_follows_its_bearer_and_never_gets_a_caucus_of_others(self) -> None:
        people = [await self.arrives(role, "mediation") for role in ("调解员", "申请人", "被申请人")]
        mediator, applicant, respondent = people
        await mediator.seated()
        await self.seated(mediator, applicant, respondent)
        await mediator.channel.do("change_phase", to="in_session")
        await mediator.speak(self.server.url)
        for party in (applicant, respondent):
            await party.watch(self)
            await party.player.until_heard(TONES["调解员"])

        caucus = next(room["id"] for room in mediator.channel.view["rooms"] if room.get("side") == "applicant")
        await mediator.channel.do("enter", room=caucus)
        await mediator.channel.do("gather", room=caucus, who=[applicant.id])
        await mediator.person.until_hushed()
        await respondent.player.until_heard()
        silent_since = now()
        mediator.person.unmute()
        await applicant.player.until_heard(TONES["调解员"])
        await respondent.player.until_heard()
        self.assertEqual(respondent.player.heard_since(silent_since), set(), "not for a moment")

        await mediator.channel.do("enter", room=1)
        await mediator.person.until_hushed()
        mediator.person.unmute()
        await respondent.player.until_heard(TONES["调解员"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
