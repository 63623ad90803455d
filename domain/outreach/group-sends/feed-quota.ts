import { quotaKey } from '../../../models/wecom-quota.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { GroupSendDeps } from './group-send-deps.ts'

const minuteMs = 60_000
/** How often what others sent is looked for, ms: salespeople send at noon, the next window is in the afternoon. */
const everyMs = 30 * minuteMs
const leaseMs = 10 * minuteMs
/** A task can be confirmed days after it was made; so far back each look goes, ms. */
const backMs = 3 * 86_400_000

/**
 * Counts the group-sends that salespeople made by themselves, and other apps made: they use up the same quota of a customer. How
 * many were looked at. What WeCom cannot tell now it tells at the next look.
 */
export async function feedQuota(
  { clock, log }: Pick<OutreachParts, 'clock' | 'log'>,
  deps: GroupSendDeps,
): Promise<number> {
  const { corp, platform, stores } = deps
  const now = clock.now()
  const feed = await stores.quotaFeeds.take(corp, now, new Date(now.getTime() + leaseMs))
  if (!feed) return 0
  const made = await platform.made(new Date(now.getTime() - backMs), now)
  const sends = made.kind === 'told' ? made.sends : []
  const ours = await stores.groupSends.knownAmong(sends.map(({ msgid }) => msgid))
  const done = new Set(feed.done)
  const others = sends.filter(({ msgid }) => !ours.has(msgid) && !done.has(msgid))
  const over: string[] = []
  for (const { msgid } of others) if (await countOne(deps, msgid)) over.push(msgid)
  const listed = new Set(sends.map(({ msgid }) => msgid))
  const kept = made.kind === 'told' ? feed.done.filter((msgid) => listed.has(msgid)) : feed.done
  await stores.quotaFeeds.keep({
    _id: corp,
    dueAt: new Date(now.getTime() + everyMs),
    done: [...kept, ...over],
  })
  if (others.length > 0) log.info({ groupSends: others.length }, 'group-sends of others were counted')
  return others.length
}

/** Notes who got one; true once everybody asked has sent it, and nothing more can come of it. */
async function countOne({ platform, stores, corp }: GroupSendDeps, msgid: string): Promise<boolean> {
  const asked = await platform.sendersOf(msgid)
  if (asked.kind === 'cannotTell') return false
  let isOver = true
  for (const { userid, hasSent } of asked.senders) {
    const read = hasSent ? await platform.results(msgid, userid) : null
    if (read?.kind !== 'told') {
      isOver = false
      continue
    }
    for (const { externalUserid, status, at } of read.people) {
      if (status === 1 && at)
        await stores.wecomQuota.note(quotaKey(corp, externalUserid), { cause: msgid, at })
    }
  }
  return isOver
}
