/**
 * How long after the one before a stage was reached: an event was `heard` after it happened and `handled` after it was heard, a
 * `step` was done after it was due, a message was `sent` after it was asked for or might go.
 */
export const stages = ['heard', 'handled', 'step', 'sent'] as const
export type Stage = (typeof stages)[number]

/** Told of every stage that is reached; `ms` of business time. */
export type Observe = (stage: Stage, ms: number) => void
