import { setTimeout as pause } from 'node:timers/promises'
import type { SandboxSettings } from '../../contract.ts'
import { openidIn, templatesOf } from '../apps.ts'
import { bodyOf, textOf, WechatRefusal } from '../call.ts'
import { takePerDay } from '../frequency.ts'
import { creditKey } from '../state.ts'
import { isValueAllowed } from '../value-rules.ts'
import type { WechatApi } from '../world.ts'

const states = ['developer', 'trial', 'formal']
const languages = ['zh_CN', 'en_US', 'zh_HK', 'zh_TW']

/**
 * POST /cgi-bin/message/subscribe/send: one credit a message. Whether a bad value or a missing credit is told first is
 * not documented; here the value comes first and a refused send takes no credit.
 */
export const subscribeSend: WechatApi = {
  method: 'POST',
  needsToken: true,
  async handle(call, world, appid) {
    const { state, people, settings, limits, ledger } = world
    const body = bodyOf(call)
    takePerDay('subscribe/send', limits.mpSendsPerDay, world)
    if (settings.mpMessaging === 'banned') throw new WechatRefusal(43107, 'message capability is banned')
    const openid = textOf(body.touser)
    if (!people.persons().some((one) => openidIn(appid, one, settings) === openid))
      throw new WechatRefusal(40003, 'invalid openid')
    const templateId = textOf(body.template_id)
    const templates = templatesOf(appid, settings)
    const known = Object.hasOwn(templates, templateId)
    if (!known) throw new WechatRefusal(40037, 'invalid template_id')
    checkPage(body.page, settings)
    checkOption(body.miniprogram_state, states, 'miniprogram_state')
    checkOption(body.lang, languages, 'lang')
    const values = checkedValues(body.data, templates[templateId] ?? [])
    if (settings.mpSensitiveWords?.some((word) => Object.values(values).join('\n').includes(word))) {
      throw new WechatRefusal(45168, 'hit sensitive words')
    }
    const key = creditKey(openid, templateId)
    const credits = state.credits.get(key) ?? 0
    if (credits < 1 || state.switchedOff.has(key)) {
      throw new WechatRefusal(43101, 'user refuse to accept the msg')
    }
    if (state.beingSentTo.has(openid)) throw new WechatRefusal(43108, 'concurrent sends to one user')
    state.beingSentTo.add(openid)
    await pause(limits.busyMs)
    state.beingSentTo.delete(openid)
    state.credits.set(key, credits - 1)
    state.lastMsgId += 1
    const fate = state.sendFates.get(openid)
    // The message push here is that of the first mini-program.
    const tell = appid === settings.mpAppId ? world.push.subscription : () => undefined
    tell('subscribe_msg_sent_event', openid, [
      {
        TemplateId: templateId,
        // Numbers or texts, the documents show both.
        MsgID: state.lastMsgId % 2 === 0 ? state.lastMsgId : String(state.lastMsgId),
        ErrorCode: fate === undefined ? '0' : fate,
        ErrorStatus: fate === undefined ? 'success' : 'failed:user block',
      },
    ])
    if (fate !== undefined) return { msgid: state.lastMsgId }
    ledger.delivered({
      platform: 'wechat',
      kind: 'subscription',
      receiver: openid,
      content: {
        ...(appid !== settings.mpAppId && { appid }),
        templateId,
        data: values,
        ...(body.page !== undefined && { page: body.page }),
      },
    })
    return { msgid: state.lastMsgId }
  },
}

function checkPage(page: unknown, { mpPages }: SandboxSettings): void {
  if (page === undefined) return
  const path = textOf(page).split('?')[0]!
  const released = mpPages ? mpPages.includes(path) : /^pages\/[\w\-/]+$/.test(path)
  if (!released) throw new WechatRefusal(41030, 'invalid page')
}

function checkOption(value: unknown, allowed: string[], name: string): void {
  if (value !== undefined && !allowed.includes(textOf(value))) {
    throw new WechatRefusal(40097, `invalid args: ${name}`)
  }
}

/** Every key of the template and no other, each `{value}`. */
function checkedValues(data: unknown, keys: string[]): Record<string, string> {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) {
    throw new WechatRefusal(47001, 'data format error')
  }
  const given = data as Record<string, unknown>
  const extra = Object.keys(given).find((key) => !keys.includes(key))
  if (extra !== undefined)
    throw new WechatRefusal(47003, `argument invalid! data.${extra} is not in the template`)
  const values: Record<string, string> = {}
  for (const key of keys) {
    const item = given[key]
    const raw =
      item !== null && typeof item === 'object' ? (item as Record<string, unknown>).value : undefined
    const value = typeof raw === 'number' ? String(raw) : textOf(raw)
    if (!isValueAllowed(key, value)) {
      throw new WechatRefusal(47003, `argument invalid! data.${key}.value invalid`)
    }
    values[key] = value
  }
  return values
}
