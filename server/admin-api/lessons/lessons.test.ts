import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLessons, mostLessons } from '../../../domain/review/lessons.ts'
import { createLessonStore } from '../../../models/lessons.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createLessonHandlers } from './handlers.ts'

const clock = movableClock('2026-12-13T10:00:00+08:00')
let world: AdminWorld
let held: number
beforeEach(async () => {
  held = 0
  world = await adminWorld(({ auditLog, connection }) => {
    const store = createLessonStore(connection)
    let made = 0
    const newId = () => {
      made += 1
      return `l${made}`
    }
    const counted = { ...store, count: async (most: number) => Math.max(held, await store.count(most)) }
    return {
      contract: { lessons: contract.lessons },
      handlers: {
        lessons: createLessonHandlers({
          lessons: createLessons({ store: counted, newId, announce: () => {}, clock }),
          ...{ store, auditLog, definitionNames: async () => () => '沉睡会员唤醒' },
        }),
      },
    }
  })
})
afterEach(() => world.close())

const source = { kind: 'alert', id: 'smsFailures:1', name: '短信失败率超过 5%' }
const lesson = { saw: '坏号多', next: '发之前先清坏号', flows: ['m5', 'm5'], campaign: 'c1', source }

it('is written, stands beside its flow and its campaign, is changed and retired, and each is noted', async () => {
  const cookie = await world.as('marketer')
  const call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
    world.call(method, path, { cookie, body })
  expect((await call('POST', '/lessons', lesson)).body).toEqual({ id: 'l1', rev: 1 })
  expect((await call('GET', '/lessons?flow=m5')).body).toEqual({
    items: [
      {
        ...{ id: 'l1', rev: 1, saw: '坏号多', next: '发之前先清坏号', campaign: 'c1', source },
        ...{ flows: [{ id: 'm5', name: '沉睡会员唤醒' }], by: '某marketer', at: clock.now().toISOString() },
      },
    ],
    more: false,
  })
  expect((await call('GET', '/lessons?campaign=c1')).body.items).toHaveLength(1)
  expect((await call('GET', '/lessons?flow=m7')).body.items).toEqual([])

  const anew = { rev: 1, lesson: { ...lesson, next: '每月清一次坏号' } }
  expect((await call('PUT', '/lessons/l1', anew)).body).toEqual({ id: 'l1', rev: 2 })
  const late = await call('PUT', '/lessons/l1', anew)
  expect([late.status, late.body.error.code]).toEqual([409, 'lesson.changed'])

  expect((await call('POST', '/lessons/l1/retired', { rev: 2 })).status).toBe(200)
  expect((await call('GET', '/lessons')).body.items).toEqual([])
  expect((await call('POST', '/lessons/l1/retired', { rev: 3 })).status).toBe(404)
  const noted = await world.auditLog.list({ limit: 9 } as never)
  expect(noted.map(({ action }) => action)).toEqual(['lesson.retired', 'lesson.changed', 'lesson.written'])
})

it('says what is missing, and takes no more than people could read', async () => {
  const cookie = await world.as('owner')
  const empty = await world.call('POST', '/lessons', { cookie, body: { saw: ' ', next: '' } })
  expect(empty.body.error.places).toMatchObject({ saw: '写上看到了什么', next: '写上下次怎么做' })
  const long = await world.call('POST', '/lessons', { cookie, body: { ...lesson, saw: '长'.repeat(501) } })
  expect(long.status).toBe(400)
  held = mostLessons
  const many = await world.call('POST', '/lessons', { cookie, body: lesson })
  expect([many.status, many.body.error.code]).toEqual([409, 'lesson.too_many'])
})

it('is read by who works by flows, and written by who plans them', async () => {
  const may: Record<string, number[]> = {}
  for (const role of ['owner', 'marketer', 'analyst', 'editor', 'lead', 'sales', 'operator'] as const) {
    const cookie = await world.as(role)
    const answers = [
      await world.call('GET', '/lessons', { cookie }),
      await world.call('POST', '/lessons', { cookie, body: lesson }),
    ]
    may[role] = answers.map(({ status }) => status)
  }
  expect(may).toEqual({
    ...{ owner: [200, 200], marketer: [200, 200], analyst: [200, 200], editor: [200, 403] },
    ...{ lead: [200, 403], sales: [403, 403], operator: [403, 403] },
  })
})
