import { createHash } from 'node:crypto'
import type { MorningCard, MorningCards, MorningCounts } from '../../models/morning-cards.ts'
import type { Task, TaskStore } from '../../models/tasks.ts'
import type { Clock } from '../clock.ts'
import { dayStart, isoDay, localTime, nextDayStart } from '../local-time.ts'
import type { Log } from '../log.ts'
import { deadlineOf } from './moments.ts'
import type { ListCard, StaffMessenger } from './ports.ts'
import type { Colleague, StaffDirectory } from './staff-directory.ts'
import { closingOf, nextWorking } from './working-hours.ts'

/** A call without an outcome is made again after this; WeCom takes the card's id once. */
const callLeaseMs = 60_000
const maxTries = 3
/** A roster that changes, and whoever gets their first task, are heard of within so long. */
const lookAgainMs = 5 * 60_000

/**
 * The day of each salesperson with open follow-ups, as one card at the start of their working time: none on a day off, none
 * where nothing that came before is new, due today or late, and at most one a day. Who was not told by the end of their working time is not told
 * any more. It goes to colleagues, so 全部暂停, which stops marketing, does not stop it.
 */
export function createMorningList(deps: {
  tasks: Pick<TaskStore, 'heldBy' | 'loads'>
  cards: MorningCards
  directory: Pick<StaffDirectory, 'all'>
  messenger: Pick<StaffMessenger, 'sendList'>
  publicUrl: string
  clock: Clock
  log: Log
}) {
  const { tasks, cards, directory, messenger, publicUrl, clock, log } = deps
  let nextLook = Number.NEGATIVE_INFINITY

  /** Those with open tasks who work today, and from when; who has begun and who has yet to. */
  async function teamOf(now: Date): Promise<{ member: Colleague; opening: Date; id: string }[]> {
    const loads = await tasks.loads()
    if (loads.size === 0) return []
    return (await directory.all()).flatMap((member) => {
      if (!member.onDuty || !loads.get(member._id)) return []
      const opening = nextWorking(dayStart(now, member.hours.zone), member.hours)
      if (opening === null || opening >= nextDayStart(now, member.hours.zone)) return []
      return [{ member, opening, id: `${member._id}:${isoDay(now, member.hours.zone)}` }]
    })
  }

  async function tell(member: Colleague, id: string, opening: Date, now: Date): Promise<boolean> {
    // What came since has had a card of its own.
    const held = (await tasks.heldBy(member._id)).filter((task) => cameAt(task) < opening)
    const counts = countsOf(held, now, member.hours.zone)
    if (counts.fresh + counts.dueToday + counts.late === 0) {
      return cards.begin({ _id: id, state: 'nothing', at: now, tries: 0, counts })
    }
    const begun = await cards.begin({ _id: id, state: 'sending', at: now, tries: 1, counts })
    if (begun) await call(member, id, counts, 1)
    return begun
  }

  async function call(member: Colleague, id: string, counts: MorningCounts, tries: number): Promise<void> {
    const outcome = await messenger.sendList(presentMorning(member, id, counts, publicUrl, clock.now()))
    switch (outcome.kind) {
      case 'sent':
        return cards.settle(id, { state: 'sent' })
      case 'refused':
        log.info({ staff: member._id, code: outcome.code }, 'a morning card was refused')
        return cards.settle(id, { state: 'refused', code: outcome.code })
      case 'retryLater':
      case 'unknown': {
        const { code } = outcome
        if (tries >= maxTries) return cards.settle(id, { state: 'refused', code })
        const afterMs = outcome.kind === 'retryLater' ? Math.max(outcome.afterMs, callLeaseMs) : callLeaseMs
        const at = new Date(clock.now().getTime() + afterMs - callLeaseMs)
        return cards.settle(id, { state: 'sending', code, at })
      }
    }
  }

  const againAt = ({ at }: MorningCard) => at.getTime() + callLeaseMs

  /** Tells whoever begins to work now; how many it decided, and when the next one is due. */
  async function look(now: Date): Promise<{ decided: number; next: number }> {
    const team = await teamOf(now)
    const known = new Map((await cards.of(team.map(({ id }) => id))).map((card) => [card._id, card]))
    let decided = 0
    let next = now.getTime() + lookAgainMs
    for (const { member, opening, id } of team) {
      if (opening > now) {
        next = Math.min(next, opening.getTime())
        continue
      }
      const card = known.get(id)
      if (card === undefined && now < closingOf(opening, member.hours)) {
        decided += Number(await tell(member, id, opening, now))
      }
      if (card?.state !== 'sending') continue
      if (againAt(card) > now.getTime()) next = Math.min(next, againAt(card))
      else if (await cards.takeAgain(card, now)) {
        await call(member, id, card.counts ?? { fresh: 0, dueToday: 0, late: 0 }, card.tries + 1)
        decided += 1
      }
    }
    return { decided, next }
  }

  return {
    async sweep(): Promise<number> {
      const now = clock.now()
      if (now.getTime() < nextLook) return 0
      const { decided, next } = await look(now)
      // What a call that is made again waits for is not known before it was made.
      nextLook = decided > 0 ? now.getTime() + 1 : next
      return decided
    },
    /** The next start of work of somebody who has open tasks; null when nobody has any. */
    async nextDueAt(): Promise<Date | null> {
      const now = clock.now()
      const loads = await tasks.loads()
      const team = (await directory.all()).filter(({ _id, onDuty }) => onDuty && loads.get(_id))
      const today = new Map((await teamOf(now)).map(({ member, ...rest }) => [member._id, rest]))
      const known = new Set((await cards.of([...today.values()].map(({ id }) => id))).map(({ _id }) => _id))
      const times = team.flatMap((member) => {
        const own = today.get(member._id)
        if (own && !known.has(own.id) && now < closingOf(own.opening, member.hours))
          return [Math.max(own.opening.getTime(), nextLook)]
        return nextWorking(nextDayStart(now, member.hours.zone), member.hours)?.getTime() ?? []
      })
      return times.length === 0 ? null : new Date(Math.min(...times))
    },
  }
}

