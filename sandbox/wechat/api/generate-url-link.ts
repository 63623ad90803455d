import { randomBytes } from 'node:crypto'
import { bodyOf, textOf, WechatRefusal } from '../call.ts'
import { takePerDay, takePerSecond } from '../frequency.ts'
import type { WechatApi } from '../world.ts'

const longestQuery = 1_024
const allowedInQuery = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%]*$/
const minuteMs = 60_000
const longestLifeMs = 30 * 86_400_000

/** POST /wxa/generate_urllink: a released page, an end of more than a minute and at most 30 days, 100 a second, a day's quota. */
export const generateUrlLink: WechatApi = {
  method: 'POST',
  needsToken: true,
  handle(call, world, appid) {
    const { settings, limits, clock, state } = world
    const body = bodyOf(call)
    takePerSecond('links', 100, world)
    takePerDay('links', limits.mpLinksPerDay, world)
    const path = textOf(body.path).replace(/^\//, '')
    const isReleased = settings.mpPages ? settings.mpPages.includes(path) : /^pages\//.test(path)
    if (!isReleased || path.includes('?')) throw new WechatRefusal(40165, 'invalid weapp pagepath')
    const query = body.query === undefined ? '' : textOf(body.query)
    if (query.length > longestQuery || !allowedInQuery.test(query))
      throw new WechatRefusal(40212, 'invalid query')
    if (body.env_version !== undefined && body.env_version !== 'release')
      throw new WechatRefusal(85402, 'invalid env_version')
    // A link without an end is not given any more.
    if (body.is_expire !== true || body.expire_type !== 0) throw new WechatRefusal(40097, 'invalid args')
    const expiresAt = new Date(Number(body.expire_time) * 1_000)
    const lifeMs = expiresAt.getTime() - clock.now().getTime()
    if (!(lifeMs > minuteMs && lifeMs <= longestLifeMs)) throw new WechatRefusal(85401, 'invalid expire_time')
    const url = `https://wxaurl.cn/${randomBytes(9).toString('base64url').replaceAll(/[-_]/g, 'x')}`
    state.urlLinks.set(url, { appid, path, query, expiresAt })
    return { url_link: url }
  },
}
