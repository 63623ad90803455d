import { textListOf, textOf, WecomRefusal } from '../call.ts'
import type { WecomApi, WecomWorld } from '../world.ts'
import { accountOf, conversationOf, isOver, kfPerson, mustMayCallKf } from './kf-account.ts'

const mostCustomers = 100
const mostAccounts = 100

/** POST kf/account/list: those given to the application. */
export const kfAccountList: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    mustMayCallKf(world)
    const { offset = 0, limit = mostAccounts } = body
    if (
      !Number.isInteger(offset) ||
      !Number.isInteger(limit) ||
      Number(limit) > mostAccounts ||
      Number(limit) < 1
    )
      throw new WecomRefusal(40058, 'invalid Request Parameter: limit')
    const granted = world.settings.kfAccounts.filter((one) => one.granted !== 'no')
    const page = granted.slice(Number(offset), Number(offset) + Number(limit))
    return {
      account_list: page.map(({ openKfid, name }) => ({
        open_kfid: openKfid,
        name,
        avatar: '',
        manage_privilege: true,
      })),
    }
  },
}

/** POST kf/customer/batchget: who wrote within 48 hours to any account. */
export const kfCustomers: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    mustMayCallKf(world)
    const ids = textListOf(body.external_userid_list, 'external_userid_list')
    if (ids.length === 0 || ids.length > mostCustomers)
      throw new WecomRefusal(40058, 'invalid Request Parameter: external_userid_list')
    const known = ids.filter((id) => wroteLately(id, world))
    return {
      customer_list: known.map((id) => presentCustomer(id, world)),
      invalid_external_userid: ids.filter((id) => !known.includes(id)),
    }
  },
}

function wroteLately(id: string, world: WecomWorld): boolean {
  const { clock, state, settings } = world
  return settings.kfAccounts.some(({ openKfid }) => {
    const found = state.kf.conversations.get(`${openKfid} ${id}`)
    return found !== undefined && !isOver(found, clock.now())
  })
}

function presentCustomer(id: string, world: WecomWorld): Record<string, unknown> {
  const person = kfPerson(id, world)
  const isBound = world.settings.wecomOpenPlatform !== 'unbound'
  return {
    external_userid: id,
    nickname: person?.nickname ?? '',
    avatar: '',
    gender: 0,
    ...(isBound && person && { unionid: person.unionid }),
  }
}

/** POST kf/service_state/get: of somebody who never wrote the session has not begun. */
export const kfServiceState: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const { openKfid } = accountOf(body, world)
    const externalUserid = textOf(body.external_userid)
    if (!kfPerson(externalUserid, world)) throw new WecomRefusal(40096, 'invalid external userid')
    const found = conversationOf(openKfid, externalUserid, world)
    return {
      service_state: found?.state ?? 4,
      ...(found?.state === 3 && { servicer_userid: found.servicer }),
    }
  },
}
