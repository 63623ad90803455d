import { textListOf, textOf, WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'
import { personKnown } from './person-known.ts'

const maxRemarkChars = 20

/** POST externalcontact/remark: at least one of the optional fields; the remark and the numbers are kept here. */
export const remark: WecomApi = {
  method: 'POST',
  handle({ body }, { people, state }) {
    if (!people.findStaff(textOf(body.userid))) throw new WecomRefusal(40003, 'invalid userid')
    personKnown(textOf(body.external_userid), { people })
    const friendship = state.friendships.get(textOf(body.userid), textOf(body.external_userid))
    if (!friendship) throw new WecomRefusal(84061, 'not external contact')
    const optional = ['remark', 'description', 'remark_company', 'remark_mobiles', 'remark_pic_mediaid']
    if (optional.every((name) => body[name] === undefined)) {
      throw new WecomRefusal(40063, 'some parameters are empty')
    }
    if ([...textOf(body.remark)].length > maxRemarkChars) {
      throw new WecomRefusal(40058, 'invalid Request Parameter: remark')
    }
    if (body.remark !== undefined) friendship.remark = textOf(body.remark)
    if (body.remark_mobiles !== undefined) {
      friendship.mobiles = textListOf(body.remark_mobiles, 'remark_mobiles').filter(Boolean)
    }
    return undefined
  },
}
