import type { CodeArrivalStore } from '../../models/code-arrivals.ts'
import type { ContactWay, ContactWayStore, RefusedMember } from '../../models/contact-ways.ts'
import type { Clock } from '../clock.ts'
import type { ChannelCodeDefinition, MadeCode } from '../language/channel-code.ts'
import { isoDay } from '../local-time.ts'
import type { Log } from '../log.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { codePoints, cut } from '../text/cut.ts'
import { offerMembers } from './offer.ts'
import { leadTo, type Pool, poolOf } from './pool.ts'
import type { ContactWayPlatform, MadeWay, WayAnswer, WayContent } from './ports.ts'
import type { RetiredCodes } from './retired-codes.ts'

/** A code that Kelu makes, as it is in use. */
export type KeptCode = ChannelCodeDefinition & { state: string; made: MadeCode }

export interface CodeLook {
  code: KeptCode
  /** Null before anybody tried to make it. */
  way: ContactWay | null
  pool: Pool
}

/** Real time nobody else works on a code: a good many calls, each of which may wait. */
const leaseMs = 120_000
const minuteMs = 60_000
/** What is refused as a whole changes when somebody does something, a platform that is away comes back by itself. */
const againMs = { refused: 10 * minuteMs, unanswered: 15_000, retryLater: 15_000 } as const
const longestRemark = 30
/** What a fault was about that kept a code from being taken away. */
const stopping = 'stopped'
/** The platform's clock may be a little behind ours. */
const clocksApartMs = 2 * minuteMs

export type CodeKeeper = ReturnType<typeof createCodeKeeper>

export function isMade(code: ChannelCodeDefinition): code is KeptCode {
  return code.made !== undefined && code.state !== undefined
}

/**
 * Makes the codes that definitions want in WeCom, and keeps whom each leads to as the roster, the day's numbers and the
 * platform's refusals have it. Any process may do it at any time: a lease lets one work on a code, and a try whose answer was
 * lost is found by its state before another one is made.
 */
