import type { ContactSyncStore, MemberPlace, SyncCounts, SyncRound } from '../../models/contact-sync.ts'
import type { RetailStore } from '../../models/retail-stores.ts'
import type { Staff } from '../../models/staff.ts'
import type { Clock } from '../clock.ts'
import { nextDailyAt } from '../local-time.ts'
import type { Log } from '../log.ts'
import type { TagReconciliation } from '../tag-sync/reconcile-tags.ts'
import type { ContactSync, SyncControl } from './contract.ts'
import type { Surroundings } from './facts.ts'
import type { createFindEnded } from './find-ended.ts'
import type { CorpReader, ListedFriend, Told } from './ports.ts'
import type { StaffSync } from './staff-sync.ts'
import { createStoreOf } from './store-of.ts'
import type { TakeFriends } from './take-friends.ts'

/** Local time of the nightly round (Asia/Shanghai). */
const nightlyMinute = 2 * 60 + 30
const leastWaitMs = 1_000
/** A setting is wrong, or a right is missing: somebody has to see to it. */
const stoppedMs = 10 * 60_000
const mostNamed = 500

/** Why a member is skipped where WeCom gave no code. */
export const unlicensed = '701008'
export const badCursor = '50100'

/** What became of a look at WeCom: the round as it is now, or that somebody else goes on with it. */
type Step = { kind: 'on'; round: SyncRound } | { kind: 'wait' } | { kind: 'lost' }

