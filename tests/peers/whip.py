"""WHIP (RFC 9725): a camera that nobody here wrote (aiortc) publishes with one HTTP request, and a
person with the SDK sees and hears it. Run by `make peers`."""

import asyncio
import fractions
import unittest

import aiohttp
import numpy as np
from aiortc import AudioStreamTrack, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import AudioFrame, VideoFrame

from person import PATIENCE_S, Person
from server import Server, token

TONE_HZ = 900.0
GREEN = (20, 200, 30)
SDP = {"Content-Type": "application/sdp"}


class Tone(AudioStreamTrack):
    """A tone in pieces of 20 ms, in real time."""

    async def recv(self) -> AudioFrame:
        silence = await super().recv()
        step, rate = silence.samples, silence.sample_rate
        phase = 2 * np.pi * TONE_HZ * (silence.pts + np.arange(step)) / rate
        samples = (12_000 * np.sin(phase)).astype(np.int16).reshape(1, -1)
        frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.pts, frame.sample_rate, frame.time_base = silence.pts, rate, fractions.Fraction(1, rate)
        return frame


class Colour(VideoStreamTrack):
    async def recv(self) -> VideoFrame:
        pixels = np.full((360, 640, 3), GREEN, dtype=np.uint8)
        frame = VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = await self.next_timestamp()
        return frame


class Whip(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.server = Server()
        await self.server.start()
        self.addAsyncCleanup(self.server.stop)
        self.web = aiohttp.ClientSession(self.server.url.replace("ws", "http"))
        self.addAsyncCleanup(self.web.close)
        self.camera = RTCPeerConnection()
        self.addAsyncCleanup(self.camera.close)

    def bearer(self, identity: str = "camera", **kwargs: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token('court', identity, **kwargs)}"}

    async def offer(self) -> str:
        self.camera.addTrack(Tone())
        self.camera.addTrack(Colour())
        await self.camera.setLocalDescription(await self.camera.createOffer())
        return self.camera.localDescription.sdp

    async def publish(self) -> str:
        """Where the publication lives."""
        async with self.web.post("/whip", data=await self.offer(), headers=self.bearer() | SDP) as answer:
            self.assertEqual((answer.status, answer.content_type), (201, "application/sdp"), await answer.text())
            await self.camera.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))
            return answer.headers["Location"]

    async def status(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> int:
        async with self.web.request(method, path, headers=headers, data=body) as answer:
            return answer.status

    async def test_a_camera_is_seen_and_heard_until_it_is_deleted(self) -> None:
        person = Person("ann")
        await person.join(self.server.url, token("court", "ann"))
        self.addAsyncCleanup(person.leave)
        publication = await self.publish()
        self.assertAlmostEqual(await person.hears("camera"), TONE_HZ, delta=5)
        seen = await person.sees("camera")
        self.assertLess(max(abs(a - b) for a, b in zip(seen, GREEN)), 40)

        self.assertEqual(await self.status("PATCH", publication, self.bearer()), 405, "no trickle")
        self.assertEqual(await self.status("DELETE", publication, self.bearer("eve")), 404, "not hers")
        self.assertEqual(await self.status("DELETE", publication, self.bearer(secret="guess")), 401)
        self.assertEqual(await self.status("DELETE", publication, self.bearer()), 200)
        async with asyncio.timeout(PATIENCE_S):
            while person.room.remote_participants:
                await asyncio.sleep(0.05)
        self.assertEqual(await self.status("DELETE", publication, self.bearer()), 404, "once is enough")

    async def test_what_is_no_offer_and_who_has_no_token_are_refused_with_clear_codes(self) -> None:
        offer = (await self.offer()).encode()
        good = self.bearer() | SDP
        forbidden = {"Authorization": f"Bearer {token('court', 'x', secret='guess')}"} | SDP
        for headers, body, status in [
            (SDP, offer, 401),
            (forbidden, offer, 401),
            (self.bearer() | {"Content-Type": "text/plain"}, offer, 415),
            (good, b"v=0" + b" " * 128 * 1024, 413),
            (good, b"hello", 400),
            (good, offer.replace(b"a=sendrecv", b"a=recvonly"), 400),
            (good, b"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", 422),
        ]:
            self.assertEqual(await self.status("POST", "/whip", headers, body), status, body[:20])
        self.assertEqual(await self.status("OPTIONS", "/whip", {}), 204)
        self.assertEqual(await self.status("GET", "/whip", self.bearer()), 405)

    async def test_a_camera_without_power_is_gone_after_a_while(self) -> None:
        person = Person("ann")
        await person.join(self.server.url, token("court", "ann"))
        self.addAsyncCleanup(person.leave)
        await self.publish()
        await person.hears("camera")
        await self.camera.close()
        async with asyncio.timeout(2 * PATIENCE_S):
            while person.room.remote_participants:
                await asyncio.sleep(0.1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
