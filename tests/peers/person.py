"""A person with the Python SDK: sends a tone and a colour, and measures what arrives."""

import asyncio
import contextlib
import itertools

import numpy as np
from livekit import rtc

RATE = 48_000
WIDTH, HEIGHT = 1280, 720
WINDOW_S = 0.5
PATIENCE_S = 30
# How far back it is listened.
SETTLED_S = 1.5
# Amplitude of 16 bits: 54 dB below full scale; the tones have 12,000.
AUDIBLE = 65


class Person:
    """One participant. Everything it sends ends with `leave`."""

    def __init__(self, identity: str, tone_hz: float = 0, colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        self.identity, self.tone_hz, self.colour = identity, tone_hz, colour
        self.room = rtc.Room()
        self.chat: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self.data: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self.reconnected = asyncio.Event()
        self.hushed = asyncio.Event()
        self.gone = asyncio.Event()
        self.left = False
        self.noted: list[tuple[float, str]] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.room.register_text_stream_handler("lk.chat", self.on_chat)
        self.room.on("data_received", self.on_data)
        self.room.on("reconnected", self.reconnected.set)
        self.room.on("track_subscribed", self.on_track)
        self.room.on("track_muted", self.on_muted)
        self.room.on("disconnected", lambda *_: self.gone.set())

    async def join(self, url: str, token: str) -> None:
        await self.room.connect(url, token, rtc.RoomOptions(auto_subscribe=True))

    async def leave(self) -> None:
        self.left = True
        for task in self.tasks:
            task.cancel()
        await self.room.disconnect()

    async def publish(self, camera: bool = True) -> None:
        """A microphone with the tone and a camera with the colour, in simulcast."""
        me, sound = self.room.local_participant, rtc.AudioSource(RATE, 1)
        self.microphone = rtc.LocalAudioTrack.create_audio_track("microphone", sound)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await me.publish_track(self.microphone, options)
        self.run(self.sound(sound))
        if camera:
            picture = rtc.VideoSource(WIDTH, HEIGHT)
            track = rtc.LocalVideoTrack.create_video_track("camera", picture)
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True)
            await me.publish_track(track, options)
            self.run(self.show(picture))

    async def sound(self, source: rtc.AudioSource) -> None:
        step, at = RATE // 100, 0
        while True:
            phase = 2 * np.pi * self.tone_hz * (at + np.arange(step)) / RATE
            samples = (12_000 * np.sin(phase)).astype(np.int16)
            await source.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE, 1, step))
            at += step

    async def show(self, source: rtc.VideoSource) -> None:
        pixels = np.full((HEIGHT, WIDTH, 4), (*self.colour, 255), dtype=np.uint8).tobytes()
        frame = rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, pixels)
        while True:
            source.capture_frame(frame)
            await asyncio.sleep(1 / 10)

    async def hears(self, other: str) -> float:
        """The frequency of what arrives from somebody, in hertz."""
        track = await self.track(other, rtc.TrackKind.KIND_AUDIO)
        async with asyncio.timeout(PATIENCE_S), contextlib.aclosing(rtc.AudioStream(track, sample_rate=RATE, num_channels=1)) as stream:
            window, before = np.zeros(0), 0.0
            async for event in stream:
                window = np.append(window, np.frombuffer(event.frame.data, dtype=np.int16))
                if len(window) < WINDOW_S * RATE:
                    continue
                loudest = float(np.abs(np.fft.rfft(window)).argmax() / WINDOW_S)
                # The first sound is stretched while the jitter buffer fills: two windows must agree.
                if np.abs(window).mean() > 1_000 and abs(loudest - before) <= 1 / WINDOW_S:
                    return loudest
                window, before = np.zeros(0), loudest
        raise AssertionError(f"the sound of {other} ended")

    async def sees(self, other: str) -> tuple[int, int, int]:
        """The colour in the middle of what arrives from somebody."""
        track = await self.track(other, rtc.TrackKind.KIND_VIDEO)
        async with asyncio.timeout(PATIENCE_S), contextlib.aclosing(rtc.VideoStream(track)) as stream:
            async for event in stream:
                frame = event.frame.convert(rtc.VideoBufferType.RGBA)
                pixels = np.frombuffer(frame.data, dtype=np.uint8).reshape(frame.height, frame.width, 4)
                red, green, blue = pixels[frame.height // 2, frame.width // 2, :3]
                return int(red), int(green), int(blue)
        raise AssertionError(f"the picture of {other} ended")

    async def track(self, other: str, kind: rtc.TrackKind) -> rtc.RemoteTrack:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                participant = self.room.remote_participants.get(other)
                publications = participant.track_publications.values() if participant else []
                tracks = [p.track for p in publications if p.kind == kind and p.track]
                if tracks:
                    return tracks[0]
                await asyncio.sleep(0.05)

    async def says(self, text: str) -> None:
        await self.room.local_participant.send_text(text, topic="lk.chat")

    async def reads(self) -> tuple[str, str]:
        async with asyncio.timeout(PATIENCE_S):
            return await self.chat.get()

    async def until_heard(self, *others: str) -> None:
        """Until, within a while, each of these was heard and nobody else at all."""
        async with asyncio.timeout(PATIENCE_S):
            while self.heard_since(now() - SETTLED_S) != set(others):
                await asyncio.sleep(0.1)

    def heard_since(self, since: float) -> set[str]:
        return {other for at, other in self.noted if at >= since}

    def longest_silence(self, other: str, since: float) -> float:
        """Between two sounds of somebody, in seconds."""
        heard = [since, *(at for at, who in self.noted if who == other and at >= since), now()]
        return max(later - earlier for earlier, later in itertools.pairwise(heard))

    async def until_hushed(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.hushed.wait()

    def unmute(self) -> None:
        self.hushed.clear()
        self.microphone.unmute()

    def on_muted(self, participant: rtc.Participant, _publication: rtc.TrackPublication) -> None:
        if participant.identity == self.room.local_participant.identity:
            self.hushed.set()

    def on_track(self, track: rtc.Track, _publication: object, other: rtc.RemoteParticipant) -> None:
        # What was under way while this person left cannot be listened to any more.
        if track.kind == rtc.TrackKind.KIND_AUDIO and not self.left:
            self.run(self.note(track, other.identity))

    async def note(self, track: rtc.Track, other: str) -> None:
        """Notes whenever somebody is louder than silence."""
        async with contextlib.aclosing(rtc.AudioStream(track, sample_rate=RATE, num_channels=1)) as stream:
            async for event in stream:
                if np.abs(np.frombuffer(event.frame.data, dtype=np.int16)).max() > AUDIBLE:
                    self.noted.append((now(), other))

    def on_chat(self, reader: rtc.TextStreamReader, writer: str) -> None:
        async def read() -> None:
            self.chat.put_nowait((writer, await reader.read_all()))

        self.run(read())

    def on_data(self, packet: rtc.DataPacket) -> None:
        sender = packet.participant.identity if packet.participant else ""
        self.data.put_nowait((sender, packet.data))

    def run(self, work) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def now() -> float:
    return asyncio.get_running_loop().time()
