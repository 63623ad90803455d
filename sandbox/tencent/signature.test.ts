import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { monday, second } from '../testing/cast.ts'
import { type TencentCall, tencentCall } from '../testing/tencent-client.ts'

describe('the signature of a call to Tencent', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ now: monday, settings: { limits: { tencentCallsPerSecond: 3 } } })
  })
  afterEach(() => sandbox.close())

  const ask = (more: Partial<TencentCall> = {}) =>
    tencentCall(sandbox, {
      action: 'DescribeSmsSignList',
      body: { International: 0, Limit: 10, Offset: 0 },
      at: monday,
      ...more,
    })
  const off = (ms: number) => new Date(monday.getTime() + ms)

  it('is accepted over content-type and host, also with the action signed besides', async () => {
    expect(await ask()).not.toHaveProperty('Error')
    expect(await ask({ signed: ['content-type', 'host', 'x-tc-action'] })).not.toHaveProperty('Error')
  })

  it.each<[string, Partial<TencentCall>, string]>([
    ['a wrong key', { secret: 'wrong' }, 'AuthFailure.SignatureFailure'],
    ['an unknown id', { secretId: 'AKIDnobody' }, 'AuthFailure.SecretIdNotFound'],
    ['another body than was signed', { sentBody: '{"International":1}' }, 'AuthFailure.SignatureFailure'],
    ['an unsigned host', { signed: ['content-type'] }, 'AuthFailure.SignatureFailure'],
    ['an unsigned content type', { signed: ['host'] }, 'AuthFailure.SignatureFailure'],
    ['the scope of another service', { service: 'cvm' }, 'AuthFailure.SignatureFailure'],
    ['the scope of another day', { day: '2026-03-01' }, 'AuthFailure.SignatureFailure'],
    ['a timestamp six minutes old', { at: off(-360 * second) }, 'AuthFailure.SignatureExpire'],
    ['a timestamp six minutes ahead', { at: off(360 * second) }, 'AuthFailure.SignatureExpire'],
    ['another version', { version: '2019-07-11' }, 'NoSuchVersion'],
    ['a region that does not serve it', { region: 'ap-shanghai' }, 'UnsupportedRegion'],
    ['an unknown action', { action: 'SendFax' }, 'InvalidAction'],
    ['a field nobody knows', { body: { International: 0, Colour: 'red' } }, 'UnknownParameter'],
    ['a field that is missing', { body: {} }, 'MissingParameter'],
    ['a field of another type', { body: { International: '0' } }, 'InvalidParameter'],
    ['no object', { body: [] }, 'InvalidParameter'],
  ])('is refused with %s', async (_what, more, Code) => {
    expect(await ask(more)).toMatchObject({ Error: { Code } })
  })

  it.each([-299, 299])('is accepted %i s off', async (seconds) => {
    expect(await ask({ at: off(seconds * second) })).not.toHaveProperty('Error')
  })

  it('is refused when there are more calls in a second than the platform takes', async () => {
    for (let call = 0; call < 3; call += 1) expect(await ask()).not.toHaveProperty('Error')
    expect(await ask()).toMatchObject({ Error: { Code: 'RequestLimitExceeded' } })
  })
})
