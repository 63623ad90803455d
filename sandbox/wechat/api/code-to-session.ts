import { randomBytes } from 'node:crypto'
import { openidIn } from '../apps.ts'
import { WechatRefusal } from '../call.ts'
import { takePerMinute } from '../frequency.ts'
import { checkApp } from '../token.ts'
import type { WechatApi } from '../world.ts'

const lifeMs = 5 * 60_000

/** GET /sns/jscode2session: a wx.login code works once, for about five minutes; each log-in rotates the key. */
export const codeToSession: WechatApi = {
  method: 'GET',
  needsToken: false,
  handle(call, world) {
    const { state, people, clock, limits } = world
    const field = (name: string) => call.query.get(name) ?? ''
    checkApp(field('appid'), field('secret'), world)
    if (field('js_code') === '') throw new WechatRefusal(41008, 'missing code')
    if (field('grant_type') !== 'authorization_code') throw new WechatRefusal(40002, 'invalid grant_type')
    const login = state.loginCodes.get(field('js_code'))
    // A code of another mini-program is none.
    if (login?.appid !== field('appid')) throw new WechatRefusal(40029, 'invalid code')
    takePerMinute(`login ${login.openid}`, limits.mpLoginsPerUserMinute, world)
    if (login.used) throw new WechatRefusal(40163, 'code been used')
    if (clock.now().getTime() - login.issuedAt.getTime() > lifeMs) {
      throw new WechatRefusal(40029, 'invalid code')
    }
    login.used = true
    const sessionKey = randomBytes(16).toString('base64')
    state.sessionKeys.set(login.openid, sessionKey)
    const person = people.persons().find((one) => openidIn(login.appid, one, world.settings) === login.openid)
    return {
      openid: login.openid,
      session_key: sessionKey,
      ...(person && person.unionid !== '' && { unionid: person.unionid }),
    }
  },
}
