import { describe, expect } from 'vitest'
import { withDatabase } from '../test/testing/database.ts'
import { createConfirmationStore } from './confirmations.ts'
import { createWecomQuotaStore } from './wecom-quota.ts'

const at = new Date('2026-03-02T10:00:00+08:00')
const racing = (n: number) => Array.from({ length: n }, (_, each) => `g${each}`)

describe('the confirmations of a salesperson', () => {
  const it = withDatabase.extend('places', ({ db }) => createConfirmationStore(db.connection))
  const of = { sender: 'ZhangSan', day: '2026-03-02', most: 3, at }

  it('are three a day, however many race for them', async ({ places }) => {
    const took = await Promise.all(racing(20).map((groupSend) => places.take(groupSend, of)))
    expect(took.filter(Boolean)).toHaveLength(3)
    expect(await places.taken('zhangsan', of.day, 3)).toHaveLength(3)
  })

  it('are one for each group-send, and free again when nobody was asked', async ({ places }) => {
    for (const groupSend of ['a', 'a', 'b', 'c']) expect(await places.take(groupSend, of)).toBe(true)
    expect(await places.take('d', of)).toBe(false)
    expect(await places.take('b', of)).toBe(true)
    await places.giveBack('b', of)
    expect(await places.take('d', of)).toBe(true)
    expect(await places.take('d', { ...of, day: '2026-03-03' })).toBe(true)
  })
})

describe('the quota of a customer', () => {
  const it = withDatabase.extend('quota', ({ db }) => createWecomQuotaStore(db.connection))
  const rule = { since: new Date('2026-03-02T00:00:00+08:00'), most: 2 }

  it('is held under any number who race for it', async ({ quota }) => {
    const took = await Promise.all(racing(20).map((cause) => quota.take('ww:wm1', { cause, at }, rule)))
    expect(took.filter(Boolean)).toHaveLength(2)
    expect(await quota.usesOf('ww:wm1')).toHaveLength(2)
  })

  it('counts what others sent, and each cause once', async ({ quota }) => {
    await quota.note('ww:wm1', { cause: 'msg1', at })
    await quota.note('ww:wm1', { cause: 'msg1', at })
    expect(await quota.take('ww:wm1', { cause: 'a', at }, rule)).toBe(true)
    expect(await quota.take('ww:wm1', { cause: 'a', at }, rule)).toBe(true)
    expect(await quota.take('ww:wm1', { cause: 'b', at }, rule)).toBe(false)
  })

  it('is free again for what was not sent, and never for what was', async ({ quota }) => {
    for (const cause of ['a', 'b']) await quota.take('ww:wm1', { cause, at }, rule)
    await quota.confirm('ww:wm1', { cause: 'a', at })
    for (const cause of ['a', 'b']) await quota.giveBack('ww:wm1', cause)
    expect(await quota.usesOf('ww:wm1')).toEqual([{ cause: 'a', at, held: false }])
  })

  it('forgets what came before its time', async ({ quota }) => {
    await quota.take('ww:wm1', { cause: 'old', at: new Date('2026-03-01T23:00:00+08:00') }, rule)
    for (const cause of ['a', 'b']) expect(await quota.take('ww:wm1', { cause, at }, rule)).toBe(true)
  })
})
