import { unixSeconds } from '../../clock.ts'
import { textOf, WecomRefusal } from '../call.ts'
import { codePicturePath } from '../code-picture.ts'
import { type ContactWay, refusals, shortText, styleOf, usersOf, wayOf } from '../contact-ways.ts'
import { pageOf } from '../cursor.ts'
import { newId } from '../state.ts'
import type { WecomApi } from '../world.ts'

const defaultPage = 100
const maxPage = 1_000
const listedDays = 90
const dayMs = 86_400_000

/** POST externalcontact/add_contact_way (document 92228). Temporary ways are not simulated: their fields are refused. */
export const addContactWay: WecomApi = {
  method: 'POST',
  handle({ body, origin }, world) {
    if (body.type !== 1 && body.type !== 2) throw refusals.type()
    if (body.scene !== 1 && body.scene !== 2) throw refusals.scene()
    if (body.is_temp) throw new WecomRefusal(40058, 'invalid Request Parameter: is_temp')
    if (world.state.contactWays.size >= world.limits.wecomContactWays) throw refusals.total()
    const configId = newId('', 16)
    const way: ContactWay = {
      configId,
      type: body.type,
      scene: body.scene,
      style: styleOf(body.style, body.scene),
      remark: shortText(body.remark, 'remark'),
      skipVerify: body.skip_verify !== false,
      state: shortText(body.state, 'state'),
      users: usersOf(body, body.type, world),
      isExclusive: body.is_exclusive === true,
      markSource: body.mark_source !== false,
      qrCode: body.scene === 2 ? `${origin}${codePicturePath}${configId}` : '',
      createdAt: world.clock.now(),
      scans: 0,
    }
    world.state.contactWays.set(configId, way)
    return { config_id: configId, ...(way.qrCode && { qr_code: way.qrCode }) }
  },
}

export const getContactWay: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const way = wayOf(body, world)
    return {
      contact_way: {
        config_id: way.configId,
        type: way.type,
        scene: way.scene,
        ...(way.style !== undefined && { style: way.style }),
        remark: way.remark,
        skip_verify: way.skipVerify,
        state: way.state,
        ...(way.qrCode && { qr_code: way.qrCode }),
        user: way.users,
        party: [],
        is_temp: false,
        is_exclusive: way.isExclusive,
        mark_source: way.markSource,
      },
    }
  },
}

/** POST externalcontact/list_contact_way: those made in the time asked for, 90 days back unless said. */
export const listContactWay: WecomApi = {
  method: 'POST',
  handle({ body }, { state, clock }) {
    const limit = body.limit ?? defaultPage
    if (typeof limit !== 'number' || limit < 1 || limit > maxPage) {
      throw new WecomRefusal(40058, 'invalid Request Parameter: limit')
    }
    const now = clock.now().getTime()
    const from = typeof body.start_time === 'number' ? body.start_time * 1_000 : now - listedDays * dayMs
    const to = typeof body.end_time === 'number' ? body.end_time * 1_000 : now
    const listed = [...state.contactWays.values()].filter(({ createdAt }) => {
      const at = unixSeconds(createdAt) * 1_000
      return at >= from && at <= to
    })
    const { items, nextCursor } = pageOf(listed, textOf(body.cursor), limit)
    return { contact_way: items.map(({ configId }) => ({ config_id: configId })), next_cursor: nextCursor }
  },
}

/** POST externalcontact/update_contact_way: what is given is set, lists overwrite; type and scene stay. */
export const updateContactWay: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const way = wayOf(body, world)
    const users =
      body.user === undefined && body.party === undefined ? way.users : usersOf(body, way.type, world)
    const next: ContactWay = {
      ...way,
      users,
      style: body.style === undefined ? way.style : styleOf(body.style, way.scene),
      remark: body.remark === undefined ? way.remark : shortText(body.remark, 'remark'),
      state: body.state === undefined ? way.state : shortText(body.state, 'state'),
      skipVerify: typeof body.skip_verify === 'boolean' ? body.skip_verify : way.skipVerify,
      markSource: typeof body.mark_source === 'boolean' ? body.mark_source : way.markSource,
    }
    world.state.contactWays.set(way.configId, next)
    return undefined
  },
}

export const delContactWay: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    world.state.contactWays.delete(wayOf(body, world).configId)
    return undefined
  },
}
