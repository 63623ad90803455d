import type { GroupSendPerson, SendStatus } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import { forEachOf, pagesOf } from './people-pages.ts'
import type { PersonOutcome } from './settle-person.ts'
import { settlePerson } from './settle-person.ts'

interface Result {
  status: SendStatus
  at?: Date
}

/** What WeCom says of everybody; a customer it does not name counts as unsent. Null when it could not be asked. */
async function readResults(
  { platform }: GroupSendDeps,
  { msgid = '', sender }: GroupSend,
): Promise<((person: GroupSendPerson) => Result) | null> {
  const read = await platform.results(msgid, sender)
  if (read.kind === 'cannotTell') return null
  const byId = new Map(read.people.map(({ externalUserid, ...result }) => [externalUserid, result]))
  return ({ externalUserid }) => byId.get(externalUserid) ?? { status: 0 }
}

/** Settles whoever has got it, or cannot. False when WeCom could not be asked. */
export async function takeResults(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<boolean> {
  const resultOf = await readResults(deps, send)
  if (!resultOf) return false
  for await (const page of pagesOf(deps, send, 'asked')) {
    await forEachOf(page, async (person) => {
      const final = finalOutcome(resultOf(person), parts.clock.now())
      if (final) await settlePerson(parts, deps, send, person, final)
    })
  }
  return true
}

/** What cannot change any more. */
function finalOutcome({ status, at }: Result, now: Date): PersonOutcome | null {
  if (status === 1) return { kind: 'sent', at: at ?? now }
  if (status === 2) return { kind: 'notSent', reason: 'notFriend', next: 'fallback' }
  return status === 3 ? { kind: 'notSent', reason: 'wecomQuotaFull', next: 'fallback' } : null
}

/**
 * After it was cancelled: the first reading is kept, and only who stands the same at a later one has not got it. How many are
 * still open; null when WeCom could not be asked.
 */
export async function readAgain(
  parts: OutreachParts,
  deps: GroupSendDeps,
  send: GroupSend,
): Promise<number | null> {
  const resultOf = await readResults(deps, send)
  if (!resultOf) return null
  let open = 0
  for await (const page of pagesOf(deps, send, 'asked')) {
    const seen: { _id: string; seen: SendStatus }[] = []
    await forEachOf(page, async (person) => {
      const result = resultOf(person)
      const agrees = send.firstReadAt !== undefined && person.seen === result.status
      const outcome = finalOutcome(result, parts.clock.now()) ?? (agrees ? unsent(send) : null)
      if (outcome) await settlePerson(parts, deps, send, person, outcome)
      else seen.push({ _id: person._id, seen: result.status })
    })
    await deps.stores.groupSendPeople.keepSeen(seen)
    open += seen.length
  }
  return open
}

/** Nobody sent it, by why it was cancelled: what was only stopped is wanted again, by whoever still wants it. */
function unsent({ end }: GroupSend): PersonOutcome {
  switch (end?.why) {
    case 'confirmed':
      return { kind: 'notSent', reason: 'notPicked', next: 'fallback' }
    case 'paused':
    case 'held':
    case 'quiet':
      return { kind: 'notSent', reason: 'cancelled', next: 'anew' }
    case 'handedOver':
      return { kind: 'notSent', reason: 'handedOver', next: 'anew' }
    case 'ended':
      return { kind: 'notSent', reason: 'journeyEnded', next: 'anew' }
    default:
      return { kind: 'notSent', reason: 'expired', next: 'fallback' }
  }
}
