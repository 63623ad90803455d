import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'
import { startSandbox } from '../sandbox.ts'
import { type SignedCall, signedCall } from '../testing/aliyun-client.ts'
import { monday } from '../testing/cast.ts'

describe('the signature of a gateway call', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ now: monday, settings: { limits: { aliyunCallsPerSecond: 3 } } })
  })
  afterEach(() => sandbox.close())

  const send = (more: Partial<SignedCall> = {}) =>
    signedCall(sandbox, {
      action: 'SendSms',
      date: '2026-03-02T01:00:00Z',
      query: {
        PhoneNumbers: '13800000001',
        SignName: sandbox.settings.aliyunSignName,
        TemplateCode: 'SMS_100002',
        TemplateParam: JSON.stringify({ nickname: "小美 (VIP*)!'+~", order: 'A1' }),
      },
      ...more,
    })

  it('is accepted with every header signed, also for characters that RFC 3986 encodes', async () => {
    expect(await send()).toMatchObject({ status: 200, body: { Code: 'OK', Message: 'OK' } })
  })

  it.each<[string, Partial<SignedCall>, number, string]>([
    ['a wrong secret', { secret: 'wrong' }, 400, 'SignatureDoesNotMatch'],
    ['an unknown key', { keyId: 'LTAInobody' }, 404, 'InvalidAccessKeyId.NotFound'],
    ['the hash of another body', { bodyHash: 'e3b0c442' }, 400, 'SignatureDoesNotMatch'],
    ['an unsigned host', { unsigned: ['host'] }, 400, 'IncompleteSignature'],
    ['an unsigned date', { unsigned: ['x-acs-date'] }, 400, 'IncompleteSignature'],
    [
      'an unsigned content type of a body',
      { body: 'a=b', unsigned: ['content-type'] },
      400,
      'IncompleteSignature',
    ],
    ['a date over 15 minutes old', { date: '2026-03-02T00:44:59Z' }, 400, 'InvalidTimeStamp.Expired'],
    ['a date over 15 minutes ahead', { date: '2026-03-02T01:15:01Z' }, 400, 'InvalidTimeStamp.Expired'],
    ['a date with milliseconds', { date: '2026-03-02T01:00:00.000Z' }, 400, 'InvalidTimeStamp.Format'],
    ['an unknown action', { action: 'SendPoem' }, 404, 'InvalidAction.NotFound'],
    ['another version', { version: '2018-01-01' }, 400, 'InvalidVersion'],
    ['no phone', { query: {} }, 400, 'MissingPhoneNumbers'],
  ])('is refused with %s', async (_what, more, status, Code) => {
    expect(await send(more)).toMatchObject({ status, body: { Code } })
    expect(await sandbox.deliveries()).toHaveLength(0)
  })

  it('is accepted 15 minutes off', async () => {
    expect(await send({ date: '2026-03-02T00:45:00Z' })).toMatchObject({ body: { Code: 'OK' } })
    expect(await send({ date: '2026-03-02T01:15:00Z' })).toMatchObject({ body: { Code: 'OK' } })
  })

  it('is refused when its nonce was used before', async () => {
    await send({ nonce: 'same' })
    expect(await send({ nonce: 'same' })).toMatchObject({ status: 400, body: { Code: 'SignatureNonceUsed' } })
    expect(await sandbox.deliveries()).toHaveLength(1)
  })

  it('is asked for', async () => {
    const answer = await exchange({ method: 'POST', url: `${sandbox.urls.aliyun}/?Action=SendSms` }, 5_000)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ Code: 'IncompleteSignature' })
  })

  it('does not help beyond the calls of one second', async () => {
    for (let time = 0; time < 3; time += 1) await send()
    expect(await send()).toMatchObject({ status: 400, body: { Code: 'Throttling.User' } })
    await sandbox.setClock('2026-03-02T01:00:01Z')
    expect(await send()).toMatchObject({ status: 200 })
  })
})
