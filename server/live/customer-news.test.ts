import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { EventStore } from '../../models/events.ts'
import type { Touch } from '../../models/touch.ts'
import type { Touches } from '../../models/touches.ts'
import { createCustomerNews } from './customer-news.ts'

const everyMs = 20

/** Stores that take what is new to them, and what was told of it. */
function world() {
  const told: (string | undefined)[] = []
  const known = new Set<string>()
  const news = createCustomerNews((topic, id) => {
    expect(topic).toBe('customers')
    told.push(id)
  }, everyMs)
  const isNew = (id: string): boolean => known.size < known.add(id).size
  const events = news.events({
    insert: async (accepted: { _id: string }[]) =>
      new Set(accepted.map(({ _id }) => _id).filter((id) => isNew(id))),
  } as unknown as EventStore)
  const touches = news.touches({
    insert: async ({ _id }: Touch) => isNew(_id),
    advance: async (touch: Touch) => (touch.rev === 0 ? { ...touch, rev: 1 } : null),
  } as unknown as Touches)
  const happens = (id: string, customerId: string) =>
    events.insert([{ _id: id, customerId } as never], { ids: new Set(), since: new Date() })
  return { told, touches, happens, later: () => pause(everyMs * 3) }
}

it('whoever something happened to is named once, however much it was', async () => {
  const { told, touches, happens, later } = world()
  await happens('e1', 'c_1')
  await happens('e2', 'c_1')
  await touches.insert({ _id: 't1', customerId: 'c_2' } as Touch)
  expect(told).toEqual([])
  await later()
  expect(told).toEqual(['c_1', 'c_2'])
})

it('what changed nothing is not told', async () => {
  const { told, touches, happens, later } = world()
  await happens('e1', 'c_1')
  await later()
  await happens('e1', 'c_1')
  await touches.advance({ _id: 't1', customerId: 'c_2', rev: 1 } as Touch, {})
  await later()
  expect(told).toEqual(['c_1'])
})

it('what happens to many is told once, of nobody in particular', async () => {
  const { told, happens, later } = world()
  await Promise.all(Array.from({ length: 200 }, (_, n) => happens(`e${n}`, `c_${n}`)))
  await later()
  expect(told).toEqual([undefined])
  await happens('e-later', 'c_7')
  await later()
  expect(told).toEqual([undefined, 'c_7'])
})
