import { unixSeconds } from '../../clock.ts'
import { bodyOf, textOf, WechatRefusal } from '../call.ts'
import type { WechatApi } from '../world.ts'

const lifeMs = 5 * 60_000

/**
 * POST /wxa/business/getuserphonenumber: the code of a button, once, for five minutes; a code of wx.login is none. The
 * documents call countryCode a text, their sample shows a number: both are answered in turn.
 */
export const getPhoneNumber: WechatApi = {
  method: 'POST',
  needsToken: true,
  handle(call, world, appid) {
    const { state, clock } = world
    const press = state.phoneCodes.get(textOf(bodyOf(call).code))
    const isOver = press && clock.now().getTime() - press.issuedAt.getTime() > lifeMs
    if (press?.appid !== appid || press.used || isOver) throw new WechatRefusal(40029, 'invalid code')
    press.used = true
    state.phonesTold += 1
    const [, countryCode = '', purePhoneNumber = ''] = /^\+(86|\d{1,3}?)(\d{5,13})$/.exec(press.phone) ?? []
    return {
      phone_info: {
        phoneNumber: countryCode === '86' ? purePhoneNumber : press.phone.slice(1),
        purePhoneNumber,
        countryCode: state.phonesTold % 2 === 0 ? Number(countryCode) : countryCode,
        watermark: { timestamp: unixSeconds(clock.now()), appid },
      },
    }
  },
}
