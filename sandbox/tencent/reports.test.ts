import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { later, minute, monday, second } from '../testing/cast.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { tencentCall } from '../testing/tencent-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

describe('what Tencent tells Kelu', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    target.answer = () => ({ status: 200, body: '{"result":0,"errmsg":"OK"}' })
    sandbox = await startWithCast({ target })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  async function send(): Promise<string> {
    const { SendStatusSet } = await tencentCall(sandbox, {
      action: 'SendSms',
      at: monday,
      body: {
        PhoneNumberSet: ['+8613800000001'],
        SmsSdkAppId: sandbox.settings.tencentSdkAppId,
        TemplateId: '1100002',
        SignName: '客旅商城',
        TemplateParamSet: ['小美', 'A1'],
        SessionContext: 'touch1',
      },
    })
    return (SendStatusSet as { SerialNo: string }[])[0]!.SerialNo
  }
  async function passTo(ms: number) {
    await sandbox.setClock(later(ms))
    await sandbox.runDue()
  }
  const bodies = () => target.received.map(({ body }) => JSON.parse(body) as unknown)

  it('is a receipt five seconds after the send, at the secret address, without our reference', async () => {
    const sid = await send()
    await passTo(5 * second - 1)
    expect(target.received).toHaveLength(0)
    await passTo(5 * second)
    expect(target.received[0]).toMatchObject({
      method: 'POST',
      path: `/hooks/sms/tencent/${sandbox.settings.tencentCallbackSecret}/report`,
    })
    expect(bodies()).toEqual([
      [
        {
          user_receive_time: '2026-03-02 09:00:05',
          nationcode: '86',
          mobile: '13800000001',
          report_status: 'SUCCESS',
          errmsg: 'DELIVRD',
          description: '用户短信送达成功',
          sid,
        },
      ],
    ])
  })

  it('is a receipt of failure for a dead phone, which saw nothing', async () => {
    await sandbox.setSmsFate('+8613800000001', 'undelivered')
    await send()
    await passTo(5 * second)
    expect(bodies()).toMatchObject([[{ report_status: 'FAIL', errmsg: 'MK:0001' }]])
    expect(await sandbox.deliveries({ kind: 'sms' })).toHaveLength(0)
  })

  it.each([
    ['HTTP 500', { status: 500 }],
    ['another result', { status: 200, body: '{"result":1}' }],
    ['no result', { status: 200, body: '{}' }],
  ])('comes again a few times when answered with %s, then never', async (_what, answer) => {
    target.answer = () => answer
    await send()
    const seen: number[] = []
    for (const minutes of [0, 1, 6, 16, 60]) {
      await passTo(5 * second + minutes * minute)
      seen.push(target.received.length)
    }
    expect(seen).toEqual([1, 2, 3, 4, 4])
  })

  it('is what a person wrote back to its message, one object each', async () => {
    await send()
    await sandbox.replySms({ person: '小美', content: 'TD' })
    expect(target.received[0]!.path).toBe(`/hooks/sms/tencent/${sandbox.settings.tencentCallbackSecret}/up`)
    const time = monday.getTime() / 1_000
    expect(bodies()).toEqual([
      { extend: '', mobile: '13800000001', nationcode: '86', sign: '客旅商城', text: 'TD', time },
    ])
  })
})
