/**
 * What makes a person recognisable in sound and picture. The tones have no common multiples below
 * the fourth harmonic, so that a clipped tone is not taken for somebody else's.
 */
export interface Signature {
  /** Hertz. */
  tone: number;
  /** Red, green, blue, 0 to 255. Far apart, so that what a codec does to them does not matter. */
  colour: readonly [number, number, number];
}

export const SIGNATURES = {
  mediator: { tone: 600, colour: [220, 30, 30] },
  applicant: { tone: 850, colour: [30, 190, 30] },
  respondent: { tone: 1100, colour: [40, 60, 230] },
  latecomer: { tone: 1350, colour: [225, 210, 30] },
  judge: { tone: 1600, colour: [200, 40, 210] },
  clerk: { tone: 1950, colour: [30, 210, 215] },
} as const satisfies Record<string, Signature>;

export type Person = keyof typeof SIGNATURES;

export const PEOPLE = Object.keys(SIGNATURES) as Person[];

/** A tone this loud is heard: minus 36 dB below full scale. The fake microphones play at minus 12. */
export const HEARD = 0.016;
/** Below this nothing is there: minus 54 dB below full scale. Between the two a test fails either way. */
export const SILENT = 0.002;
