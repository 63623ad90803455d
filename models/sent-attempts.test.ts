import { expect } from 'vitest'
import { withDatabase } from '../test/testing/database.ts'
import { createSentAttemptReader } from './sent-attempts.ts'
import type { Attempt, Touch } from './touch.ts'

const it = withDatabase
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute))
const attempt = (channel: Attempt['channel'], minute: number, outcome: Attempt['outcome'] = 'sent') => ({
  ...{ ref: `${channel}#${minute}`, channel, at: at(minute), outcome },
})
const touch = (id: string, attempts: Attempt[], more: Partial<Touch> = {}): Touch => ({
  ...{ _id: id, customerId: `c-${id}`, messageId: 'm', purpose: 'marketing', state: 'sent', rev: 1 },
  ...{ attempts, decisions: [], links: {}, createdAt: at(0), isTest: false },
  ...more,
})

it('are those of one channel within a stretch, the newest first, however much goes out over others', async ({
  db,
}) => {
  const touches = db.connection.collection<Touch>('touches')
  await touches.insertMany([
    touch('early', [attempt('sms', 1)]),
    touch('sms', [attempt('sms', 10)]),
    touch('fell-back', [attempt('email', 11, 'refused'), attempt('sms', 12)], { clicks: 1 }),
    touch('test', [attempt('sms', 13)], { isTest: true }),
    ...Array.from({ length: 5 }, (_, n) => touch(`mail-${n}`, [attempt('email', 20 + n)])),
  ])
  const found = await createSentAttemptReader(db.connection).between('sms', at(5), at(30), 2)
  expect(found.map(({ touchId, channel, wasClicked }) => [touchId, channel, wasClicked])).toEqual([
    ['fell-back', 'sms', true],
    ['sms', 'sms', false],
  ])
})
