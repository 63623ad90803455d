import { WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'

const lifeMs = 5 * 60_000

/** GET /cgi-bin/auth/getuserinfo: the OAuth code works once, within five minutes. */
export const getUserInfo: WecomApi = {
  method: 'GET',
  handle(call, { state, clock }) {
    const login = state.loginCodes.get(call.query.get('code') ?? '')
    if (!login || login.used) throw new WecomRefusal(40029, 'invalid code')
    if (clock.now().getTime() - login.issuedAt.getTime() > lifeMs) {
      throw new WecomRefusal(42003, 'code expired')
    }
    login.used = true
    return { userid: login.userid }
  },
}
