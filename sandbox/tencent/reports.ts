import { shanghaiText, unixSeconds } from '../clock.ts'
import type { Answer } from '../exchange.ts'
import { jsonObject } from '../platform-server.ts'
import type { SentSms } from './state.ts'
import type { TencentWorld } from './world.ts'

/** How often is not documented; a few times, here three. */
const retryAfterMs = [60_000, 300_000, 600_000] as const
const reportAfterMs = 5_000

/** Plans the receipt of a message that reached its end at the carrier. It says nothing of SessionContext. */
export function planReport(
  sms: SentSms,
  outcome: { status: 'SUCCESS' | 'FAIL'; errmsg: string; description: string },
  world: TencentWorld,
): void {
  world.scheduler.at(new Date(sms.sentAt.getTime() + reportAfterMs), async (due) => {
    await push('report', { sid: sms.serialNo, mobile: sms.phone, errmsg: outcome.errmsg }, world, [
      {
        user_receive_time: shanghaiText(due),
        nationcode: '86',
        mobile: sms.phone,
        report_status: outcome.status,
        errmsg: outcome.errmsg,
        description: outcome.description,
        sid: sms.serialNo,
      },
    ])
  })
}

/** Pushes what somebody wrote back: one object, under the signature they answered. */
export function pushUplink(phone: string, text: string, world: TencentWorld): Promise<void> {
  const sign = world.state.sent.findLast((sms) => sms.phone === phone)?.signName ?? ''
  const time = unixSeconds(world.clock.now())
  const reply = { extend: '', mobile: phone, nationcode: '86', sign, text, time }
  return push('up', { mobile: phone, time: String(time) }, world, reply)
}

function push(
  path: 'report' | 'up',
  about: Record<string, string>,
  world: TencentWorld,
  body: unknown,
): Promise<void> {
  return world.courier.deliver({
    kind: `sms.${path}`,
    about,
    make: (target) => ({
      method: 'POST',
      url: `${target}/hooks/sms/tencent/${world.settings.tencentCallbackSecret}/${path}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    acceptedBy: isAccepted,
    retryAfterMs,
  })
}

function isAccepted(answer: Answer): boolean {
  return answer.status === 200 && jsonObject(Buffer.from(answer.body))?.result === 0
}
