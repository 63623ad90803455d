import type { KfHappening, ServiceDesk } from '../../domain/customer-service/ports.ts'
import type { Log } from '../../domain/log.ts'
import { PlatformError } from '../platform-error.ts'
import { isRefusalReply } from '../sms/refusal-reply.ts'
import type { WecomApi } from './api.ts'
import { badKfCursor, badKfToken } from './codes.ts'
import type { KfItem } from './kf-calls.ts'

const byCustomer = 3
const byMember = 5
const idPattern = /^[\x21-\x7e]{1,128}$/

/** Reads 微信客服. What customers wrote goes no further than here. */
export function createKfDesk({ api, log }: { api: WecomApi; log: Log }): ServiceDesk {
  return {
    async read(account, { cursor, token }) {
      const page = await readFrom({ account, cursor, ...(token !== undefined && { token }) })
      return {
        happenings: page.msg_list.flatMap((item) => happeningOf(item) ?? []),
        cursor: page.next_cursor,
        more: page.has_more === 1,
      }
    },
    async people(externalUserids) {
      const found = await api.listKfCustomers(externalUserids)
      return found.map(({ external_userid, unionid, nickname, avatar }) => ({
        externalUserid: external_userid,
        // WeCom writes '' for what there is none of.
        unionid: unionid || undefined,
        nickname: nickname || undefined,
        avatar: avatar || undefined,
      }))
    },
  }

  async function readFrom(ask: Parameters<WecomApi['syncKf']>[0]): ReturnType<WecomApi['syncKf']> {
    try {
      return await api.syncKf(ask)
    } catch (error) {
      const code = error instanceof PlatformError && error.kind === 'errcode' ? error.code : null
      const { token, ...rest } = ask
      // A token lives ten minutes; the record is there without it, at a lower rate.
      if (code === badKfToken && token !== undefined) return readFrom(rest)
      if (code !== null && badKfCursor.has(code) && ask.cursor !== null) {
        log.warn({ account: ask.account, code }, 'cursor of 微信客服 refused: read again from three days ago')
        return readFrom({ ...ask, cursor: null })
      }
      throw error
    }
  }
}

/** Null for what Kelu has no use for. */
function happeningOf(item: KfItem): KfHappening | null {
  const externalUserid = item.external_userid ?? item.event?.external_userid ?? ''
  if (!idPattern.test(externalUserid)) return null
  const told = { id: item.msgid, externalUserid, at: new Date(item.send_time * 1_000) }
  if (item.event) return eventOf(told, item.event)
  if (item.origin === byMember) return { ...told, kind: 'session', state: 'taken' }
  if (item.origin !== byCustomer) return null
  const refuses = isRefusalReply(item.text?.content ?? '')
  return { ...told, kind: 'message', what: item.msgtype, refuses }
}

/** Of session_status_change: 1 picked up, 2 passed on, 3 ended, 4 a member came back to it (document 94699). */
const sessionStates: ReadonlyMap<number | undefined, 'taken' | 'ended'> = new Map([
  [1, 'taken'],
  [2, 'taken'],
  [3, 'ended'],
  [4, 'taken'],
])

type Told = Pick<KfHappening, 'id' | 'externalUserid' | 'at'>

function eventOf(told: Told, event: NonNullable<KfItem['event']>): KfHappening | null {
  switch (event.event_type) {
    case 'msg_send_fail':
      return event.fail_msgid === undefined
        ? null
        : { ...told, kind: 'sendFailed', msgid: event.fail_msgid, failType: event.fail_type ?? 0 }
    case 'session_status_change': {
      const state = sessionStates.get(event.change_type)
      return state ? { ...told, kind: 'session', state } : null
    }
    case 'reject_customer_msg_switch_change':
      return { ...told, kind: 'rejects', rejects: event.reject_switch === 1 }
    default:
      return null
  }
}
