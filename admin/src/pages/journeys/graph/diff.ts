import { type ChangeWords, changedClauses } from './change-words.ts'
import { titleOf } from './step-words.ts'
import { nameOf, turned, type Way, waysOf } from './ways.ts'
import { end, entry, firstOf, type Journey, type Step, type Steps, stepsOf } from './written.ts'

/** One version of a flow, and what its parts say. */
export interface Said {
  structure: Journey
  sentences: Record<string, string>
}

export type ChangeKind = 'added' | 'removed' | 'changed'

/** Something that differs, at a step or at the flow as a whole. */
export interface Change extends ChangeWords {
  kind: ChangeKind
  /** The step it is at, or the entry. */
  at: string
  title: string
}

export interface Difference {
  changes: Change[]
  /** The flow after it, with the steps that are gone behind the others. */
  journey: Journey
  sentences: Record<string, string>
  /** Ways that are gone, which the flow after it does not have. */
  gone: Way[]
  /** Names of ways that are new. */
  come: string[]
}

/** What differs between two versions of a flow. */
export function differenceOf(before: Said, after: Said): Difference {
  const [old, now] = [stepsOf(before.structure), stepsOf(after.structure)]
  const added = Object.keys(now).filter((id) => !(id in old))
  const removed = Object.keys(old).filter((id) => !(id in now))
  const both = Object.keys(now).filter((id) => id in old)
  const [oldTo, nowTo] = [past(old, removed), past(now, added)]
  const gone = removed.map((id): [string, Step] => [id, old[id] ?? {}])
  return {
    changes: [
      ...wholeChanges(before, after),
      ...Object.keys(now).flatMap((id): Change[] => {
        const title = titleOf(after.structure, id)
        const said = after.sentences[`steps.${id}`] ?? ''
        if (added.includes(id)) return [{ kind: 'added', at: id, title, before: '', after: said }]
        const words = stepChange(id, { before, after, oldTo, nowTo })
        return words === null ? [] : [{ kind: 'changed', at: id, title, ...words }]
      }),
      ...removed.map(
        (id): Change => ({
          kind: 'removed',
          at: id,
          title: titleOf(before.structure, id),
          before: before.sentences[`steps.${id}`] ?? '',
          after: '',
        }),
      ),
    ],
    journey: { ...after.structure, steps: { ...now, ...Object.fromEntries(gone) } },
    sentences: { ...before.sentences, ...after.sentences },
    come: [
      ...(firstOf(before.structure) === firstOf(after.structure) ? [] : [nameOf({ from: entry, place: [] })]),
      ...added.flatMap((id) => waysOf(id, now[id] ?? {}).map(nameOf)),
      ...both.flatMap((id) => newWays(old[id] ?? {}, now[id] ?? {}, id).map(nameOf)),
    ],
    // What a new step was put on is no way that is gone.
    gone: both.flatMap((id) =>
      newWays(now[id] ?? {}, old[id] ?? {}, id)
        .filter(({ place, to }) => {
          const next = waysOf(id, now[id] ?? {}).find((way) => nameOf(way) === nameOf({ from: id, place }))
          return next === undefined || nowTo(next.to) !== to
        })
        .map((way) => ({ ...way, place: ['gone', ...way.place] })),
    ),
  }
}

/** Ways of the second that the first does not have, or leads elsewhere. */
function newWays(first: Step, second: Step, id: string): Way[] {
  const known = waysOf(id, first).map((way) => `${nameOf(way)} ${way.to}`)
  return waysOf(id, second).filter((way) => !known.includes(`${nameOf(way)} ${way.to}`))
}

/** Where a way leads once these steps are left out. */
function past(steps: Steps, without: readonly string[]): (to: string) => string {
  return (to) => {
    const seen = new Set<string>()
    let at = to
    while (without.includes(at) && !seen.has(at)) {
      seen.add(at)
      at = waysOf(at, steps[at] ?? {})[0]?.to ?? end
    }
    return at
  }
}

interface Between {
  before: Said
  after: Said
  oldTo: (to: string) => string
  nowTo: (to: string) => string
}

/** What differs at a step that both have; null when only what is around it does. */
function stepChange(id: string, { before, after, oldTo, nowTo }: Between): ChangeWords | null {
  const old = turned(stepsOf(before.structure)[id] ?? {}, oldTo)
  const now = turned(stepsOf(after.structure)[id] ?? {}, nowTo)
  if (isSame(old, now)) return null
  const said = changedClauses(before.sentences[`steps.${id}`] ?? '', after.sentences[`steps.${id}`] ?? '')
  const named =
    old.name === now.name
      ? []
      : [{ before: titleOf(before.structure, id), after: titleOf(after.structure, id) }]
  const led = waysOf(id, now).flatMap((way): ChangeWords[] => {
    const then = waysOf(id, old).find((one) => nameOf(one) === nameOf(way))
    if (then === undefined || then.to === way.to) return []
    const label = way.label === '' ? '' : `「${way.label}」`
    return [
      {
        before: `${label}接「${titleOf(before.structure, then.to)}」`,
        after: `${label}接「${titleOf(after.structure, way.to)}」`,
      },
    ]
  })
  const all = [...(said ? [said] : []), ...led, ...(said || led.length > 0 ? [] : named)]
  return all.length === 0 ? { before: '', after: '设置变了' } : joined(all)
}

const wholes = { entry: '触发条件', goal: '目标', exit: '提前离开' } as const

/** What differs of the flow as a whole. */
function wholeChanges(before: Said, after: Said): Change[] {
  const parts = (Object.keys(wholes) as (keyof typeof wholes)[]).flatMap((part): Change[] => {
    if (isSame(before.structure[part], after.structure[part])) return []
    const words = { before: saidOf(before, part), after: saidOf(after, part) }
    const shorter = part === 'entry' ? (changedClauses(words.before, words.after) ?? words) : words
    return [{ kind: 'changed', at: entry, title: wholes[part], ...shorter }]
  })
  const known = new Set(['steps', 'journey', 'note', 'owner', ...Object.keys(wholes)])
  const others = [...new Set([...Object.keys(before.structure), ...Object.keys(after.structure)])].filter(
    (key) => !known.has(key) && !isSame(before.structure[key], after.structure[key]),
  )
  if (others.length === 0) return parts
  const words =
    others[0] === 'name'
      ? { before: String(before.structure.name ?? ''), after: String(after.structure.name ?? '') }
      : { before: '', after: '设置变了' }
  return [...parts, { kind: 'changed', at: entry, title: '流程设置', ...words }]
}

function saidOf({ sentences }: Said, part: string): string {
  return Object.entries(sentences)
    .filter(([place]) => place === part || place.startsWith(`${part}.`))
    .map(([, sentence]) => sentence)
    .join('；')
}

const joined = (all: ChangeWords[]): ChangeWords => ({
  before: all
    .map(({ before }) => before)
    .filter(Boolean)
    .join('，'),
  after: all
    .map(({ after }) => after)
    .filter(Boolean)
    .join('，'),
})

/** In whatever order it was written. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}
