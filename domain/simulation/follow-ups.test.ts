import { describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { WhenFull } from '../../models/tasks.ts'
import { movableClock } from '../../test/testing/clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { defaultWorkingHours } from '../sales/working-hours.ts'
import { createFollowUps, type FollowUp } from './follow-ups.ts'
import { countTask, emptyForecast } from './forecast.ts'

const member = (_id: string): Colleague => ({
  _id,
  name: _id,
  department: '一部',
  onDuty: true,
  inFallbackPool: false,
  hours: defaultWorkingHours,
})

/** Twelve friends of 李雷 need a follow-up on one Monday, of whom he may get five. */
async function aMonday(whenFull: WhenFull) {
  const heard: string[] = []
  const begun: FollowUp[] = []
  const customers = {
    async find(_id: string) {
      const follow = { corp: 'corp', staff: 'lilei', since: new Date(0) }
      return { _id, owner: 'lilei', follows: [follow], profile: {} } as unknown as Customer
    },
    async hear({ name }: { name: string }) {
      heard.push(name)
    },
  } as unknown as Customers
  const followUps = createFollowUps({
    customers,
    claims: { claimOpenTask: async (_, taskId) => taskId, releaseOpenTask: async () => undefined },
    staff: [member('lilei'), member('hanmei')],
    rules: () => ({ perDay: 5, keptForUrgent: 0, whenFull }),
    clock: movableClock(),
    begun: (task) => begun.push(task),
  })
  for (let n = 0; n < 12; n++) {
    await followUps.openTask({ taskId: `t${n}`, customerId: `c${n}`, title: '', reasons: [], acceptMs: 1 })
  }
  const forecast = emptyForecast()
  for (const task of begun) countTask(forecast, task, { store: 'S1', note: () => undefined })
  return { forecast, heard }
}

describe('follow-ups for which there is no place on the day', () => {
  it('come on the next working days, each with its number', async () => {
    const { forecast } = await aMonday('wait')
    expect(forecast.overflow).toEqual({ waits: 7 })
    expect(forecast.stores).toMatchObject({ S1: { tasks: 12, overflow: 7 } })
    expect(forecast.tasksByDay).toEqual({
      '2026-03-02': { lilei: 5 },
      '2026-03-03': { lilei: 5 },
      '2026-03-04': { lilei: 2 },
    })
  })

  it('go to a colleague as long as one has a place, then they wait', async () => {
    const { forecast } = await aMonday('passOn')
    expect(forecast.overflow).toEqual({ passedOn: 5, waits: 2 })
    expect(forecast.tasksByDay['2026-03-02']).toEqual({ lilei: 5, hanmei: 5 })
  })

  it('fall back: nobody gets them, and they count nowhere else', async () => {
    const { forecast, heard } = await aMonday('fallBack')
    expect(forecast).toMatchObject({
      overflow: { fellBack: 7 },
      tasks: { lilei: 5 },
      stores: { S1: { tasks: 5, overflow: 7 } },
    })
    expect(heard.filter((name) => name === 'task.turned_away')).toHaveLength(7)
  })
})
