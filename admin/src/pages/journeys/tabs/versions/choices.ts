import type { PublishPlan } from '../../../../publishing/use-publishing.ts'
import type { ChangeWords } from '../../graph/change-words.ts'
import { titleOf } from '../../graph/step-words.ts'
import { end, type Journey, stepsOf } from '../../graph/written.ts'

type Moving = PublishPlan['people'][number]

/** Where somebody at a step goes: on at a step of the new version, `stay` on theirs to its end, or `leave`. */
export type Choice = { kind: 'move'; to: string } | { kind: 'stay' } | { kind: 'leave' }

/** People at one step, of whatever version. */
export interface Place {
  stepId: string
  people: number
  /** The versions they are on, the newest first. */
  numbers: number[]
}

/** The steps people stand at, most people first. */
export function placesOf(moving: readonly Moving[]): Place[] {
  const places = new Map<string, Place>()
  for (const { stepId, people, number } of moving) {
    const known = places.get(stepId) ?? { stepId, people: 0, numbers: [] }
    places.set(stepId, {
      stepId,
      people: known.people + people,
      numbers: [...new Set([...known.numbers, number])].sort((a, b) => b - a),
    })
  }
  return [...places.values()].sort((a, b) => b.people - a.people || a.stepId.localeCompare(b.stepId))
}

export type Choices = Readonly<Record<string, Choice>>

/** What was chosen at each place, or what happens without: the server says where each goes on. */
export function chosenAt(moving: readonly Moving[], made: Choices): Record<string, Choice> {
  const usual = moving.map(({ stepId, to }) => [stepId, choiceOf(to)] as const)
  return { ...Object.fromEntries(usual), ...made }
}

function choiceOf(to: string | null): Choice {
  if (to === null) return { kind: 'stay' }
  return to === end ? { kind: 'leave' } : { kind: 'move', to }
}

/** As the server is asked: old step to new, `end` = they leave, null = they stay. */
export function mapOf(chosen: Choices): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(chosen).map(([stepId, choice]) => [
      stepId,
      choice.kind === 'move' ? choice.to : choice.kind === 'leave' ? end : null,
    ]),
  )
}

export interface Sum {
  moved: number
  stays: number
  leaves: number
  /** Who is to go where the new version has no step: nobody, or something is wrong. */
  lost: number
}

/** What the server says will happen to how many. */
export function sumOf(moving: readonly Moving[], next: Journey): Sum {
  const steps = stepsOf(next)
  const count = (is: (to: string | null) => boolean): number =>
    moving.filter(({ to }) => is(to)).reduce((sum, { people }) => sum + people, 0)
  const sum = {
    moved: count((to) => to !== null && to in steps),
    stays: count((to) => to === null),
    leaves: count((to) => to === end),
  }
  return { ...sum, lost: count(() => true) - sum.moved - sum.stays - sum.leaves }
}

export interface Option {
  key: string
  label: string
  choice: Choice
}

export const keyOf = (choice: Choice): string => (choice.kind === 'move' ? `to ${choice.to}` : choice.kind)

/** What can be chosen at a step, with what differs there, `called` being the version they may go on in: the same step, staying, leaving, then every other step. */
export function optionsAt(
  { stepId, numbers }: Place,
  next: Journey,
  words?: ChangeWords,
  called = '新版',
): Option[] {
  const ids = Object.keys(stepsOf(next))
  const option = (choice: Choice, label: string): Option => ({ key: keyOf(choice), label, choice })
  const old = numbers.map((number) => `第\u00a0${number}\u00a0版`).join('、')
  const said = (text: string | undefined): string => (text ? `：${text}` : '')
  return [
    ...(ids.includes(stepId)
      ? [
          option(
            { kind: 'move', to: stepId },
            words?.after ? `转到${called}：${words.after}` : `转到${called}，同一步接着走`,
          ),
        ]
      : []),
    option({ kind: 'stay' }, `留在${old}走完${said(words?.before)}`),
    option({ kind: 'leave' }, '离开流程'),
    ...ids
      .filter((id) => id !== stepId)
      .map((id) => option({ kind: 'move', to: id }, `转到「${titleOf(next, id)}」`)),
  ]
}
