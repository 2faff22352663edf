/** How loud a microphone is. */

/** Quieter than this is shown as silence (dBFS): the noise floor of a laptop's microphone. */
const FLOOR_DB = -60;
/** As loud as speech close to the microphone gets (dBFS). */
const FULL_DB = -12;

/** The level of samples in -1 to 1, from 0 (silence) to 1 (loud speech), even to the ear. */
export function level(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + Number.MIN_VALUE);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / (FULL_DB - FLOOR_DB)));
}

/** How often the level is told (ms): a bar that moves, at little cost. */
const EVERY_MS = 80;

/** Tells the level of a microphone until called off. */
export function meter(microphone: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(new MediaStream([microphone])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(level(samples));
  }, EVERY_MS);
  void context.resume();
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
