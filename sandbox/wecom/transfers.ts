import { createEventSender } from './events.ts'
import type { Friendship } from './friendships.ts'
import type { WecomWorld } from './world.ts'

/** 在职 or 离职继承 of one customer (documents 96325, 96331). */
export interface Transfer {
  kind: 'onjob' | 'resigned'
  from: string
  to: string
  externalUserid: string
  /** Said to the customer; 在职 only. */
  message?: string
  askedAt: Date
  status: 'waiting' | 'done' | 'refused' | 'full'
  doneAt?: Date
  /** The customer will refuse. */
  refusing?: true
}

export interface LeftMember {
  userid: string
  at: Date
}

/** A customer group and who owns it; `moves`: when it was given away by somebody still here. */
export interface OwnedGroup {
  chatId: string
  name: string
  owner: string
  moves: Date[]
  inherited: boolean
}

export const dayMs = 86_400_000
const transferWay = 202

export const sameMember = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export function waitingTransfer(world: WecomWorld, externalUserid: string): Transfer | undefined {
  return world.state.transfers.find(
    (each) => each.externalUserid === externalUserid && each.status === 'waiting',
  )
}

/** Takes effect after 24 hours unless the customer refuses. */
export function startTransfer(world: WecomWorld, transfer: Transfer): void {
  world.state.transfers.push(transfer)
  const due = new Date(transfer.askedAt.getTime() + dayMs)
  world.scheduler.at(due, (at) => finish(world, transfer, at))
}

async function finish(world: WecomWorld, transfer: Transfer, at: Date): Promise<void> {
  const { friendships } = world.state
  const { from, to, externalUserid } = transfer
  if (transfer.refusing) {
    transfer.status = 'refused'
    return tell(world, 'transfer_fail', transfer.to, externalUserid, { FailReason: 'customer_refused' })
  }
  if (friendships.ofStaff(to).length >= world.limits.wecomCustomersPerMember) {
    transfer.status = 'full'
    return tell(world, 'transfer_fail', transfer.to, externalUserid, { FailReason: 'customer_limit_exceed' })
  }
  const before = friendships.get(from, externalUserid)
  const known = friendships.get(to, externalUserid)
  const gaveItAway = world.state.transfers.some(
    (each) => each.externalUserid === externalUserid && sameMember(each.from, to) && each.status === 'done',
  )
  transfer.status = 'done'
  transfer.doneAt = at
  if (before) friendships.remove(before)
  if (!known) friendships.put(newPair(transfer, before, at))
  await tell(world, 'del_external_contact', from, externalUserid, { Source: 'DELETE_BY_TRANSFER' })
  // Nothing is said where they were friends already, or get back whom they once gave away.
  if (!known && !gaveItAway) await tell(world, 'add_external_contact', to, externalUserid)
}

/** Whether tags go with the customer is not documented: here they do not. */
function newPair({ to, externalUserid }: Transfer, before: Friendship | undefined, at: Date): Friendship {
  return {
    staff: to,
    externalUserid,
    createdAt: at,
    addWay: transferWay,
    remark: before?.remark ?? '',
    tags: new Set(),
    chatted: true,
    removedByCustomer: false,
  }
}

function tell(
  world: WecomWorld,
  changeType: string,
  staff: string,
  externalUserid: string,
  more: Record<string, string> = {},
): Promise<void> {
  return createEventSender(world).send('customer', `wecom.${changeType}`, {
    FromUserName: 'sys',
    Event: 'change_external_contact',
    ChangeType: changeType,
    UserID: staff,
    ExternalUserID: externalUserid,
    ...more,
  })
}
