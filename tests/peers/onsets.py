"""When somebody's claps are seen and heard in the files of a record, in seconds of the file."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

RATE = 48_000
BLOCK = 240
# A clap begins after so much of calm.
CALM_S = 0.3
# Of the brightness of a chroma plane.
COLOURED = 175
# Of the height of a clap. After packets of silence libopus lets sound swell for 40 ms when the
# encoder saves bits; a quarter of the height is there at once.
BEGUN = 0.25


@dataclass
class Onset:
    """Something begins at `at`; the picture, or the block of samples, before it was `after` before."""

    at: float
    after: float


def flashes(files: list[Path], plane: int) -> list[Onset]:
    """Where the colour of a person begins to be there; the plane is 1 for blue, 2 for red."""
    times, areas = [], []
    for file in files:
        with av.open(str(file)) as container:
            for frame in container.decode(video=0):
                times.append(float(frame.pts * frame.time_base))
                areas.append(coloured(frame.planes[plane]))
    return beginnings(times, areas)


def coloured(chroma: av.video.plane.VideoPlane) -> float:
    pixels = np.frombuffer(chroma, np.uint8).reshape(-1, chroma.line_size)
    return float((pixels[: chroma.height, : chroma.width] > COLOURED).mean())


def beeps(file: Path, tone_hz: float) -> list[Onset]:
    """Where a tone begins."""
    times, levels = [], []
    wave = np.exp(-2j * np.pi * tone_hz * np.arange(BLOCK) / RATE)
    resampler = av.AudioResampler("fltp", "mono", RATE)
    with av.open(str(file)) as container:
        for frame in container.decode(audio=0):
            # Each by its own time: a file may have holes.
            begin = float(frame.pts * frame.time_base)
            for piece in resampler.resample(frame):
                samples = piece.to_ndarray()[0]
                blocks = samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)
                times.extend(begin + np.arange(len(blocks)) * BLOCK / RATE)
                levels.extend(np.abs(blocks @ wave) / BLOCK)
    return beginnings(times, levels)


def beginnings(times: list[float], levels: list[float]) -> list[Onset]:
    """Where a level rises, after calm."""
    height = np.quantile(levels, 0.99)
    found, calm_since, before = [], -np.inf, times[0]
    for time, level in zip(times, levels):
        if level > BEGUN * height:
            if time - calm_since > CALM_S:
                found.append(Onset(time, time - before))
            calm_since = time
        before = time
    return found
