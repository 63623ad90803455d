import { led, turned, type Way, waysOf } from './ways.ts'
import { end, entry, firstOf, type Journey, kindOf, type Step, type Steps, stepsOf } from './written.ts'

/** A journey after an edit, and the step one looks at then. */
export interface Edited {
  journey: Journey
  at: string
}

/** The name a new step gets: people see what it is called, not this. */
export function freeId(steps: Steps, base: string): string {
  const stem = base.replaceAll(/([A-Z])/g, (letter) => `-${letter.toLowerCase()}`).replace(/-\d+$/, '')
  for (let n = 1; ; n += 1) {
    const id = n === 1 && stem !== end ? stem : `${stem}-${n}`
    if (!(id in steps)) return id
  }
}

/** Puts a step onto a way: its first way goes on where that led; the others end. */
export function insertOn(journey: Journey, way: Way, step: Step): Edited {
  const steps = stepsOf(journey)
  const id = freeId(steps, kindOf(step) ?? 'step')
  const [first, ...others] = waysOf(id, step)
  let placed = first ? led(step, first.place, way.to) : step
  for (const { place } of others) placed = led(placed, place, end)
  if (way.from === entry) return { journey: { ...journey, steps: { [id]: placed, ...steps } }, at: id }
  const from = steps[way.from]
  if (from === undefined) return { journey, at: way.from }
  const before = { ...steps, [way.from]: led(from, way.place, id) }
  return { journey: { ...journey, steps: after(before, way.from, [id, placed]) }, at: id }
}

/** Leads a way to another step, or to the end. */
export function connect(journey: Journey, way: Way, to: string): Journey {
  const from = stepsOf(journey)[way.from]
  if (from === undefined) return journey
  return { ...journey, steps: { ...stepsOf(journey), [way.from]: led(from, way.place, to) } }
}

/** The same step once more, behind itself. */
export function duplicate(journey: Journey, id: string): Edited {
  const steps = stepsOf(journey)
  const step = steps[id]
  if (step === undefined) return { journey, at: id }
  const copy = freeId(steps, id)
  const name = typeof step.name === 'string' ? { name: `${step.name} 副本` } : {}
  const [first] = waysOf(id, step)
  const original = first ? led(step, first.place, copy) : step
  // Nothing of a journey is changed in place: the copy may share what is inside, which may be what Vue made of it.
  const placed = { ...step, ...name }
  return { journey: { ...journey, steps: after({ ...steps, [id]: original }, id, [copy, placed]) }, at: copy }
}

/** Takes a step away: who came to it goes on where its first way led; what only it led to goes with it. */
export function remove(journey: Journey, id: string): Edited {
  const steps = stepsOf(journey)
  const step = steps[id]
  if (step === undefined) return { journey, at: entry }
  const on = onwards(id, step)
  const { [id]: _, ...left } = steps
  const joined = Object.fromEntries(
    Object.entries(left).map(([each, one]) => [each, turned(one, (to) => (to === id ? on : to))]),
  )
  const first = firstOf(journey) === id ? on : firstOf(journey)
  const inOrder = inFront(joined, first)
  const lost = new Set(lostWith(journey, id))
  const kept = Object.fromEntries(Object.entries(inOrder).filter(([each]) => !lost.has(each)))
  const before = Object.keys(steps).find(
    (each) => each in kept && waysOf(each, steps[each] ?? {}).some(({ to }) => to === id),
  )
  return { journey: { ...journey, steps: kept }, at: before ?? (on === end ? entry : on) }
}

/** Steps nobody would come to any more if this one were taken away. */
export function lostWith(journey: Journey, id: string): string[] {
  const steps = stepsOf(journey)
  const step = steps[id]
  if (step === undefined) return []
  const before = reachable(steps, firstOf(journey))
  const on = onwards(id, step)
  const { [id]: _, ...left } = steps
  const joined = Object.fromEntries(
    Object.entries(left).map(([each, one]) => [each, turned(one, (to) => (to === id ? on : to))]),
  )
  const now = reachable(joined, firstOf(journey) === id ? on : firstOf(journey))
  return Object.keys(left).filter((each) => before.has(each) && !now.has(each))
}

function onwards(id: string, step: Step): string {
  const to = waysOf(id, step)[0]?.to ?? end
  return to === id ? end : to
}

/** Steps people come to. */
export function reachable(steps: Steps, first: string): Set<string> {
  const seen = new Set<string>()
  const open = [first]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps[id]
    if (step === undefined || seen.has(id)) continue
    seen.add(id)
    open.push(...waysOf(id, step).map(({ to }) => to))
  }
  return seen
}

function after(steps: Steps, id: string, added: [string, Step]): Steps {
  return Object.fromEntries(
    Object.entries(steps).flatMap((each) => (each[0] === id ? [each, added] : [each])),
  )
}

function inFront(steps: Steps, first: string): Steps {
  const { [first]: one, ...others } = steps
  return one === undefined ? steps : { [first]: one, ...others }
}
