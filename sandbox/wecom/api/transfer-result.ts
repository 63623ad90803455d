import { unixSeconds } from '../../clock.ts'
import { textOf } from '../call.ts'
import { pageOf } from '../cursor.ts'
import { sameMember, type Transfer } from '../transfers.ts'
import type { WecomApi } from '../world.ts'

const statuses: Record<Transfer['status'], number> = { done: 1, waiting: 2, refused: 3, full: 4 }

/** POST externalcontact/transfer_result and externalcontact/resigned/transfer_result: the newest of each customer. */
function resultsOf(kind: Transfer['kind']): WecomApi {
  return {
    method: 'POST',
    handle({ body }, { state, limits }) {
      const [from, to] = [textOf(body.handover_userid), textOf(body.takeover_userid)]
      const newest = new Map(
        state.transfers
          .filter((each) => each.kind === kind && sameMember(each.from, from) && sameMember(each.to, to))
          .map((each) => [each.externalUserid, each]),
      )
      const page = pageOf([...newest.values()], textOf(body.cursor), limits.wecomTransfersPerPage)
      return {
        customer: page.items.map(({ externalUserid, status, doneAt }) => ({
          external_userid: externalUserid,
          status: statuses[status],
          takeover_time: doneAt ? unixSeconds(doneAt) : 0,
        })),
        next_cursor: page.nextCursor,
      }
    },
  }
}

export const transferResult = resultsOf('onjob')
export const transferResultOfResigned = resultsOf('resigned')
