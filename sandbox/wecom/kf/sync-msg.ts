import { textOf, WecomRefusal } from '../call.ts'
import type { WecomApi, WecomWorld } from '../world.ts'
import { accountOf } from './kf-account.ts'
import { recordOf } from './kf-state.ts'

const tokenMs = 10 * 60_000
const keptMs = 3 * 86_400_000

/** POST kf/sync_msg (document 94670): what came since the cursor, of the last three days. */
export const syncMsg: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const { openKfid } = accountOf(body, world)
    checkToken(textOf(body.token), openKfid, world)
    const most = world.limits.kfSyncPage
    const limit = body.limit === undefined ? most : Number(body.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
      throw new WecomRefusal(40058, 'invalid Request Parameter: limit')
    const record = recordOf(world.state.kf, openKfid)
    const begin = world.clock.now().getTime() - keptMs
    const from =
      placeOf(textOf(body.cursor)) ??
      Math.max(
        0,
        record.findIndex(({ at }) => at.getTime() > begin),
      )
    const end = Math.min(record.length, from + Math.min(limit, most))
    const page = record.slice(from, end)
    return {
      next_cursor: Buffer.from(`kf ${end}`).toString('base64url'),
      has_more: end < record.length ? 1 : 0,
      // What the API sent takes room in a page and is not told: a page may be empty and others follow.
      msg_list: page
        .filter(({ sentByApi, at }) => !sentByApi && at.getTime() > begin)
        .map(({ item }) => item),
    }
  },
}

function checkToken(token: string, openKfid: string, { state, clock, limits }: WecomWorld): void {
  const now = clock.now()
  if (token === '') {
    const { withoutToken } = state.kf
    withoutToken.add(openKfid, now.getTime())
    if (withoutToken.count(openKfid, now.getTime()) > limits.kfSyncsWithoutToken)
      throw new WecomRefusal(45009, 'api freq out of limit')
    return
  }
  const known = state.kf.tokens.get(token)
  const isGood = known?.openKfid === openKfid && now.getTime() - known.issuedAt.getTime() < tokenMs
  if (!isGood) throw new WecomRefusal(95007, 'invalid msg token')
}

/** @throws WecomRefusal 40058 for a cursor nobody gave (the code is ours) */
function placeOf(cursor: string): number | undefined {
  if (cursor === '') return undefined
  const match = /^kf (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (cursor.length > 64 || !match) throw new WecomRefusal(40058, 'invalid Request Parameter: cursor')
  return Number(match[1])
}
