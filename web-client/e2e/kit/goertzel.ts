/**
 * How loud one tone is in a piece of sound, 0 to 1 of full scale (Goertzel with a Hann window; a
 * sine of amplitude A yields A). It refers to nothing outside, because it also runs inside pages.
 */
export function goertzel(samples: ArrayLike<number>, rate: number, tone: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * tone) / rate);
  let before = 0;
  let last = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / samples.length);
    const now = (samples[i] ?? 0) * window + coefficient * last - before;
    before = last;
    last = now;
  }
  const power = before * before + last * last - coefficient * before * last;
  return (4 * Math.sqrt(Math.max(power, 0))) / samples.length;
}
