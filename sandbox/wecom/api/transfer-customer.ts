import { textListOf, textOf, WecomRefusal } from '../call.ts'
import { dayMs, sameMember, startTransfer, type Transfer, waitingTransfer } from '../transfers.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const mostAtOnce = 100
const mostMessageChars = 200
const mostPer90Days = 2

/** POST externalcontact/transfer_customer and externalcontact/resigned/transfer_customer: each customer has an answer of its own. */
function transferOf(kind: Transfer['kind']): WecomApi {
  return {
    method: 'POST',
    handle({ body }, world) {
      const [from, to] = [textOf(body.handover_userid), textOf(body.takeover_userid)]
      const customers = textListOf(body.external_userid, 'external_userid')
      if (customers.length === 0) throw new WecomRefusal(40063, 'some parameters are empty: external_userid')
      if (customers.length > mostAtOnce) {
        throw new WecomRefusal(40058, 'invalid Request Parameter: external_userid')
      }
      const message = kind === 'onjob' ? textOf(body.transfer_success_msg) : ''
      if ([...message].length > mostMessageChars) {
        throw new WecomRefusal(40058, 'invalid Request Parameter: transfer_success_msg')
      }
      checkMembers(kind, from, to, world)
      const customer = customers.map((externalUserid) => {
        const errcode = refusalOf(world, from, externalUserid)
        if (errcode === 0) {
          const asked = {
            kind,
            from,
            to,
            externalUserid,
            askedAt: world.clock.now(),
            status: 'waiting' as const,
          }
          startTransfer(world, { ...asked, ...(message && { message }) })
        }
        return { external_userid: externalUserid, errcode }
      })
      return { customer }
    },
  }
}

export const transferCustomer = transferOf('onjob')
export const transferOfResigned = transferOf('resigned')

function checkMembers(kind: Transfer['kind'], from: string, to: string, world: WecomWorld): void {
  const { people, state } = world
  if (sameMember(from, to)) throw new WecomRefusal(40130, 'handover and takeover are the same member')
  if (kind === 'onjob' && !people.findStaff(from)) throw new WecomRefusal(40003, 'invalid userid')
  const left = state.leftMembers.get(from.toLowerCase())
  if (kind === 'resigned' && (!left || people.findStaff(from))) {
    throw new WecomRefusal(40097, 'the handover member has not left')
  }
  const takeover = people.findStaff(to)
  if (!takeover) throw new WecomRefusal(40003, 'invalid userid')
  // Not activated: the code of members that cannot be used.
  if (!takeover.reachable) throw new WecomRefusal(40098, 'the takeover member is not verified')
}

function refusalOf(world: WecomWorld, from: string, externalUserid: string): number {
  if (world.people.isThirdPartyId(externalUserid)) return 41056
  if (!world.state.friendships.get(from, externalUserid)) return 40096
  if (waitingTransfer(world, externalUserid)) return 40129
  const since = world.clock.now().getTime() - 90 * dayMs
  const lately = world.state.transfers.filter(
    (each) =>
      each.externalUserid === externalUserid && each.kind === 'onjob' && each.askedAt.getTime() > since,
  )
  return lately.filter(({ status }) => status === 'done').length >= mostPer90Days ? 40128 : 0
}
