import type { Brands } from '../language/brands.ts'
import { segmentsOfLength, smsLength } from '../language/sms-segments.ts'
import type { Stage, StageSettings } from './stage.ts'
import { stageRenderer, writeAgain } from './write-again.ts'

/** What a few characters less in an SMS would have saved. */
export interface Saving {
  stepId: string
  message: string
  /** As most of them were: characters, and segments billed for them. */
  length: number
  segments: number
  /** Characters to take out. */
  cut: number
  savedSegments: number
}

/** Whoever is asked to take out more writes another message. */
const mostCut = 20

export type Lengths = ReturnType<typeof createSmsLengths>

/** How long the SMS of each step were, and what would be saved by shortening them. */
export function createSmsLengths(settings: StageSettings & { brands: Brands }) {
  const render = stageRenderer(settings)
  const steps = new Map<string, { message: string; counts: Map<number, number> }>()

  return {
    /** Those of the person on the stage. */
    look(stage: Stage): void {
      for (const touch of stage.memory.touches.values()) {
        const { stepId, runId = '' } = touch
        // One segment cannot become less.
        const isLong = touch.attempts.some(({ channel, segments = 0 }) => channel === 'sms' && segments > 1)
        if (stepId === undefined || !isLong) continue
        const written = writeAgain(touch, 'sms', stage.memory.runs.get(runId), { stage, render })
        if (written?.kind !== 'written' || written.rendered.channel !== 'sms') continue
        const length = smsLength(written.rendered.signature, written.rendered.preview)
        const step = steps.get(stepId) ?? { message: touch.messageId, counts: new Map<number, number>() }
        step.counts.set(length, (step.counts.get(length) ?? 0) + 1)
        steps.set(stepId, step)
      }
    },
    /** The most that can be saved first. */
    savings(): Saving[] {
      const found = [...steps].flatMap(([stepId, { message, counts }]) => {
        const saving = bestCut(counts)
        return saving === null ? [] : [{ stepId, message, ...saving }]
      })
      return found.sort((a, b) => b.savedSegments - a.savedSegments)
    },
  }
}

/** The fewest characters that bring most of what can be brought; null when a few bring nothing. */
export function bestCut(counts: ReadonlyMap<number, number>): Omit<Saving, 'stepId' | 'message'> | null {
  const savedBy = (cut: number): number =>
    [...counts].reduce(
      (sum, [length, people]) => sum + people * (segmentsOfLength(length) - segmentsOfLength(length - cut)),
      0,
    )
  const most = savedBy(mostCut)
  if (most === 0) return null
  for (let cut = 1; cut <= mostCut; cut += 1) {
    const savedSegments = savedBy(cut)
    if (savedSegments * 2 < most) continue
    const [length] = [...counts].reduce((usual, each) => (each[1] > usual[1] ? each : usual))
    return { length, segments: segmentsOfLength(length), cut, savedSegments }
  }
  return null
}
