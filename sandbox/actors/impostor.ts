import { type SandboxClock, unixSeconds } from '../clock.ts'
import type { SandboxSettings } from '../contract.ts'
import type { Courier } from '../courier.ts'
import type { People } from '../people.ts'
import { pushEnvelope } from '../wechat/push-envelope.ts'
import { forgedMaking, type PushForgery } from '../wechat/push-forgeries.ts'

/** Somebody who tells Kelu what WeChat never told. */
export function createImpostor(deps: {
  settings: SandboxSettings
  clock: SandboxClock
  courier: Courier
  people: People
}) {
  const { settings, clock, courier, people } = deps
  return {
    async forgePush(input: { person: string; event: Record<string, unknown>; as: PushForgery }) {
      const target = courier.target()
      if (target === undefined) throw new Error('the sandbox does not know where Kelu is')
      const { openid } = people.person(input.person)
      const message = JSON.stringify({
        ToUserName: settings.mpOriginalId,
        FromUserName: openid,
        CreateTime: unixSeconds(clock.now()),
        MsgType: 'event',
        ...input.event,
      })
      const made = forgedMaking(input.as, { settings, at: clock.now() })
      return (await courier.ask(pushEnvelope(target, { openid, message }, made.settings, made.at))).status
    },
  }
}
