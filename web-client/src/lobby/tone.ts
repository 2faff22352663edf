/** A tone to test a loudspeaker with. */

/** Middle of what elderly ears hear best, in hertz. */
const PITCH = 660;
const LENGTH_S = 1.2;
/** Quiet enough not to frighten, loud enough to be heard. */
const LOUDNESS = 0.25;

/** Plays the tone on the chosen loudspeaker; resolves when it has ended. */
export async function playTone(speaker: string | undefined): Promise<void> {
  const context = new AudioContext();
  await chooseSpeaker(context, speaker);
  await context.resume();
  const end = context.currentTime + LENGTH_S;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = PITCH;
  volume.gain.setValueAtTime(LOUDNESS, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  tone.connect(volume).connect(context.destination);
  const ended = new Promise((resolve) => tone.addEventListener("ended", resolve));
  tone.start();
  tone.stop(end);
  await ended;
  await context.close();
}

/** Not every browser lets a page choose; the system's own choice is used there. */
async function chooseSpeaker(context: AudioContext, speaker: string | undefined): Promise<void> {
  const chooser = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
  if (speaker !== undefined) await chooser.setSinkId?.(speaker).catch(() => undefined);
}