/** Everybody of one corp: who works there, and all their friends; the first day, each night, and when somebody asks. */
export function createContactSync(deps: {
  corp: string
  reader: CorpReader
  store: ContactSyncStore
  stores: { staff: { all(): Promise<Staff[]> }; retailStores: { all(): Promise<RetailStore[]> } }
  staffSync: StaffSync
  takeFriends: TakeFriends
  findEnded: ReturnType<typeof createFindEnded>
  rename: ContactSync['rename']
  takePair: ContactSync['takePair']
  channelOf: Surroundings['channelOf']
  /** Compares the tags of friends with what is known of them, and takes over or puts there what differs. */
  tags: Pick<TagReconciliation, 'comparePairs' | 'noteReport'>
  /** What is known of corp tags, read anew. */
  tagsOf(): Promise<Told<Surroundings['tagOf']>>
  clock: Clock
  log: Log
}): ContactSync {
  const { corp, reader, store, staffSync, takeFriends, findEnded, clock, log } = deps

  /** The one under way, or the nightly one once it is due. */
  async function present(): Promise<SyncRound | null> {
    const now = clock.now()
    const { running, lastAt, doneAt } = await store.known(corp, now)
    if (running !== undefined) return running
    if (nextDailyAt(nightlyMinute, lastAt) > now) return null
    await store.begin(corp, { at: now, ...(doneAt && { after: doneAt }), isAsked: false })
    return (await store.known(corp, now)).running ?? null
  }

  /** One write further. */
  async function on(before: SyncRound, change: Partial<SyncRound>): Promise<Step> {
    const { waitUntil: _, waitCode: __, ...kept } = before
    const round = { ...kept, ...change, step: before.step + 1 }
    return (await store.goneOn(corp, before, round)) ? { kind: 'on', round } : { kind: 'lost' }
  }

  /** Leaves WeCom alone for a while; whoever comes next goes on from here. */
  async function wait(round: SyncRound, told: Exclude<Told<unknown>, { kind: 'told' }>): Promise<Step> {
    const afterMs = told.kind === 'later' ? Math.max(leastWaitMs, told.afterMs) : stoppedMs
    if (told.kind !== 'later') log.warn({ code: told.code }, 'WeCom does not let us synchronise contacts')
    await on(round, { waitUntil: new Date(clock.now().getTime() + afterMs), waitCode: told.code })
    return { kind: 'wait' }
  }

  async function takeDirectory(round: SyncRound): Promise<Step> {
    const told = await staffSync.takeAll()
    if (told.kind !== 'told') return wait(round, told)
    return on(round, { stage: 'friends', counts: plus(round.counts, told.value) })
  }

  /** What holds for all members of this stretch. */
  async function surroundings(): Promise<
    Told<Surroundings & { members: string[]; nameOf(userid: string): string }>
  > {
    const followers = await reader.followers()
    if (followers.kind !== 'told') return followers
    const tagOf = await deps.tagsOf()
    if (tagOf.kind !== 'told') return tagOf
    const [staff, stores] = await Promise.all([deps.stores.staff.all(), deps.stores.retailStores.all()])
    const names = new Map(staff.map(({ _id, name }) => [_id, name]))
    return {
      kind: 'told',
      value: {
        corp,
        members: inOrder(followers.value),
        nameOf: (userid) => names.get(userid.toLowerCase()) ?? userid,
        tagOf: tagOf.value,
        channelOf: deps.channelOf,
        storeOf: createStoreOf(staff, stores),
      },
    }
  }

  type Around = Extract<Awaited<ReturnType<typeof surroundings>>, { kind: 'told' }>['value']

  /** One page of one member, or the end of them. */
  async function takePage(round: SyncRound, place: MemberPlace, around: Around): Promise<Step> {
    const { userid, listedAt } = place
    const readAt = clock.now()
    const told = await reader.friends(userid, place.cursor)
    switch (told.kind) {
      case 'cursorLost':
        return place.again
          ? skip(round, around, userid, badCursor)
          : on(round, { present: { ...place, cursor: '', again: true } })
      case 'refused':
        return skip(round, around, userid, told.code)
      case 'told':
        break
      default:
        return wait(round, told)
    }
    const { friends, next, isUnlicensed } = told.value
    if (isUnlicensed) return skip(round, around, userid, unlicensed)
    const page = friends.map((friend) => ({ friend, staff: userid, listedAt }))
    const taken = await takeFriends(page, { ...around, newsAfter: round.after })
    // A member looked at from the beginning again is counted once.
    const tags = round.after ? await compareTags(userid, friends, readAt) : {}
    const counts = plus(plus(round.counts, taken), tags)
    if (next !== '') return on(round, { counts, present: { ...place, cursor: next } })
    const ended = await findEnded(userid, listedAt)
    if (ended.kind === 'later' || ended.kind === 'stopped') return wait(round, ended)
    return finish(
      { ...round, counts: plus(counts, ended.kind === 'told' ? { ended: ended.value } : {}) },
      userid,
    )
  }

  /** What changed on pairs that are known. On the first day nobody is, and what they have was taken over with them. */
  async function compareTags(
    staff: string,
    friends: readonly ListedFriend[],
    readAt: Date,
  ): Promise<SyncCounts> {
    const pairs = friends.map(({ externalUserid, tags }) => ({ staff, externalUserid, tagIds: tags }))
    const { changedHere, changedThere, unknown } = await deps.tags.comparePairs(pairs, readAt)
    return { tagsHere: changedHere, tagsThere: changedThere, tagsUnknown: unknown }
  }

  async function end(round: SyncRound): Promise<void> {
    const endedAt = clock.now()
    const { friendships = 0, tagsHere = 0, tagsThere = 0, tagsUnknown = 0 } = round.counts
    if (round.after) {
      const found = {
        pairs: friendships,
        changedHere: tagsHere,
        changedThere: tagsThere,
        unknown: tagsUnknown,
      }
      await deps.tags.noteReport({ at: round.at, endedAt, ...found })
    }
    await store.end(corp, round, endedAt)
    log.info({ ...round.counts, skipped: round.skipped.length }, 'staff and friends are as WeCom has them')
  }

  const finish = (round: SyncRound, userid: string): Promise<Step> => {
    const { present: _, ...rest } = round
    return on(rest as SyncRound, { done: round.done + 1, last: userid.toLowerCase() })
  }

  function skip(round: SyncRound, around: Around, userid: string, code: string): Promise<Step> {
    log.warn({ userid, code }, 'the customers of a member could not be looked at')
    const named = { userid, name: around.nameOf(userid), code }
    return finish({ ...round, skipped: [...round.skipped, named].slice(0, mostNamed) }, userid)
  }

  async function step(round: SyncRound, around: Around): Promise<Step | 'through'> {
    if (round.members !== around.members.length) return on(round, { members: around.members.length })
    if (round.present) return takePage(round, round.present, around)
    const userid = around.members.find((one) => one.toLowerCase() > round.last)
    if (userid === undefined) return 'through'
    return takePage(round, { userid, cursor: '', listedAt: clock.now() }, around)
  }

  async function advance(control: SyncControl): Promise<{ isThrough: boolean }> {
    let round = await present()
    if (round === null || (round.waitUntil && round.waitUntil > clock.now())) return { isThrough: true }
    if (round.stage === 'directory') {
      const taken = await takeDirectory(round)
      if (taken.kind !== 'on') return { isThrough: true }
      round = taken.round
    }
    const around = await surroundings()
    if (around.kind !== 'told') {
      await wait(round, around)
      return { isThrough: true }
    }
    while (!control.shouldStop()) {
      const next = await step(round, around.value)
      if (next === 'through') {
        await end(round)
        return { isThrough: true }
      }
      // WeCom is to be left alone, or somebody else goes on with it.
      if (next.kind !== 'on') return { isThrough: true }
      round = next.round
      await control.touch()
    }
    return { isThrough: false }
  }

  return {
    async nextAt() {
      const { running, lastAt } = await store.known(corp, clock.now())
      return running?.waitUntil ?? running?.at ?? nextDailyAt(nightlyMinute, lastAt)
    },
    async ask() {
      const now = clock.now()
      const { doneAt } = await store.known(corp, now)
      return store.begin(corp, { at: now, ...(doneAt && { after: doneAt }), isAsked: true })
    },
    advance,
    staff: staffSync,
    rename: deps.rename,
    takePair: deps.takePair,
  }
}

/** By userid ignoring case, so that a round knows by the last one who is next. */
function inOrder(userids: readonly string[]): string[] {
  const key = (userid: string) => userid.toLowerCase()
  return [...userids].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function plus(counts: SyncCounts, more: SyncCounts): SyncCounts {
  const sum = { ...counts }
  for (const [name, count] of Object.entries(more) as [keyof SyncCounts, number][]) {
    sum[name] = (sum[name] ?? 0) + count
  }
  return sum
}
