import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aPerson, monday } from '../testing/cast.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { startWithCast } from '../testing/with-cast.ts'

const answers: Record<string, { status: number; body?: string }> = {
  '/mp/v1/login': { status: 200, body: '{"token":"tok","expiresAt":"2026-03-03T01:00:00Z"}' },
  '/mp/v1/leads': { status: 202 },
  '/mp/v1/popups': { status: 200, body: '{"popups":[{"touchId":"t1","title":"欢迎","body":"券"}]}' },
}

describe('people using the mini-program', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    target.answer = ({ path }) => answers[path] ?? { status: 200, body: '{}' }
    sandbox = await startWithCast({ target })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })
  const bodyOf = (index: number) => JSON.parse(target.received[index]!.body) as Record<string, unknown>

  it('log in by a new code and keep the session for what follows', async () => {
    expect(await sandbox.openMiniprogram({ person: '小美', scene: 1047, path: 'pages/a' })).toEqual({
      token: 'tok',
    })
    expect(bodyOf(0)).toMatchObject({ code: expect.any(String), scene: 1047, path: 'pages/a' })
    const event = { id: 'e1', name: 'product.viewed', at: monday.toISOString(), props: { productId: 'p1' } }
    await sandbox.mpEvents({ person: '小美', events: [event] })
    expect(target.received[1]).toMatchObject({
      path: '/mp/v1/events',
      headers: { authorization: 'Bearer tok' },
    })
    expect(bodyOf(1)).toEqual({ events: [event] })
  })

  it('cannot act before they opened it', async () => {
    await expect(sandbox.mpEvents({ person: '小美', events: [] })).rejects.toThrow('has not opened')
  })

  it('leave a lead with phone and consent, with or without a session', async () => {
    await sandbox.submitLead({ person: '小美', id: 'l1', form: 'skin-test', consentSms: true })
    const { phone, email } = aPerson('小美')
    expect(bodyOf(0)).toMatchObject({ id: 'l1', form: 'skin-test', phone, email, consent: { sms: true } })
    expect(target.received[0]!.headers.authorization).toBeUndefined()
    await sandbox.openMiniprogram({ person: '小美' })
    await sandbox.submitLead({ person: '小美', id: 'l2', form: 'skin-test', loggedIn: true })
    expect(target.received[2]!.headers.authorization).toBe('Bearer tok')
    expect(bodyOf(2)).not.toHaveProperty('consent')
  })

  it('see pop-ups and answer them', async () => {
    await sandbox.openMiniprogram({ person: '小美' })
    expect(await sandbox.pullPopups({ person: '小美' })).toEqual([
      { touchId: 't1', title: '欢迎', body: '券' },
    ])
    await sandbox.answerPopup({ person: '小美', touchId: 't1', answer: 'click' })
    expect(target.received.at(-1)).toMatchObject({ method: 'POST', path: '/mp/v1/popups/t1/click' })
  })

  it('note what Kelu did not acknowledge and say how it answered', async () => {
    target.answer = () => ({ status: 503, body: 'not now' })
    const lead = sandbox.submitLead({ person: '小美', id: 'l1', form: 'skin-test' })
    await expect(lead).rejects.toThrow('503: not now')
    expect(await sandbox.callbacks()).toMatchObject([
      { kind: 'mp.lead', about: { id: 'l1' }, acknowledged: false, tries: 1 },
    ])
  })
})
