import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { signedCall } from '../testing/aliyun-client.ts'
import { later, minute, second } from '../testing/cast.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { startWithCast } from '../testing/with-cast.ts'

const taken = { status: 200, body: '{"code":0,"msg":"接收成功"}' }

describe('what the gateway tells Kelu', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    target.answer = () => taken
    sandbox = await startWithCast({ target })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  async function call(action: string, query: Record<string, string>) {
    return (await signedCall(sandbox, { action, date: '2026-03-02T01:00:00Z', query })).body
  }
  const send = (outId = 'touch1') =>
    call('SendSms', {
      PhoneNumbers: '+8613800000001',
      SignName: sandbox.settings.aliyunSignName,
      TemplateCode: 'SMS_100002',
      TemplateParam: '{"nickname":"小美","order":"A1"}',
      OutId: outId,
    })
  async function passTo(ms: number) {
    await sandbox.setClock(later(ms))
    await sandbox.runDue()
  }
  const items = () => target.received.map(({ body }) => (JSON.parse(body) as Record<string, unknown>[])[0]!)

  it('is a receipt five seconds after the send, at the secret address', async () => {
    const { BizId } = await send()
    await passTo(5 * second - 1)
    expect(target.received).toHaveLength(0)
    await passTo(5 * second)
    expect(target.received[0]).toMatchObject({
      method: 'POST',
      path: `/hooks/sms/aliyun/${sandbox.settings.aliyunCallbackSecret}/report`,
    })
    expect(items()).toEqual([
      {
        phone_number: '13800000001',
        send_time: '2026-03-02 09:00:00',
        report_time: '2026-03-02 09:00:05',
        success: true,
        err_code: 'DELIVERED',
        err_msg: '用户接收成功',
        sms_size: '1',
        biz_id: BizId,
        out_id: 'touch1',
      },
    ])
  })

  it('is a receipt of failure for a dead phone, which saw nothing', async () => {
    await sandbox.setSmsFate('+8613800000001', 'undelivered')
    await send()
    await passTo(5 * second)
    expect(items()).toMatchObject([{ success: false, err_code: 'MOBILE_NOT_ON_SERVICE' }])
    expect(await sandbox.deliveries({ kind: 'sms' })).toHaveLength(0)
    expect(await sandbox.undelivered({ kind: 'sms' })).toMatchObject([{ ref: 'touch1' }])
  })

  it('is nothing when the carrier keeps silent, though the phone got the message', async () => {
    await sandbox.setSmsFate('+8613800000001', 'silent')
    await send()
    await passTo(60 * minute)
    expect(target.received).toHaveLength(0)
    expect(await sandbox.deliveries({ kind: 'sms' })).toHaveLength(1)
  })

  it.each([
    ['HTTP 500', { status: 500 }],
    ['no code', { status: 200, body: '{}' }],
    ['a code in quotes', { status: 200, body: '{"code":"0"}' }],
    ['another code', { status: 200, body: '{"code":1}' }],
  ])('comes again after 1, 5 and 10 minutes when answered with %s, then never', async (_what, answer) => {
    target.answer = () => answer
    await send()
    const seen: number[] = []
    for (const minutes of [0, 1, 6, 16, 60]) {
      await passTo(5 * second + minutes * minute)
      seen.push(target.received.length)
    }
    expect(seen).toEqual([1, 2, 3, 4, 4])
    expect(new Set(target.received.map(({ body }) => body)).size).toBe(1)
  })

  it('is what a person wrote back, with a sequence of its own', async () => {
    await sandbox.replySms({ person: '小美', content: 'TD' })
    await sandbox.replySms({ person: '小美', content: '在吗' })
    expect(target.received[0]!.path).toBe(`/hooks/sms/aliyun/${sandbox.settings.aliyunCallbackSecret}/up`)
    expect(items()).toMatchObject([
      { phone_number: '13800000001', content: 'TD', send_time: '2026-03-02 09:00:00' },
      { content: '在吗' },
    ])
    expect(items()[0]!.sequence_id).not.toBe(items()[1]!.sequence_id)
  })

  it('is told again as a duplicate when a test asks', async () => {
    await send()
    await passTo(5 * second)
    await sandbox.redeliver(1)
    expect(target.received[1]!.body).toBe(target.received[0]!.body)
  })

  const details = (more: Record<string, string> = {}) =>
    call('QuerySendDetails', {
      PhoneNumber: '13800000001',
      SendDate: '20260302',
      PageSize: '10',
      CurrentPage: '1',
      ...more,
    })
  const found = async (more: Record<string, string> = {}) =>
    ((await details(more)).SmsSendDetailDTOs as { SmsSendDetailDTO: Record<string, unknown>[] })
      .SmsSendDetailDTO

  it('is found by phone and day with its OutId: waiting, then delivered or failed', async () => {
    await send('first')
    expect(await found()).toMatchObject([{ OutId: 'first', SendStatus: 1, PhoneNum: '13800000001' }])
    await passTo(5 * second)
    expect(await found()).toMatchObject([{ OutId: 'first', SendStatus: 3, ErrCode: 'DELIVERED' }])
    await sandbox.setSmsFate('+8613800000001', 'undelivered')
    await send('second')
    await passTo(10 * second)
    expect(await found()).toMatchObject([{ OutId: 'second', SendStatus: 2 }, { OutId: 'first' }])
  })

  it('is paged, narrowed by BizId, and of that day only', async () => {
    await send('first')
    const { BizId } = await send('second')
    expect(await details({ PageSize: '1' })).toMatchObject({ TotalCount: 2 })
    expect(await found({ PageSize: '1', CurrentPage: '2' })).toMatchObject([{ OutId: 'first' }])
    expect(await found({ BizId: String(BizId) })).toMatchObject([{ OutId: 'second' }])
    expect(await found({ SendDate: '20260301' })).toEqual([])
    expect(await found({ PhoneNumber: '13800000002' })).toEqual([])
  })

  it.each([
    [{ PageSize: '51' }, 'isv.INVALID_PARAMETERS'],
    [{ PageSize: '0' }, 'isv.INVALID_PARAMETERS'],
    [{ CurrentPage: '0' }, 'isv.INVALID_PARAMETERS'],
    [{ SendDate: '2026-03-02' }, 'isv.INVALID_PARAMETERS'],
    [{ SendDate: '20260130' }, 'isv.INVALID_PARAMETERS'],
    [{ SendDate: '' }, 'MissingSendDate'],
    [{ PhoneNumber: '1' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
  ])('is not searched with %o', async (more, Code) => {
    expect(await details(more as Record<string, string>)).toMatchObject({ Code })
  })
})
