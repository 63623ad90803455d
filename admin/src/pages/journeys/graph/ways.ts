import {
  at,
  end,
  entry,
  firstOf,
  type Journey,
  kindOf,
  type Place,
  put,
  type Step,
  stepsOf,
} from './written.ts'

/** One way out of a step, or into the journey. */
export interface Way {
  /** The step it leaves, or `entry`. */
  from: string
  /** Where in that step it is written; empty for the entry: the first step is the one people come to. */
  place: Place
  to: string
  /** 是, 否, 没发出 …; empty when it is the only one. */
  label: string
}

/** Two ways out of one step have different names. */
export const nameOf = ({ from, place }: Pick<Way, 'from' | 'place'>): string => [from, ...place].join('/')

type Out = Pick<Way, 'place' | 'label'>

/** Every way out of a step, the usual one first. */
function outsOf(step: Step): Out[] {
  switch (kindOf(step)) {
    case 'exit':
      return []
    case 'waitFor': {
      const several = listAt(step, ['waitFor', 'any'])
      const yes = several
        ? several.map((_, index) => ({ place: ['waitFor', 'any', index, 'to'], label: `第 ${index + 1} 件` }))
        : [{ place: ['yes'], label: '是' }]
      return [...yes, { place: ['no'], label: '否' }]
    }
    case 'branch':
      return (listAt(step, ['branch']) ?? []).map((one, index) =>
        isOtherwise(one)
          ? { place: ['branch', index, 'otherwise'], label: '其他' }
          : { place: ['branch', index, 'to'], label: `条件 ${index + 1}` },
      )
    case 'split':
      return (listAt(step, ['split']) ?? []).map((one, index) => ({
        place: ['split', index, 'to'],
        label: `${String.fromCharCode(65 + index)} ${String(at(one, ['share']) ?? '?')}%`,
      }))
    case 'send':
      return withAside(step, 'notSent', ['发出', '没发出'])
    case 'coupon':
      return withAside(step, 'usedUp', ['发到券', '券发完'])
    case 'task':
      return withAside(step, 'full', ['派出', '名额满'])
    default:
      return [{ place: ['next'], label: '' }]
  }
}

function withAside(step: Step, key: 'notSent' | 'usedUp' | 'full', [usual, aside]: [string, string]): Out[] {
  if (!(key in step)) return [{ place: ['next'], label: '' }]
  return [
    { place: ['next'], label: usual },
    { place: [key], label: aside },
  ]
}

const isOtherwise = (one: unknown): boolean => typeof one === 'object' && one !== null && 'otherwise' in one

function listAt(step: Step, place: Place): unknown[] | null {
  const list = at(step, place)
  return Array.isArray(list) ? list : null
}

/** Ways out of a step; one that is not written yet leads to the end. */
export function waysOf(from: string, step: Step): Way[] {
  return outsOf(step).map(({ place, label }) => {
    const to = at(step, place)
    return { from, place, label, to: typeof to === 'string' ? to : end }
  })
}

/** All ways of a journey, that of the entry first. */
export function allWays(journey: Journey): Way[] {
  const steps = Object.entries(stepsOf(journey))
  return [
    { from: entry, place: [], to: firstOf(journey), label: '' },
    ...steps.flatMap(([id, step]) => waysOf(id, step)),
  ]
}

/** Leads a way of a step somewhere else. */
export function led(step: Step, place: Place, to: string): Step {
  return put(step, place, to)
}

/** Leads every way of a step through `turn`. */
export function turned(step: Step, turn: (to: string) => string): Step {
  return waysOf('', step).reduce((next, { place, to }) => led(next, place, turn(to)), step)
}
