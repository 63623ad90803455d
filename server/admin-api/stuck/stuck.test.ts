import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StuckFindings } from '../../../domain/audit/stuck-look.ts'
import { createCustomers } from '../../../domain/customers/customers.ts'
import { createCustomerIds } from '../../../domain/customers/new-customer.ts'
import { createSealing } from '../../../domain/customers/sealing.ts'
import { written } from '../../../domain/definitions/testing/world.ts'
import { groupDefinitions } from '../../../domain/language/definitions.ts'
import { createRegistry } from '../../../domain/language/registry.ts'
import { silentLog } from '../../../domain/log.ts'
import type { Customer } from '../../../models/customer.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { stuck as contract } from './contract.ts'
import { createStuckHandlers } from './handlers.ts'

const nothing: StuckFindings = { count: 0, people: [], things: [], held: [] }
const journey = `journey: wake
name: 沉睡会员唤醒
entry: { api: true }
steps: { sms: { name: 唤醒短信, send: { message: hello }, next: end } }
`
const registry = createRegistry(groupDefinitions(written(journey).map(({ one }) => one)))

let world: AdminWorld
let customer: Customer
let found: StuckFindings
let looks = 0
let isFresh = false
const announced: string[] = []
const mended: string[] = []

beforeAll(async () => {
  world = await adminWorld(({ stores, realClock: clock, auditLog, scopes }) => {
    const seal = createSealing({ data: [{ kid: 'k1', key: randomBytes(32) }], blindIndex: randomBytes(32) })
    const customers = createCustomers({ stores, seal, clock, log: silentLog, ids: createCustomerIds(clock) })
    makeCustomer = async () => {
      const claim = { kind: 'ext' as const, system: 'test', value: 'p1' }
      const made = await customers.getOrCreate([claim], { source: 'test', at: clock.now() })
      const setProfile = { nickname: '郭晓彤', phone: '+8613812342208' }
      return customers.change(made, { setProfile }, 'builder')
    }
    return {
      contract: { stuck: contract },
      handlers: {
        stuck: createStuckHandlers({
          look: {
            async find() {
              looks += isFresh ? 0 : 1
              isFresh = true
              return found
            },
            forget() {
              isFresh = false
            },
            async mend(kind, id) {
              mended.push(`${kind}:${id}`)
              return id !== 'moved'
            },
          },
          customers,
          registry,
          scopes,
          auditLog,
          announce: (topic) => announced.push(topic),
        }),
      },
    }
  })
  customer = await makeCustomer()
  for (const role of ['owner', 'operator', 'marketer'] as const) await world.aMember({ role })
})
afterAll(() => world.close())
beforeEach(() => {
  found = nothing
})

let makeCustomer: () => Promise<Customer>
const at = (minute: number) => new Date(Date.UTC(2026, 10, 28, 6, minute))
const list = async (role: string) =>
  (await world.call('GET', '/stuck', { cookie: await world.cookieOf(`a-${role}`) })).body
const mend = async (role: string, body: object) =>
  world.call('POST', '/stuck/mend', { cookie: await world.cookieOf(`a-${role}`), body })

describe('who does not go on', () => {
  it('is told by name, masked, with flow and step as they are called, the latest first', async () => {
    const person = { customerId: customer._id, journeyId: 'wake', stepId: 'sms', says: '这一步一再出错' }
    found = {
      ...nothing,
      count: 2,
      people: [
        { kind: 'run', id: 'r2', ...person, dueAt: at(9), mends: 'hand' },
        { kind: 'run', id: 'r1', ...person, dueAt: at(3), since: at(1), mends: 'hand' },
      ],
    }
    const { people, count } = await list('owner')
    expect(count).toBe(2)
    expect(people.map(({ id }: { id: string }) => id)).toEqual(['r1', 'r2'])
    expect(people[0]).toEqual({
      kind: 'run',
      id: 'r1',
      customerId: customer._id,
      name: '郭晓彤',
      phone: '138****2208',
      journey: { id: 'wake', name: '沉睡会员唤醒' },
      step: '唤醒短信',
      says: '这一步一再出错',
      since: at(1).toISOString(),
      dueAt: at(3).toISOString(),
      mends: 'hand',
    })
  })

  it('is somebody without a name for who sees no customers', async () => {
    found = {
      ...nothing,
      count: 1,
      people: [{ kind: 'run', id: 'r', customerId: customer._id, says: '没有下一步的时间', mends: 'self' }],
    }
    const answer = await list('operator')
    expect(answer.people).toMatchObject([{ name: null, phone: null, journey: null, step: null }])
    expect(JSON.stringify(answer)).not.toContain('郭晓彤')
  })

  it('may have a flow that is gone: its id stands for its name', async () => {
    const person = { kind: 'run', id: 'r', customerId: 'gone', says: '流程的这个版本找不到了', mends: null }
    found = { ...nothing, count: 1, people: [{ ...person, journeyId: 'lost', stepId: 's' }] }
    expect((await list('owner')).people).toMatchObject([
      { name: null, journey: { id: 'lost', name: 'lost' }, step: 's' },
    ])
  })

  it('waits for what is missing: that is said in words', async () => {
    const step = { journeyId: 'wake', versionId: 'wake@1', stepId: 'sms' }
    found = { ...nothing, count: 412, held: [{ ...step, why: 'no message hello', runs: 412 }] }
    expect((await list('marketer')).held).toEqual([
      {
        journey: '沉睡会员唤醒',
        versionId: 'wake@1',
        step: '唤醒短信',
        why: '缺少素材「hello」',
        people: 412,
      },
    ])
  })
})

describe('having one go on', () => {
  it('is done by who may, noted, told to open pages, and looked at anew', async () => {
    await list('owner')
    const before = looks
    expect((await mend('operator', { kind: 'run', id: 'r1' })).status).toBe(200)
    expect(mended).toContain('run:r1')
    expect(announced).toEqual(['alerts'])
    expect(await world.auditLog.list({ action: 'stuck.mended', limit: 5 })).toMatchObject([
      { by: 'a-operator', on: 'run:r1' },
    ])
    await list('owner')
    expect(looks).toBe(before + 1)
  })

  it('is refused where it has moved meanwhile, and nothing is noted', async () => {
    const { status, body } = await mend('owner', { kind: 'run', id: 'moved' })
    expect([status, body.error.code]).toEqual([409, 'stuck.moved'])
    expect(await world.auditLog.list({ on: 'run:moved', limit: 5 })).toEqual([])
    expect(announced).toEqual(['alerts'])
  })

  it('is not for who only looks', async () => {
    expect((await mend('marketer', { kind: 'run', id: 'r3' })).status).toBe(403)
    expect(mended).not.toContain('run:r3')
  })
})
