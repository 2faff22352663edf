"""Somebody who claps: a coloured flash and a beep in the same instant, at irregular times, so that
a slip of any length shows."""

import asyncio
import random
import time

import numpy as np
from livekit import rtc

from person import RATE, Person, now

WIDTH, HEIGHT = 640, 360
STEP_S = 0.01
STEPS_OF_A_FRAME = 4
# In steps.
CLAP, PAUSES = 24, (80, 200)
# Enough detail for the encoder to want its rate.
NOISE = 20
GREY = (90, 128, 128)


class Clapper(Person):
    """`claps` holds when, in microseconds since 1970; `frozen` is a machine that stands still."""

    def __init__(self, identity: str, tone_hz: float, yuv: tuple[int, int, int], seed: int) -> None:
        super().__init__(identity, tone_hz)
        self.chance = random.Random(seed)
        self.calm, self.flash = [pictures(colour, seed) for colour in (GREY, yuv)]
        self.claps: list[int] = []
        self.frozen = False
        # Of its own clock: what claps late is no measure.
        self.behind_s = 0.0

    async def join(self, url: str, token: str) -> None:
        await self.room.connect(url, token, rtc.RoomOptions(auto_subscribe=False))

    async def publish(self) -> None:
        # Without a queue: what is handed over is captured now.
        sound, picture = rtc.AudioSource(RATE, 1, queue_size_ms=0), rtc.VideoSource(WIDTH, HEIGHT)
        self.microphone = rtc.LocalAudioTrack.create_audio_track("microphone", sound)
        camera = rtc.LocalVideoTrack.create_video_track("camera", picture)
        me = self.room.local_participant
        await me.publish_track(self.microphone, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE))
        await me.publish_track(camera, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, simulcast=True))
        self.run(self.clap(sound, picture))

    async def clap(self, sound: rtc.AudioSource, picture: rtc.VideoSource) -> None:
        due, step, next_clap = now(), 0, PAUSES[0]
        while True:
            await asyncio.sleep(max(due - now(), 0))
            self.behind_s = max(self.behind_s, now() - due)
            due += STEP_S
            if self.frozen:
                continue
            since = step - next_clap
            if since == 0:
                self.claps.append(time.time_ns() // 1_000)
            loud = 0 <= since < CLAP
            if step % STEPS_OF_A_FRAME == 0:
                frames = self.flash if loud else self.calm
                picture.capture_frame(frames[step // STEPS_OF_A_FRAME % len(frames)])
            await sound.capture_frame(self.beep(step) if loud else SILENCE)
            step += 1
            if since == CLAP:
                # At a frame, so that sound and picture begin together.
                next_clap = round_up(step + self.chance.randrange(*PAUSES), STEPS_OF_A_FRAME)

    def beep(self, step: int) -> rtc.AudioFrame:
        length = round(RATE * STEP_S)
        phase = 2 * np.pi * self.tone_hz * (step * length + np.arange(length)) / RATE
        return rtc.AudioFrame((12_000 * np.sin(phase)).astype(np.int16).tobytes(), RATE, 1, length)


SILENCE = rtc.AudioFrame(bytes(2 * round(RATE * STEP_S)), RATE, 1, round(RATE * STEP_S))


def pictures(yuv: tuple[int, int, int], seed: int) -> list[rtc.VideoFrame]:
    """A few of one colour, none like another."""
    noise = np.random.default_rng(seed)
    frames = []
    for _ in range(8):
        light = noise.integers(-NOISE // 2, NOISE // 2, WIDTH * HEIGHT) + yuv[0]
        chroma = [np.full(WIDTH * HEIGHT // 4, part) for part in yuv[1:]]
        data = np.concatenate([light, *chroma]).clip(16, 240).astype(np.uint8).tobytes()
        frames.append(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.I420, data))
    return frames


def round_up(number: int, to: int) -> int:
    return -(-number // to) * to
