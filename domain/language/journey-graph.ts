import { hint } from './hint.ts'
import { END } from './names.ts'
import { correction } from './nearest.ts'
import { type StepDefinition, waysOf } from './step.ts'
import { spanOf } from './steps/wait.ts'
import { type Awaited, awaitedIn, mapAwaited, type WaitForStep } from './steps/wait-for.ts'

type Steps = Record<string, StepDefinition>

/** What is wrong, and where in the written form. */
export interface GraphFault {
  path: (string | number)[]
  message: string
}

/** Checks that need the whole graph. Later ones are only asked when the earlier ones found nothing. */
export function checkGraph(steps: Steps): GraphFault[] {
  const ids = Object.keys(steps)
  if (ids.length === 0) {
    return [{ path: [], message: hint('至少一个步骤', '在 steps 下面写第一个步骤') }]
  }
  if (Object.hasOwn(steps, END)) {
    return [{ path: [END], message: hint('end 以外的步骤名（end 表示旅程结束）', '给这个步骤换个名字') }]
  }
  const unknown = unknownTargets(steps)
  if (unknown.length > 0) return unknown
  return [...unreachable(steps), ...restlessLoops(steps), ...unsentMessages(steps)]
}

function unknownTargets(steps: Steps): GraphFault[] {
  return Object.entries(steps).flatMap(([id, step]) =>
    waysOf(step)
      .filter(({ to }) => to !== END && !Object.hasOwn(steps, to))
      .map(({ path, to }) => ({
        path: [id, ...path],
        message: hint(
          `已有的步骤或 end（没有步骤“${to}”）`,
          correction(to, [...Object.keys(steps), END], `写成其中之一：${Object.keys(steps).join('、')}`),
        ),
      })),
  )
}

function unreachable(steps: Steps): GraphFault[] {
  const [first = ''] = Object.keys(steps)
  const reached = new Set([first])
  for (const id of reached) {
    for (const { to } of waysOf(steps[id]!)) if (to !== END) reached.add(to)
  }
  return Object.keys(steps)
    .filter((id) => !reached.has(id))
    .map((id) => ({
      path: [id],
      message: hint('从第一步走得到的步骤', `让某个步骤的 next 指向“${id}”，或删去它`),
    }))
}

/**
 * A loop must take time, or a run would turn in it for ever. Only `wait` with a duration and the time-out of a `waitFor` do:
 * a date may be past and a window may be open already.
 */
function restlessLoops(steps: Steps): GraphFault[] {
  const instant = (id: string): string[] => {
    const step = steps[id]!
    if (step.kind === 'wait' && spanOf(step.wait) !== null) return []
    const ways = step.kind === 'waitFor' ? awaitedIn(step) : waysOf(step)
    return ways.map(({ to }) => to).filter((to) => to !== END)
  }
  const state = new Map<string, 'open' | 'done'>()
  const faults: GraphFault[] = []
  const visit = (id: string): void => {
    state.set(id, 'open')
    for (const to of instant(id)) {
      const seen = state.get(to)
      if (seen === 'open') {
        faults.push({
          path: [id],
          message: hint(
            `不等待就不能回到前面的步骤（“${id}”直接回到“${to}”）`,
            '在循环里加一个 wait: 3 days 这样的等待',
          ),
        })
      } else if (seen === undefined) visit(to)
    }
    state.set(id, 'done')
  }
  for (const id of Object.keys(steps)) if (!state.has(id)) visit(id)
  return faults
}

const isAboutMessage = (event: string): boolean => event.startsWith('message.')

function unsentMessages(steps: Steps): GraphFault[] {
  return Object.entries(steps).flatMap(([id, step]) =>
    step.kind === 'waitFor'
      ? awaitedIn(step).flatMap(({ on, path }) => unsentMessage(steps, id, on, [id, ...path]))
      : [],
  )
}

function unsentMessage(steps: Steps, id: string, on: Awaited, path: GraphFault['path']): GraphFault[] {
  if (on.kind !== 'event') return []
  const { event, of } = on
  if (!isAboutMessage(event)) {
    if (of === undefined) return []
    return [{ path: [...path, 'of'], message: hint('of 只用于 message.* 事件', '去掉 of') }]
  }
  const before = stepsBefore(steps, id)
  const wrong = of?.find((sendId) => steps[sendId]?.kind !== 'send' || !before.has(sendId))
  if (wrong !== undefined) {
    return [{ path: [...path, 'of'], message: hint('在这之前的 send 步骤', `改掉“${wrong}”`) }]
  }
  if (of !== undefined || lastSends(steps, id).everyWay) return []
  return [
    {
      path: [...path, 'event'],
      message: hint(`每条到这里的路上都先有一个 send（等的是 ${event}）`, '在它前面发消息，或改等别的事件'),
    },
  ]
}

/** Fills `of` of each `waitFor` on a message event with the last send on each way that leads there. */
export function withAwaitedSends(steps: Steps): Steps {
  return Object.fromEntries(
    Object.entries(steps).map(([id, step]): [string, StepDefinition] => {
      if (step.kind !== 'waitFor') return [id, step]
      const about = (on: Awaited): Awaited =>
        on.kind === 'event' && isAboutMessage(on.event) && on.of === undefined
          ? { ...on, of: lastSends(steps, id).sends }
          : on
      return [id, mapAwaited(step, about)]
    }),
  )
}

/** The last send on each way that leads to a step; over `notSent`, what was sent before still counts. */
function lastSends(steps: Steps, id: string): { sends: string[]; everyWay: boolean } {
  const { found, everyWay } = lastOnWaysTo(steps, id, (step, to) => {
    if (step.kind !== 'send') return { counts: false, goOn: true }
    return { counts: step.next === to, goOn: step.notSent === to }
  })
  return { sends: found, everyWay }
}

/** The last `waitFor` on each way that leads to a step, of those that an event may have ended. */
export function lastAnswered(steps: Steps, id: string): WaitForStep[] {
  const { found } = lastOnWaysTo(steps, id, (step, to) => {
    if (step.kind !== 'waitFor') return { counts: false, goOn: true }
    return { counts: awaitedIn(step).some((way) => way.to === to), goOn: false }
  })
  return found.flatMap((waitId) => {
    const step = steps[waitId]
    return step?.kind === 'waitFor' ? [step] : []
  })
}

/** Walks back from a step. `judge` says whether the step before `to` is one that is looked for, and whether to look behind it. */
function lastOnWaysTo(
  steps: Steps,
  id: string,
  judge: (step: StepDefinition, to: string) => { counts: boolean; goOn: boolean },
): { found: string[]; everyWay: boolean } {
  const [first] = Object.keys(steps)
  const found = new Set<string>()
  const seen = new Set<string>([id])
  let everyWay = id !== first
  for (const at of seen) {
    for (const before of previous(steps, at)) {
      const { counts, goOn } = judge(steps[before]!, at)
      if (counts) found.add(before)
      if (!goOn) continue
      if (before === first) everyWay = false
      seen.add(before)
    }
  }
  return { found: [...found], everyWay }
}

function stepsBefore(steps: Steps, id: string): Set<string> {
  const before = new Set(previous(steps, id))
  for (const at of before) for (const earlier of previous(steps, at)) before.add(earlier)
  return before
}

function previous(steps: Steps, id: string): string[] {
  return Object.keys(steps).filter((other) => waysOf(steps[other]!).some(({ to }) => to === id))
}
