import fc from 'fast-check'
import { dayMs } from '../words.ts'
import type { Journey, SendStep, Somebody, Step, WaitStep } from '../written.ts'
import { someone } from './people.ts'
import { written } from './rules.ts'

/** Journeys that are mostly messages, and people who begin them at every hour and have not agreed to everything. */

const send = fc
  .tuple(
    written(
      fc.record({
        message: fc.constantFrom('offer', 'offer', 'offer', 'notice'),
        channels: fc.constantFrom(undefined, ['sms'], ['email', 'sms']),
        whenCapped: fc.constantFrom(undefined, 'next day' as const),
      }),
    ),
    fc.constantFrom(undefined, '1 hour', '6 hours', '1 day'),
  )
  .map(([send, pause]) => ({ send, pause }))

const sends = fc.array(send, { minLength: 3, maxLength: 6, size: 'max' }).map((all) => {
  const rows = all.flatMap(({ send, pause }): (Omit<SendStep, 'next'> | Omit<WaitStep, 'next'>)[] =>
    pause === undefined ? [{ send }] : [{ send }, { wait: pause }],
  )
  return Object.fromEntries(
    rows.map((row, n): [string, Step] => [
      `s${n}`,
      { ...row, next: n + 1 < rows.length ? `s${n + 1}` : 'end' } as Step,
    ]),
  )
})

const journey = fc
  .record({
    holdout: fc.constantFrom(0, 0, 20),
    exit: fc.constantFrom([], [{ event: 'order.paid' }]),
    steps: sends,
  })
  .map((rest): Journey => ({ journey: 'j', name: '只发消息', entry: { api: true }, ...rest }))

const beginner = fc
  .tuple(someone({ api: true }), fc.nat({ max: 36 * 60 }), fc.option(fc.nat({ max: (3 * dayMs) / 60_000 })))
  .map(
    ([somebody, begins, pays]): Somebody => ({
      ...somebody,
      life: [
        { minute: begins + 1, enters: true },
        ...(pays === null
          ? []
          : [{ minute: begins + pays + 2, does: 'order.paid', props: { orderId: 'o1' } }]),
      ],
    }),
  )

export const silentStory = fc.record({
  journey,
  people: fc.array(beginner, { minLength: 10, maxLength: 16, size: 'max' }),
})