export function createCodeKeeper(deps: {
  corp: string
  platform: ContactWayPlatform
  ways: ContactWayStore
  arrivals: Pick<CodeArrivalStore, 'ofDay'>
  directory: { all(): Promise<Colleague[]> }
  codes: () => readonly ChannelCodeDefinition[]
  /** Those nobody wants any more. */
  retired: RetiredCodes
  holder: string
  clock: Clock
  realClock: Clock
  log: Log
}) {
  const { corp, platform, ways, arrivals, directory, codes, retired, holder, clock, realClock, log } = deps
  const keyOf = (state: string) => `${corp}:${state}`

  /** What is known of some codes, read together: as it is in WeCom, and who can take customers. */
  async function looksOf(made: readonly KeptCode[]) {
    const keys = made.map(({ state }) => keyOf(state))
    const now = clock.now()
    const [known, today, colleagues] = await Promise.all([
      ways.findMany(keys),
      arrivals.ofDay(keys, isoDay(now)),
      directory.all(),
    ])
    return made.map((code) => {
      const key = keyOf(code.state)
      const way = known.find(({ _id }) => _id === key) ?? null
      const counts = today.get(key) ?? new Map<string, number>()
      return { code, way, pool: poolOf({ code: code.made, colleagues, today: counts, way, now }) }
    })
  }

  /**
   * Whether something was done about it. Where all of them are refused, those behind them are asked for at once: until then it
   * leads to whom it led before.
   */
  async function keep(look: CodeLook): Promise<boolean> {
    if (!(await keepOnce(look))) return false
    const [after] = await looksOf([look.code])
    const { users } = after?.pool ?? { users: [] }
    const isOthers = users.length > 0 && !users.some((userid) => look.pool.users.includes(userid))
    if (after && isOthers) await keep(after)
    return true
  }

  async function keepOnce({ code, way: before, pool }: CodeLook): Promise<boolean> {
    if (before && isSettled(before, code, pool, clock.now())) return false
    const now = realClock.now()
    const lease = { now, until: new Date(now.getTime() + leaseMs) }
    const way = await ways.claim(keyOf(code.state), holder, lease)
    if (way === null) return false
    try {
      await bring(way, code, pool)
    } finally {
      await ways.release(way)
    }
    return true
  }

  /** Nobody to lead to leaves a code as it is: it cannot lead to nobody. */
  async function bring(claimed: ContactWay, code: KeptCode, pool: Pool): Promise<void> {
    const way = await found(claimed, code.state)
    if (way === null) return
    const wanted = leadTo(pool, way)
    if (wanted.length === 0) return
    let configId = way.configId
    const put = async (users: readonly string[]): Promise<WayAnswer<unknown>> => {
      const content = contentOf(code, users)
      if (configId !== undefined) return platform.change(configId, content)
      const made = await make(way, content)
      if (made.kind === 'done') configId = made.value.configId
      return made
    }
    const offered = await offerMembers(wanted, put)
    const at = clock.now()
    const refused: RefusedMember[] = [
      // What was not asked for now is as it was.
      ...way.refused.filter(({ userid }) => !wanted.includes(userid)),
      ...(offered.kind === 'done' ? offered.refused.map((one) => ({ ...one, at })) : []),
    ]
    if (offered.kind === 'done') {
      const isAnybody = offered.accepted.length > 0
      const users = isAnybody ? [...offered.accepted].sort() : way.users
      await ways.note(way, { users, refused, told: toldOf(code) }, ['fault'])
      for (const { userid, why } of offered.refused)
        log.warn(
          { code: code.id, userid, why },
          'WeCom does not let a channel code lead to a member: left out',
        )
      return
    }
    await stopped(way, code, offered.answer)
  }

  async function stopped(
    way: ContactWay,
    code: KeptCode,
    answer: Exclude<WayAnswer<unknown>, { kind: 'done' | 'memberRefused' }>,
  ): Promise<void> {
    if (answer.kind === 'gone') {
      log.warn(
        { code: code.id },
        'a channel code is no longer in WeCom: it is made again, with another picture',
      )
      await ways.note(way, { users: [] }, ['configId', 'qrCode', 'picture', 'madeAt', 'makingSince', 'told'])
      return
    }
    if (answer.kind === 'refused')
      log.error({ code: code.id, refusal: answer.code }, 'WeCom refuses a channel code')
    const at = clock.now()
    const again = new Date(at.getTime() + againMs[answer.kind])
    // Whom it leads to may have changed without an answer: all of it is told anew.
    await ways.note(way, { fault: { code: answer.code, at, again, wanted: toldOf(code) } }, ['told'])
  }

  async function make(way: ContactWay, content: WayContent): Promise<WayAnswer<MadeWay>> {
    // Before the call: whoever comes after a death knows that there may be one.
    if (!(await ways.note(way, { makingSince: clock.now() })))
      return { kind: 'retryLater', code: 'leaseLost' }
    const answer = await platform.make(content)
    if (answer.kind === 'done') await adopt(way, answer.value)
    else if (answer.kind !== 'unanswered') await ways.note(way, {}, ['makingSince'])
    return answer
  }

  async function adopt(way: ContactWay, { configId, qrCode }: MadeWay): Promise<void> {
    await ways.note(way, { configId, qrCode, madeAt: clock.now() }, ['makingSince', 'stoppedAt'])
  }

  /** With the one that an earlier try may have made; what is more than one of them nobody was ever shown. */
  async function found(way: ContactWay, state: string): Promise<ContactWay | null> {
    if (way.configId !== undefined || way.makingSince === undefined) return way
    const since = new Date(way.makingSince.getTime() - clocksApartMs)
    const [first, ...more] = await platform.findByState(state, since)
    for (const { configId } of more) await platform.remove(configId)
    if (first === undefined) return way
    await adopt(way, first)
    return { ...way, ...first }
  }

  /** Whoever scans its picture from then on is told by WeCom that it leads nowhere. */
  async function takeAway(state: string): Promise<boolean> {
    const now = realClock.now()
    const lease = { now, until: new Date(now.getTime() + leaseMs) }
    const claimed = await ways.claim(keyOf(state), holder, lease)
    if (claimed === null) return false
    try {
      const way = await found(claimed, state)
      const answer = way?.configId === undefined ? null : await platform.remove(way.configId)
      const at = clock.now()
      if (answer === null || answer.kind === 'done') {
        const gone = ['configId', 'qrCode', 'picture', 'madeAt', 'makingSince', 'told', 'fault'] as const
        await ways.note(claimed, { users: [], refused: [], stoppedAt: at }, gone)
        log.info({ state }, 'a channel code was taken out of WeCom')
        return true
      }
      const code = answer.kind === 'gone' ? answer.kind : answer.code
      const again = new Date(at.getTime() + againMs[answer.kind === 'refused' ? 'refused' : 'unanswered'])
      await ways.note(claimed, { fault: { code, at, again, wanted: stopping } })
      return true
    } finally {
      await ways.release(claimed)
    }
  }

  /** How many codes that nobody wants something was done about. */
  async function takeAwayRetired(): Promise<number> {
    const states = (await retired()).map(({ state }) => state)
    let done = 0
    for (const way of await ways.findMany(states.map(keyOf))) {
      const waits = way.fault?.wanted === stopping && clock.now() < way.fault.again
      if (way.stoppedAt !== undefined || waits) continue
      done += Number(await takeAway(way._id.slice(keyOf('').length)))
    }
    return done
  }

  return {
    keyOf,
    /** What codes lead to, and who of their pools can take customers now; in the order given. */
    look: (made: readonly KeptCode[]): Promise<CodeLook[]> => looksOf(made),
    /** Brings every code to what it should be. How many something was done about. */
    async sweep(): Promise<number> {
      const made = codes().filter(isMade)
      let done = await takeAwayRetired()
      if (made.length === 0) return done
      for (const look of await looksOf(made)) {
        try {
          done += Number(await keep(look))
        } catch (error) {
          log.warn({ err: error, code: look.code.id }, 'a channel code could not be looked after')
        }
      }
      return done
    },
    /** Somebody came by that state: whoever has as many as they take is taken out at once. */
    async used(state: string): Promise<void> {
      for (const look of await looksOf(
        codes()
          .filter(isMade)
          .filter((one) => one.state === state),
      ))
        await keep(look)
    },
    /** When each of these was taken out of WeCom, by state; those that are there still, or never were, are left out. */
    async stopped(states: readonly string[]): Promise<Map<string, Date>> {
      const known = await ways.findMany(states.map(keyOf))
      return new Map(
        known.flatMap(({ _id, stoppedAt }) =>
          stoppedAt === undefined ? [] : [[_id.slice(keyOf('').length), stoppedAt]],
        ),
      )
    },
    /** The picture of a code as bytes; null before it is made. */
    async picture(state: string): Promise<Buffer | null> {
      const kept = await ways.pictureOf(keyOf(state))
      if (kept) return kept
      const way = await ways.find(keyOf(state))
      if (!way?.qrCode || way.configId === undefined) return null
      const picture = await platform.picture(way.qrCode)
      await ways.keepPicture(way._id, way.configId, picture)
      return picture
    },
  }
}

function contentOf({ name, state, made }: KeptCode, users: readonly string[]): WayContent {
  const { acceptAtOnce, sameMember } = made
  const remark = cut(name, longestRemark, codePoints)
  return { state, remark, users, skipVerify: acceptAtOnce, exclusive: sameMember }
}

/** All that is told beside the members, and can be changed. */
function toldOf({ name, made }: KeptCode): string {
  return JSON.stringify([name, made.acceptAtOnce])
}

function isSettled(way: ContactWay, code: KeptCode, pool: Pool, now: Date): boolean {
  if (way.fault && now < way.fault.again && way.fault.wanted === toldOf(code)) return true
  const wanted = leadTo(pool, way)
  if (wanted.length === 0) return way.makingSince === undefined
  const isSame = way.users.length === wanted.length && wanted.every((userid) => way.users.includes(userid))
  return way.configId !== undefined && way.told === toldOf(code) && isSame
}
