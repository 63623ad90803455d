import fc from 'fast-check'
import { expect } from 'vitest'
import { share } from '../../domain/stable-hash.ts'
import type { Touch } from '../../models/touch.ts'
import { walkThrough } from './engine.ts'
import { days, messages, segments } from './generators/rules.ts'
import { silentStory } from './generators/silences.ts'
import { story } from './generators/stories.ts'
import { readLife, type Told } from './read.ts'
import type { Journey, Segment, Somebody } from './written.ts'

interface Story {
  journey: Journey
  people: Somebody[]
}

/** What there was to compare, so that nobody compares nothing. */
export interface Compared {
  people: number
  passages: number
  steps: number
  goals: number
  sent: number
  /** How passages ended, and why something was not sent: how often. */
  ends: Map<string, number>
  silent: Map<string, number>
}

const nothing = (): Compared => ({
  people: 0,
  passages: 0,
  steps: 0,
  goals: 0,
  sent: 0,
  ends: new Map(),
  silent: new Map(),
})

/** Lets both engines tell of the same people, and expects them to tell the same. */
async function agreeOn(
  { journey, people }: Story,
  asked: readonly Segment[],
  compared: Compared,
): Promise<void> {
  const one = { journey, segments: asked, messages }
  const { begun, until, people: walked, touches } = await walkThrough(one, people, days)
  for (const [n, { id, told }] of walked.entries()) {
    const chance = (about: string) => share(id, about)
    const read = readLife(one, people[n] as Somebody, { begun, until, id, chance })
    expect(told, `${id} of the story`).toEqual(read)
    eachSilenceHasOneReason(read, touches)
    add(read, compared)
  }
}

/** Whoever was to get a message, by the interpreter, and did not, has exactly one final reason. */
function eachSilenceHasOneReason({ passages }: Told, touches: readonly Touch[]): void {
  for (const [passage, { sends }] of Object.entries(passages)) {
    for (const [visit, fate] of Object.entries(sends)) {
      const touch = touches.find(({ _id }) => _id === `${passage}:${visit}`)
      const final = (touch?.decisions ?? []).filter((decision) => decision.final)
      expect(
        final.map(({ reason }) => reason),
        `${passage}:${visit}`,
      ).toHaveLength(1)
      if (!fate.startsWith('sent ')) expect(final[0]?.reason).toBe(fate)
    }
  }
}

function add({ passages }: Told, compared: Compared): void {
  compared.people += 1
  for (const { path, end, goal, sends } of Object.values(passages)) {
    compared.passages += 1
    compared.steps += path.length
    if (goal !== undefined) compared.goals += 1
    if (end !== undefined) count(compared.ends, end.split(' ')[1] as string)
    for (const fate of Object.values(sends)) {
      if (fate.startsWith('sent ')) compared.sent += 1
      else count(compared.silent, fate)
    }
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

interface Size {
  seed: number
  stories: number
  /** Real time for all of them, and for making a failing one smaller. */
  patienceMs: number
}

/** So many random stories; what they held, or the smallest one on which the two differ, with the seed that makes it. */
export function agreeOnStories(size: Size): Promise<Compared> {
  return agreeOnAll(story, segments, size)
}

/** The same of stories in which much is not sent. */
export function agreeOnSilences(size: Size): Promise<Compared> {
  return agreeOnAll(silentStory, [], size)
}

async function agreeOnAll(
  stories: fc.Arbitrary<Story>,
  asked: readonly Segment[],
  size: Size,
): Promise<Compared> {
  const compared = nothing()
  await fc.assert(
    fc.asyncProperty(stories, (one) => agreeOn(one, asked, compared)),
    {
      seed: size.seed,
      numRuns: size.stories,
      interruptAfterTimeLimit: size.patienceMs,
      markInterruptAsFailure: true,
    },
  )
  return compared
}

export const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((a, b) => a + b, 0)

/** For people who look at the run. */
export function tell({ ends, silent, ...counts }: Compared): string {
  const row = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([what, n]) => `${what} ${n}`).join(', ')
  const { people, passages, steps, goals, sent } = counts
  return `${people} people, ${passages} passages, ${steps} steps, ${goals} goals, ${sent} sent; silent: ${row(silent)}; ended: ${row(ends)}`
}
