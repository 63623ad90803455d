import { shanghaiText } from '../clock.ts'
import type { Answer } from '../exchange.ts'
import { jsonObject } from '../platform-server.ts'
import type { SentSms } from './state.ts'
import type { AliyunWorld } from './world.ts'

/** Anything but HTTP 200 with a numeric code 0 is pushed again after 1, 5 and 10 minutes. */
const retryAfterMs = [60_000, 300_000, 600_000] as const
const reportAfterMs = 5_000

/** Plans the receipt (SmsReport) of a message that reached its end at the carrier. */
export function planReport(
  sms: SentSms,
  outcome: { ok: boolean; errCode: string },
  world: AliyunWorld,
): void {
  world.scheduler.at(new Date(sms.sentAt.getTime() + reportAfterMs), async (due) => {
    sms.status = outcome.ok ? 3 : 2
    sms.errCode = outcome.errCode
    sms.reportedAt = due
    await push(
      'report',
      'sms.report',
      { biz_id: sms.bizId, phone_number: sms.phone, out_id: sms.outId, err_code: outcome.errCode },
      world,
      {
        phone_number: sms.phone,
        send_time: shanghaiText(sms.sentAt),
        report_time: shanghaiText(due),
        success: outcome.ok,
        err_code: outcome.errCode,
        err_msg: outcome.ok ? '用户接收成功' : '用户接收失败',
        sms_size: String(sms.segments),
        biz_id: sms.bizId,
        out_id: sms.outId,
      },
    )
  })
}

/** Pushes what somebody wrote back (SmsUp). */
export function pushUplink(phone: string, content: string, world: AliyunWorld): Promise<void> {
  world.state.uplinks += 1
  const sequence = 1_000_000 + world.state.uplinks
  return push('up', 'sms.up', { sequence_id: String(sequence), phone_number: phone }, world, {
    phone_number: phone,
    content,
    send_time: shanghaiText(world.clock.now()),
    dest_code: '10690000',
    sequence_id: sequence,
    sign_name: world.settings.aliyunSignName,
  })
}

function push(
  path: 'report' | 'up',
  kind: string,
  about: Record<string, string>,
  world: AliyunWorld,
  item: Record<string, unknown>,
): Promise<void> {
  return world.courier.deliver({
    kind,
    about,
    make: (target) => ({
      method: 'POST',
      url: `${target}/hooks/sms/aliyun/${world.settings.aliyunCallbackSecret}/${path}`,
      headers: { 'content-type': 'application/json;charset=utf-8' },
      body: JSON.stringify([item]),
    }),
    acceptedBy: isAccepted,
    retryAfterMs,
  })
}

function isAccepted(answer: Answer): boolean {
  return answer.status === 200 && jsonObject(Buffer.from(answer.body))?.code === 0
}
