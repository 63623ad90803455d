import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../../domain/log.ts'
import { bad, type Check, type Finding, ok } from '../../doctor/check.ts'
import { createDoctor, type Doctor, readyChecks } from '../../doctor/doctor.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createDoctorHandlers } from './handlers.ts'

const found: Record<string, Finding> = {}
const looked: string[] = []
const check = (id: string): Check<null> => ({
  id,
  title: id,
  async find() {
    looked.push(id)
    return found[id] ?? ok('好')
  },
})
let world: AdminWorld
let doctor: Doctor

beforeAll(async () => {
  world = await adminWorld((ground) => {
    doctor = createDoctor({
      checks: readyChecks([check('redis'), check('wecom.trustedIp')], () => null),
      store: ground.stores.doctorFindings,
      realClock: ground.realClock,
      announce: () => undefined,
      tell: async () => undefined,
      log: silentLog,
    })
    return {
      contract: { doctor: contract.doctor },
      handlers: { doctor: createDoctorHandlers({ doctor, auditLog: ground.auditLog }) },
    }
  })
  for (const role of ['operator', 'marketer'] as const) await world.aMember({ role })
})
afterAll(() => world.close())
beforeEach(async () => {
  for (const id of Object.keys(found)) delete found[id]
  looked.length = 0
  await world.connection.collection('doctorFindings').deleteMany({})
})
const call = async (method: 'GET' | 'POST', path: string, role = 'operator') =>
  world.call(method, path, {
    cookie: await world.cookieOf(`a-${role}`),
    body: method === 'POST' ? {} : undefined,
  })

it('tells what is wrong first, with its steps, by platform, and since when', async () => {
  found['wecom.trustedIp'] = bad('不认这台机器的 IP', '打开管理后台；加上 203.0.113.8')
  const since = world.realClock.now()
  await call('POST', '/doctor/check')
  world.realClock.advance(600_000)
  await call('POST', '/doctor/check')
  const { body } = await call('GET', '/doctor', 'marketer')
  expect(body).toMatchObject({
    at: world.realClock.now().toISOString(),
    ok: 1,
    bad: [
      {
        id: 'wecom.trustedIp',
        says: '不认这台机器的 IP',
        steps: ['打开管理后台', '加上 203.0.113.8'],
        since: since.toISOString(),
      },
    ],
    groups: [
      { id: 'wecom', name: '企业微信' },
      { id: 'machine', findings: [{ id: 'redis', kind: 'ok' }] },
    ],
  })
})

it('looks at one thing alone, and that is well from then on', async () => {
  found.redis = bad('连不上', '检查 REDIS_URL')
  await call('POST', '/doctor/check')
  delete found.redis
  looked.length = 0
  expect((await call('POST', '/doctor/redis/check')).status).toBe(200)
  expect(looked).toEqual(['redis'])
  expect((await call('GET', '/doctor')).body.bad).toEqual([])
  expect((await call('POST', '/doctor/nothing/check')).status).toBe(404)
})

it('looks by itself when the last look was more than an hour ago, and not before', async () => {
  await doctor.keepUp()
  expect(looked).toEqual(['redis', 'wecom.trustedIp'])
  world.realClock.advance(3_500_000)
  await doctor.keepUp()
  expect(looked).toHaveLength(2)
  world.realClock.advance(200_000)
  await doctor.keepUp()
  expect(looked).toHaveLength(4)
})
