import { unixSeconds } from '../../clock.ts'
import type { EventSender } from '../events.ts'
import { newId } from '../state.ts'
import type { WecomWorld } from '../world.ts'
import { recordOf } from './kf-state.ts'

type Recording = Pick<WecomWorld, 'state' | 'clock'>

/** A line of the account's record; `byApi`: it is not told by sync_msg. */
export function addItem(
  { state, clock }: Recording,
  openKfid: string,
  item: Record<string, unknown>,
  from: 'byApi' | 'told' = 'told',
): void {
  const at = clock.now()
  recordOf(state.kf, openKfid).push({
    at,
    ...(from === 'byApi' && { sentByApi: true as const }),
    item: { msgid: newId('kfi', 15), send_time: unixSeconds(at), ...item },
  })
}

/** What a customer or a member wrote. */
export function addMessage(
  world: Recording,
  openKfid: string,
  message: { externalUserid: string; origin: 3 | 5; kind: string; content: Record<string, unknown> },
): string {
  const msgid = newId('kfi', 15)
  const { externalUserid, origin, kind, content } = message
  addItem(world, openKfid, {
    msgid,
    open_kfid: openKfid,
    external_userid: externalUserid,
    origin,
    msgtype: kind,
    [kind]: content,
  })
  return msgid
}

/** An event tells whom it is about inside of it alone. */
export function addEvent(
  world: Recording,
  openKfid: string,
  event: { event_type: string; external_userid: string } & Record<string, unknown>,
): void {
  addItem(world, openKfid, { origin: 4, msgtype: 'event', event: { ...event, open_kfid: openKfid } })
}

/** Tells Kelu that there is something to be fetched, with a token for ten minutes. */
export function createKfBell({ state, clock }: Recording, events: EventSender) {
  return async (openKfid: string): Promise<void> => {
    const token = newId('ENC', 24)
    state.kf.tokens.set(token, { openKfid, issuedAt: clock.now() })
    await events.send('customer', 'wecom.kf_msg_or_event', {
      Event: 'kf_msg_or_event',
      Token: token,
      OpenKfId: openKfid,
    })
  }
}
