import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'
import { earlierStore, environment } from './earlier-store.ts'

const before = await earlierStore('store-0.1.0')
const { introduced = [], deferred = [], due = [], waiting = [], offered = [], accepted = [] } = before.people
const [buyer, clicker, ...silent] = introduced as [Person, Person, ...Person[]]

describe('a store of 0.1.0 in the middle of its work, taken over by this version', () => {
  let world: RunningKelu
  const collection = <T>(name: string) =>
    world.kelu.connection.collection(name).find({}).toArray() as unknown as Promise<T[]>
  const textsSince = async (person: Person) => (await world.textsTo(person)).map(({ text }) => text)
  const endOf = async (person: Person) => (await world.runsOf(person)).map(({ endReason }) => endReason)

  /** It starts on Thursday at 21:30. */
  beforeAll(async () => {
    world = await runningKelu({
      people: Object.values(before.people).flat(),
      before: { now: before.now, environment, restore: before.restore },
    })
    await world.settle()
  })
  afterAll(() => world.close())

  it('takes up at once what was received and what is due, and wakes nobody at night', async () => {
    const open = (await collection<{ state: string }>('inbox')).filter(({ state }) => state !== 'done')
    expect(open).toEqual([])
    expect(await endOf(buyer)).toEqual([expect.stringContaining('order.paid')])
    const [newLead] = before.people.leadUnheard ?? []
    expect(await textsSince(newLead as Person)).toEqual([expect.stringContaining('白皮书')])
    for (const person of due) {
      expect(await world.runsOf(person)).toMatchObject([{ state: 'active', stepId: 'introduce' }])
      expect(await textsSince(person)).toEqual([])
    }
  })

  it('a friend whose callback was not taken up is there, and why no welcome reached them is on record', async () => {
    const [friend] = before.people.friendUnheard ?? []
    expect((await world.customerOf(friend as Person)).owner).toBe('hanmei')
    const [touch] = await world.touchesOf(friend as Person)
    expect(touch?.decisions.filter(({ final }) => final)).toHaveLength(1)
    expect(await world.receivedBy(friend as Person, 'welcome')).toEqual([])
  })

  it('sends in the morning what the night had deferred, once', async () => {
    await world.moveTo(world.at(1, '09:50'))
    for (const person of [...deferred, ...due])
      expect(await textsSince(person), person.name).toEqual([expect.stringContaining('产品介绍')])
    for (const person of waiting) expect(await textsSince(person)).toEqual([])
  })

  it('moves on those in the middle of a wait when it is over', async () => {
    await world.moveTo(world.at(1, '12:00'))
    for (const person of waiting)
      expect(await textsSince(person), person.name).toEqual([expect.stringContaining('产品介绍')])
  })

  it('a link that 0.1.0 sent leads on, and counts', async () => {
    const [touch] = (await world.touchesOf(clicker)).filter(({ stepId }) => stepId === 'introduce')
    const code = Object.values(touch?.links ?? {})[0]
    const answer = await fetch(`${world.kelu.url}/r/${code}`, { redirect: 'manual' })
    expect(answer.status).toBe(302)
    await world.settle()
    expect(await world.tasksOf(clicker)).toMatchObject([{ state: 'offered' }])
  })

  it('open tasks can be accepted and done', async () => {
    for (const [person, actions] of [
      [offered[0], ['accept', 'done']],
      [accepted[0], ['done']],
      [clicker, ['accept', 'done']],
    ] as const) {
      const [task] = await world.tasksOf(person as Person)
      for (const action of actions) {
        await world.kelu.sales.act({
          taskId: task?._id ?? '',
          staff: (await world.tasksOf(person as Person))[0]?.assignee ?? '',
          action,
          actionId: `${action}:${task?._id}`,
          at: world.clock.now(),
        })
      }
      expect(await world.tasksOf(person as Person)).toMatchObject([{ state: 'done' }])
    }
  })

  it('in the end every run has ended as its journey says', async () => {
    await world.moveTo(world.at(6, '12:00'))
    for (const person of [clicker, ...silent, ...deferred, ...due, ...waiting])
      expect(await endOf(person), person.name).toEqual(['completed'])
    expect((await collection<Run>('runs')).filter(({ state }) => state !== 'ended')).toEqual([])
  })

  it('no message was lost: every touch has its reason', async () => {
    for (const touch of await collection<Touch>('touches')) {
      expect(
        touch.decisions.filter(({ final }) => final),
        touch._id,
      ).toHaveLength(1)
      expect(touch.standsBy?.reason, touch._id).toBe(touch.decisions.at(-1)?.reason)
      expect(['planned', 'reserved', 'sending', 'deferred', 'unknown']).not.toContain(touch.state)
    }
  })

  it('no message came twice, before and after taken together', async () => {
    const all = [...before.deliveries, ...(await world.sandbox.deliveries())]
    const toCustomers = all.filter(({ kind }) => ['sms', 'email', 'subscription', 'welcome'].includes(kind))
    const of = toCustomers.map(({ kind, receiver, ref }) =>
      kind === 'welcome' ? `welcome ${receiver}` : `${kind} ${ref?.split('#')[0]}`,
    )
    expect(of).toHaveLength(new Set(of).size)
    expect(toCustomers).toHaveLength(12 + 4 + 2 + deferred.length + due.length + waiting.length + 2)
  })

  it('every document, old and new, is as this version declares it', async () => {
    for (const model of Object.values(world.kelu.connection.models)) {
      for (const stored of await model.collection.find({}).toArray()) {
        await expect(
          new model(stored).validate(),
          `${model.modelName} ${stored._id}`,
        ).resolves.toBeUndefined()
      }
    }
  })

  it('nothing was logged as a fault', () => {
    expect(world.errors).toEqual([])
  })
})

it('a store that a newer version has worked on is refused by name', async () => {
  const newer = { _id: 'schema', applied: [{ id: '2999-01-01-from-the-future', at: new Date() }] }
  const start = runningKelu({
    before: {
      now: before.now,
      environment,
      restore: async (connection) => void (await connection.collection('meta').insertOne(newer as never)),
    },
  })
  await expect(start).rejects.toThrow(
    'MONGODB_URI: a newer Kelu has worked on this store (2999-01-01-from-the-future',
  )
})