/** When a task came to whoever has it. */
function cameAt({ log, createdAt }: Task): Date {
  return log.findLast(({ what }) => handsOver.has(what))?.at ?? createdAt
}
const handsOver: ReadonlySet<string> = new Set(['assigned', 'reassigned', 'passed_on'])

/** What is new, what is due by the end of the local day, and what is late; each task counts once. */
function countsOf(tasks: readonly Task[], now: Date, zone: string): MorningCounts {
  const counts: MorningCounts = { fresh: 0, dueToday: 0, late: 0 }
  const end = nextDayStart(now, zone)
  for (const task of tasks) {
    const deadline = deadlineOf(task)
    if (deadline && deadline.at < now) counts.late += 1
    else if (task.state === 'offered') counts.fresh += 1
    else if (deadline && deadline.at < end) counts.dueToday += 1
  }
  return counts
}

function presentMorning(
  { _id: userid, hours }: Colleague,
  id: string,
  { fresh, dueToday, late }: MorningCounts,
  publicUrl: string,
  now: Date,
): ListCard {
  const day = localTime(now, hours.zone).setLocale('zh-CN').toFormat('M月d日 ccc')
  const rows = [
    { label: '新的', value: `${fresh} 条，等你接受`, count: fresh },
    { label: '今天到期', value: `${dueToday} 条`, count: dueToday },
    { label: '超时', value: `${late} 条，先处理`, count: late },
  ]
  return {
    // Told by userid and day alone: whoever sends it again sends the same one.
    cardId: `morning-${createHash('sha256').update(id).digest('hex').slice(0, 24)}`,
    userid,
    title: '今天的待办',
    description: `${day}，共 ${fresh + dueToday + late} 条要处理`,
    facts: rows.filter(({ count }) => count > 0).map(({ label, value }) => ({ label, value })),
    url: `${publicUrl}/task`,
  }
}
