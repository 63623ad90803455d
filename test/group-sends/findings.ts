import { isoDay } from '../../domain/local-time.ts'
import { touchOfRef } from '../../domain/outreach/delivery/dispatch.ts'
import { isSettled } from '../../domain/outreach/touch/touch-book.ts'
import type { GroupSendPerson } from '../../models/group-send-people.ts'
import type { GroupSend } from '../../models/group-sends.ts'
import type { QuotaRecord } from '../../models/wecom-quota.ts'
import type { Story } from './story.ts'

/** What must not be, after everything came to its end; empty when all is well. */
export async function findingsOf({ world, people }: Story): Promise<{ findings: string[]; counts: Counts }> {
  const findings: string[] = []
  const { connection, sandbox } = world
  const touches = await world.touches()
  const sends = await connection.collection<GroupSend>('groupSends').find({}).toArray()
  const rows = await connection.collection<GroupSendPerson>('groupSendPeople').find({}).toArray()
  const deliveries = await sandbox.deliveries({ kind: 'groupSend' })
  const byMsgid = new Map(sends.flatMap((send) => (send.msgid ? [[send.msgid, send] as const] : [])))
  const rowOf = new Map(rows.map((row) => [row._id, row]))

  // What really reached people, by the platforms' own records.
  const reached = new Map<string, string[]>()
  const note = (touchId: string, how: string) => reached.set(touchId, [...(reached.get(touchId) ?? []), how])
  const ours = deliveries.filter(({ content }) => content.text !== '中午好')
  for (const { ref = '', receiver } of ours) {
    const send = byMsgid.get(ref)
    const row = send && rowOf.get(`${send._id}:${receiver}`)
    if (row) note(row.touchId, 'wecom')
    else findings.push(`${receiver} got ${ref}, which belongs to no group-send of ours`)
  }
  for (const { ref } of world.sms.received) note(touchOfRef(ref), 'sms')
  for (const { ref } of world.miniprogram.received) note(touchOfRef(ref), 'miniprogram')

  const counts: Counts = { sent: {}, notSent: {}, tasks: byMsgid.size }
  for (const touch of touches) {
    const got = reached.get(touch._id) ?? []
    if (!isSettled(touch)) findings.push(`${touch._id} has not come to an end: ${touch.state}`)
    if (got.length > 1) findings.push(`${touch._id} was sent ${got.join(' and ')}`)
    const isSent = touch.sentAt !== undefined
    if (isSent !== (got.length === 1))
      findings.push(`${touch._id} is ${touch.state} but reached ${got.length}`)
    if (isSent && touch.channel !== got[0]) findings.push(`${touch._id} says ${touch.channel}, was ${got[0]}`)
    const finals = touch.decisions.filter(({ final }) => final)
    if (finals.length !== 1) findings.push(`${touch._id} has ${finals.length} final decisions`)
    const key = isSent ? String(touch.channel) : String(finals[0]?.reason)
    const into = isSent ? counts.sent : counts.notSent
    into[key] = (into[key] ?? 0) + 1
  }

  // Nobody is asked, or told, too much.
  const tally = (keys: string[]) => {
    const found = new Map<string, number>()
    for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1)
    return found
  }
  const over = (what: string, keys: string[], most: number) => {
    for (const [key, n] of tally(keys)) if (n > most) findings.push(`${what} of ${key}: ${n}`)
  }
  over(
    'confirmations',
    [...byMsgid.values()].map(({ sender, day }) => `${sender} on ${day}`),
    3,
  )
  over(
    'group-sends',
    deliveries.map(({ receiver, at }) => `${receiver} on ${isoDay(new Date(at))}`),
    1,
  )
  over(
    'messages',
    touches.flatMap(({ sentAt, customerId }) => (sentAt ? [`${customerId} on ${isoDay(sentAt)}`] : [])),
    2,
  )

  // Our ledger of WeCom's quota is WeCom's own.
  const ledger = await connection.collection<QuotaRecord>('wecomQuota').find({}).toArray()
  const uses = ledger.flatMap(({ _id, uses }) =>
    uses.map((use) => ({ ...use, who: _id.split(':').at(-1) ?? '' })),
  )
  for (const { who, cause, held } of uses)
    if (held) findings.push(`the quota of ${who} is still held by ${cause}`)
  const inLedger = tally(uses.map(({ who, at }) => `${who} ${at.toISOString()}`))
  const inWecom = tally(deliveries.map(({ receiver, at }) => `${receiver} ${new Date(at).toISOString()}`))
  for (const key of new Set([...inLedger.keys(), ...inWecom.keys()])) {
    if (inLedger.get(key) !== inWecom.get(key)) {
      findings.push(`quota of ${key}: ${inLedger.get(key) ?? 0} here, ${inWecom.get(key) ?? 0} in WeCom`)
    }
  }

  // A slot is taken by what was sent, and by nothing else.
  const sent = new Set(touches.flatMap(({ _id, sentAt }) => (sentAt ? [_id] : [])))
  for (const { _id } of people) {
    const holder = await world.kelu.stores.slots.holder(_id)
    for (const { touch } of holder?.slots ?? []) {
      if (!sent.has(touch)) findings.push(`a slot of ${_id} is held by ${touch}, which was not sent`)
    }
  }
  for (const { _id, state } of sends) if (state !== 'settled') findings.push(`${_id} is ${state}`)
  return { findings, counts }
}

export interface Counts {
  sent: Record<string, number>
  notSent: Record<string, number>
  /** Tasks salespeople were asked to confirm. */
  tasks: number
}
