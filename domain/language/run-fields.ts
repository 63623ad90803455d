import { type PropType, propsOf } from '../events.ts'
import type { RunValue, Test } from './comparison.ts'
import { hint } from './hint.ts'
import type { JourneyDefinition } from './journey.ts'
import { lastAnswered } from './journey-graph.ts'
import type { Fault, Path } from './known-fields.ts'
import { correction } from './nearest.ts'
import { awaitedIn } from './steps/wait-for.ts'
import { typeLabel, type ValueType } from './value-types.ts'

/** The events whose props a condition may ask as `entry` and `answer` where it stands; none = it may not. */
export interface RunFields {
  entry: string[]
  answer: string[]
  /** What to say where there are none. */
  why: Record<RunValue['from'], string>
}

const onlyInside: RunFields['why'] = {
  entry: hint('在流程的步骤、exit 或 goal 里才有的 entry', '这里写成固定的值'),
  answer: hint('在流程的步骤里才有的 answer', '这里写成固定的值'),
}

/** Outside of a run: segments, and whether somebody may enter. */
export const outsideOfRuns: RunFields = { entry: [], answer: [], why: onlyInside }

/** Anywhere in a run: exits and the goal. */
export function fieldsOfRun({ entry }: JourneyDefinition): RunFields {
  return {
    entry: entry.kind === 'event' ? [entry.event] : [],
    answer: [],
    why: {
      entry: hint('由事件开始的流程才有的 entry', '把入口改成 event，或写成固定的值'),
      answer: onlyInside.answer,
    },
  }
}

/** At one step of a run. */
export function fieldsAtStep(journey: JourneyDefinition, stepId: string): RunFields {
  const fields = fieldsOfRun(journey)
  const answer = lastAnswered(journey.steps, stepId)
    .flatMap(awaitedIn)
    .flatMap(({ on }) => (on.kind === 'event' ? [on.event] : []))
  const why = hint('前面有等事件的 waitFor 才有的 answer', '在它前面加一个 waitFor，或写成固定的值')
  return { ...fields, answer: [...new Set(answer)], why: { ...fields.why, answer: why } }
}

/** Its type; `any` where the events that may be meant do not agree, or carry it without a contract. Null when none has it. */
export function typeOfRunValue({ from, prop }: RunValue, run: RunFields): PropType | null {
  const types = new Set(
    run[from].flatMap((event): PropType[] => {
      const { props, open } = propsOf(event)
      if (Object.hasOwn(props, prop)) return [props[prop] as PropType]
      return open ? ['any'] : []
    }),
  )
  const [type = null, ...others] = types
  return others.length === 0 ? type : 'any'
}

/** A value of the run that is never there. */
export function runValueFaults(value: RunValue, path: Path, run: RunFields): Fault[] {
  if (typeOfRunValue(value, run) !== null) return []
  const events = run[value.from]
  if (events.length === 0) return [{ path, message: run.why[value.from] }]
  const names = events.flatMap((event) => Object.keys(propsOf(event).props))
  const message = hint(
    `${events.join('、')} 的属性（没有“${value.prop}”）`,
    correction(value.prop, names, `写成其中之一：${[...new Set(names)].join('、')}`),
  )
  return [{ path, message }]
}

/** A list is asked whether one of its items is it. */
const areComparable = (type: ValueType, other: PropType): boolean =>
  type === 'any' || other === 'any' || other === type || (type === 'texts' && other === 'text')

/** Comparisons with values of the run that are never there, or never of the type of what is compared. */
export function runTestFaults(type: ValueType, tests: Test[], run: RunFields): Fault[] {
  return tests.flatMap((test): Fault[] => {
    if (test.op !== 'same' && test.op !== 'other') return []
    const path = [test.op === 'same' ? 'is' : 'isNot']
    const faults = runValueFaults(test.as, [...path, test.as.from], run)
    const other = typeOfRunValue(test.as, run)
    if (faults.length > 0 || other === null || areComparable(type, other)) return faults
    const message = hint(
      `${typeLabel(type)}（“${test.as.prop}”是${typeLabel(other)}）`,
      `改成${typeLabel(type)}类的属性`,
    )
    return [{ path, message }]
  })
}
