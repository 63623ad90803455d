import { describe, expect, it } from 'vitest'
import type { Notice, Task } from '../../models/tasks.ts'
import { planTask, type TaskMove, type TaskRules } from './plan-task.ts'
import { defaultWorkingHours as hours } from './working-hours.ts'

const minute = 60_000
const hour = 60 * minute
const rules: TaskRules = {
  graceMs: { accept: 30 * minute, finish: 2 * hour },
  callLeaseMs: minute,
  maxTries: 3,
  dueMs: 24 * hour,
}
/** Monday. */
const at = (local: string) => new Date(`2026-03-02T${local}:00+08:00`)
const noon = at('12:00')

const notice = (n: number, kind: Notice['kind'], extra: Partial<Notice> = {}): Notice => ({
  n,
  kind,
  staff: 'lilei',
  at: at('09:00'),
  state: 'sent',
  tries: 1,
  ...extra,
})
const accepted = (extra: Partial<Task> = {}): Task => ({
  _id: 't',
  customerId: 'c',
  code: 'Ab3',
  state: 'accepted',
  title: '跟进',
  reasons: [],
  acceptMs: 2 * hour,
  assignee: 'lilei',
  notConnected: false,
  offeredTo: ['lilei'],
  notices: [notice(1, 'card')],
  log: [],
  createdAt: at('09:00'),
  rev: 1,
  dueBy: noon,
  ...extra,
})
const plan = (task: Task, now: Date, with_ = hours) => planTask(task, now, with_, rules)
const offToday = { ...hours, daysOff: ['2026-03-02'] }
const untilTomorrow: TaskMove = { do: 'rest', until: new Date('2026-03-03T09:00:00+08:00') }

describe('what an accepted task needs next', () => {
  it.each<[string, Partial<Task>, Date, TaskMove]>([
    ['nothing until it is due', {}, at('11:59'), { do: 'rest', until: noon }],
    ['a reminder once it is overdue', {}, noon, { do: 'remind', of: 'dueReminder', by: 'wecom' }],
    [
      'the reminder by SMS when WeCom never reached its holder',
      { notices: [notice(1, 'card', { state: 'refused' }), notice(2, 'sms')] },
      noon,
      { do: 'remind', of: 'dueReminder', by: 'sms' },
    ],
    ['two hours of grace', { remindedAt: noon }, at('13:59'), { do: 'rest', until: at('14:00') }],
    ['another holder after them', { remindedAt: noon }, at('14:00'), { do: 'reassign', why: 'unfinished' }],
    [
      'to wait when nobody else was found',
      { remindedAt: noon, retryAt: at('15:00') },
      at('14:30'),
      { do: 'rest', until: at('15:00') },
    ],
    ['a deadline when it has none', { dueBy: undefined }, noon, { do: 'startDeadline', to: 'finish' }],
    [
      'nothing until the time it was put off to',
      { laterUntil: at('15:00') },
      noon,
      { do: 'rest', until: at('15:00') },
    ],
    [
      'a word when that time has come, whatever the hour',
      { laterUntil: at('21:00'), dueBy: at('22:00') },
      at('21:00'),
      { do: 'remind', of: 'laterReminder', by: 'wecom' },
    ],
    ['to wait for the morning when it is due at night', { dueBy: at('18:00') }, at('19:00'), untilTomorrow],
    [
      'an SMS when WeCom refused to tell of a new reason',
      { notices: [notice(1, 'card'), notice(2, 'joinNote', { state: 'refused' })] },
      at('11:00'),
      { do: 'text', kind: 'reminderSms' },
    ],
    [
      'no second SMS for it',
      { notices: [notice(1, 'card'), notice(2, 'joinNote', { state: 'refused' }), notice(3, 'reminderSms')] },
      at('11:00'),
      { do: 'rest', until: noon },
    ],
    [
      'its reminder although a note waits for the morning, and to look at both',
      { notices: [notice(1, 'card'), notice(2, 'joinNote', { state: 'planned', notBefore: at('11:30') })] },
      at('11:00'),
      { do: 'rest', until: at('11:30') },
    ],
    [
      'no word to whoever had it before',
      { notices: [notice(1, 'joinNote', { state: 'planned', staff: 'hanmei' }), notice(2, 'card')] },
      at('11:00'),
      { do: 'rest', until: noon },
    ],
    [
      'nothing at all once it is done',
      { state: 'done', dueBy: undefined },
      noon,
      { do: 'rest', until: undefined },
    ],
  ])('%s', (_what, extra, now, move) => {
    expect(plan(accepted(extra), now)).toEqual(move)
  })

  it('the clock of somebody who is off today stands, before and after accepting', () => {
    expect(plan(accepted(), noon, offToday)).toEqual(untilTomorrow)
    expect(plan(accepted({ remindedAt: at('10:00') }), at('17:00'), offToday)).toEqual(untilTomorrow)
    const offered = accepted({ state: 'offered', dueBy: undefined, acceptBy: noon })
    expect(plan(offered, noon, offToday)).toEqual(untilTomorrow)
    expect(plan(offered, noon)).toEqual({ do: 'remind', of: 'reminder', by: 'wecom' })
  })

  it('is the same however often it is asked, and leaves the task as it is', () => {
    const task = Object.freeze(accepted())
    expect(plan(task, noon)).toEqual(plan(task, noon))
  })
})
