import type { Channel } from '../../../models/customer.ts'
import type { Run } from '../../../models/run.ts'
import type { Touch } from '../../../models/touch.ts'
import { calendarInForce } from '../../definitions/calendar-in-force.ts'
import { rulesInForce } from '../../definitions/rules-in-force.ts'
import type { Snapshot } from '../../definitions/snapshot.ts'
import type { AnyDefinition } from '../../language/definitions.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import { END } from '../../language/names.ts'
import { batchesIn } from '../../language/steps/coupon.ts'
import { atMinuteOfDay, localTime } from '../../local-time.ts'
import { silentLog } from '../../log.ts'
import { reasonText } from '../../outreach/touch/explain.ts'
import type { Reactions } from '../create-reactions.ts'
import { createStage, type Stage, type StageSettings } from '../stage.ts'
import { type JourneyVersion, stagePublication } from '../stage-publication.ts'
import { walk } from '../walk.ts'
import { stageRenderer } from '../write-again.ts'
import { type Arrival, beginningOf, fittingArrivals, missingArrivals } from './arrange.ts'
import { branchKey, branchOf, byWays, type TrialBranch } from './branches.ts'
import { checkCaps } from './check-caps.ts'
import { checkContent } from './check-content.ts'
import { checkHours } from './check-hours.ts'
import type { Finding, TrialResult } from './finding.ts'
import { createGuide } from './guide.ts'
import { asksMuch } from './orders.ts'
import { aReachableOne, justWrote } from './people.ts'
import { allWays, durationOf, routeTo, type WayOut } from './route.ts'
import { walkers } from './walkers.ts'

export interface TrialInput {
  journey: JourneyVersion
  inUse: Pick<Snapshot, 'definitions' | 'headOf'>
  others?: readonly AnyDefinition[]
  settings: StageSettings
  now: Date
  /** Told how many of the ways are done. */
  progress?(done: number, total: number): void
}

const dayMs = 86_400_000
const capMet = '消息被频控拦下：'
/** Test customers sent along one way before it counts as closed. */
const mostTries = 24

/**
 * Tests a version of a journey: test customers begin it who must and who just must not, one walks every way out of every step,
 * and each message is written on each of its channels. All of it in memory, on the engine of production.
 */
export async function runTrial(input: TrialInput): Promise<TrialResult> {
  const { definition } = input.journey
  const publication = stagePublication(input.inUse, input.journey, { since: input.now, others: input.others })
  const { registry } = publication
  const findings: Finding[] = []
  const morning = morningAfter(input.now)
  const nextTime = beginningOf(definition.entry, calendarInForce(publication.snapshot()), morning)
  const begins = nextTime ?? morning
  let coming: () => ReturnType<Reactions['take']> = () => []
  let full = false
  const stage: Stage = createStage({
    publication,
    settings: input.settings,
    staff: [],
    isEverybodyFull: () => full,
    // Test customers have just written, each time.
    kfConversation: async (id) => justWrote(id, stage.clock.now()),
    provider: () => ({ kind: 'sent' }),
    sent: () => undefined,
    taskBegun: () => undefined,
    log: { ...silentLog, error: (data, message) => stepFailed(findings, data, message) },
  })
  const reactions: Reactions = {
    provider: (_: Channel) => ({ kind: 'sent' }),
    sent: () => undefined,
    popupShown: () => undefined,
    taskBegun: () => undefined,
    take: () => coming(),
  }
  const appIds = [
    input.settings.miniprogramAppId,
    ...Object.values(rulesInForce(publication.snapshot()).rules.brands).flatMap(
      ({ miniProgram }) => miniProgram ?? [],
    ),
  ]
  const base = (id: string) => aReachableOne(id, begins, registry, appIds)
  const by = { entry: definition.entry, registry, at: begins }

  /** Lets one arrive and live for `days`; the run that began, if one did. */
  async function send(
    { candidate, happenings }: Arrival,
    days: number,
    row: readonly WayOut[] = [],
  ): Promise<Run | null> {
    const { customer, events } = candidate
    const since = new Date(begins.getTime() - 1_000)
    coming = createGuide(() => stage, definition, row)
    const later = events.filter(({ at }) => at > since)
    const person = {
      since,
      customer,
      history: events.filter(({ at }) => at <= since),
      entries: [],
      standing: [],
      happenings: [
        ...happenings,
        ...later.map(({ receivedAt: _, ...event }) => ({ at: event.at, kind: 'event' as const, event })),
      ].sort((a, b) => a.at.getTime() - b.at.getTime()),
    }
    stage.memory.stocks.clear()
    full = row.some((way) => isForFullDays(definition, way))
    const usedUp = row.flatMap((way) => usedUpBatches(definition, way))
    for (const { id, quantity } of registry.couponBatches.filter(({ id }) => usedUp.includes(id)))
      stage.memory.stocks.set(id, { _id: id, rev: 0, next: quantity, free: [], pending: [] })
    await walk(stage, person, { from: since, to: new Date(begins.getTime() + days * dayMs) }, reactions)
    return [...stage.memory.runs.values()][0] ?? null
  }

  const tried = { mustStart: 0, mustNotStart: 0, ways: 0, waysWalked: 0, contents: 0 }

  // Who must begin it.
  let hasBegun = false
  for (const arrival of nextTime === null ? [] : upTo(mostTries, fittingArrivals(base('c_test_start'), by))) {
    tried.mustStart += 1
    hasBegun = (await send(arrival, 1 / 24)) !== null
    if (hasBegun) break
  }
  if (nextTime === null) findings.push(timeIsOver)
  else if (!hasBegun) {
    const reason = tried.mustStart === 0 ? '没有客户能同时满足进入条件' : '满足进入条件的测试客户没有进入'
    const { when } = definition.entry
    const isSure = tried.mustStart === 0 || when === undefined || !asksMuch(when, registry)
    findings.push(
      isSure
        ? { level: 'fault', place: 'entry', reason, todo: '检查进入条件：几个条件可能互相矛盾' }
        : notThoughtUp('entry'),
    )
  }
  // Who just must not.
  for (const { arrival } of missingArrivals(base('c_test_miss'), by)) {
    tried.mustNotStart += 1
    if ((await send(arrival, 1 / 24)) !== null) {
      const reason = '差一点满足进入条件的测试客户也进入了'
      findings.push({ level: 'fault', place: 'entry', reason, todo: '检查进入条件的比较方式和界限' })
    }
  }
  if (isFiltered(definition, registry) && tried.mustNotStart === 0 && hasBegun) {
    const reason = '进入条件挡不住任何人'
    findings.push({ level: 'fault', place: 'entry', reason, todo: '检查进入条件：可能总是成立' })
  }
  // Every way.
  const walked = new Set<string>()
  const branches = new Map<string, TrialBranch>()
  const { brands } = rulesInForce(publication.snapshot()).rules
  const render = stageRenderer({ ...input.settings, brands })
  const ways = allWays(definition)
  tried.ways = ways.length
  for (const [at, way] of (hasBegun ? ways : []).entries()) {
    input.progress?.(at, ways.length)
    const row = routeTo(way, definition)
    if (row === null || walked.has(markOf(way))) continue
    const days = durationOf(row, definition) / dayMs + 40
    for (const arrival of upTo(mostTries, walkers(row, { ...by, journey: definition, base }))) {
      const run = await send(arrival, days, row)
      if (run === null || !hasPassed(run, row)) continue
      for (const passed of row) walked.add(markOf(passed))
      const branch = branchOf(run, row, { stage, journey: definition, render })
      branches.set(branchKey(branch), branch)
      findings.push(...silences([...stage.memory.touches.values()], row, definition))
      break
    }
    if (walked.has(markOf(way))) continue
    const place = `steps.${way.stepId} → ${way.to}`
    if (isBeyondTest(row, definition, registry)) {
      findings.push(notThoughtUp(place))
      continue
    }
    const todo = '检查这条路上的条件：可能前面的分支已经把人都带走了，或条件互相矛盾'
    findings.push({ level: 'fault', place, reason: '没有测试客户走得到这条路', todo })
  }
  tried.waysWalked = walked.size

  const { rules } = rulesInForce(publication.snapshot())
  const limits = [
    ...checkCaps(definition, registry, rules),
    ...checkHours(definition, registry, rules, input.now),
  ]
  // What the walk met of a cap is told once, by the rule that explains it.
  const explained = new Set(limits.map(({ place }) => place))
  const met = findings.filter(({ reason, place }) => !(reason.startsWith(capMet) && explained.has(place)))
  const content = checkContent(definition, publication.snapshot(), input.settings)
  tried.contents = content.contents
  const all = unique([...limits, ...met, ...content.findings])
  return {
    passed: !all.some(({ level }) => level === 'fault'),
    findings: all,
    tried,
    sms: content.sms,
    branches: [...branches.values()].sort(byWays),
  }
}

/** Ten in the morning of a working day: nothing is put off for the hour. */
function morningAfter(now: Date): Date {
  let day = localTime(now).plus({ days: 1 })
  while (day.weekday > 5) day = day.plus({ days: 1 })
  return atMinuteOfDay(day, 10 * 60).toJSDate()
}

function isFiltered({ entry }: JourneyDefinition, registry: Stage['publication']['registry']): boolean {
  if (entry.when !== undefined) return true
  return entry.kind === 'event'
    ? entry.where !== undefined
    : entry.kind === 'segment' && registry.has('segment', entry.segment)
}

const markOf = ({ stepId, place }: WayOut): string => `${stepId} ${place}`

/** The second way of a coupon is that none is left. */
function usedUpBatches({ steps }: JourneyDefinition, { stepId, place }: WayOut): string[] {
  const step = steps[stepId]
  return step?.kind === 'coupon' && place > 0 ? batchesIn(step).map(({ batch }) => batch) : []
}

/** The second way of a follow-up is that there is no place for it. */
function isForFullDays({ steps }: JourneyDefinition, { stepId, place }: WayOut): boolean {
  return steps[stepId]?.kind === 'task' && place > 0
}

/** Whether somebody real may come along here though nobody could be thought up who does. */
function isBeyondTest(
  row: readonly WayOut[],
  { steps }: JourneyDefinition,
  registry: Stage['publication']['registry'],
): boolean {
  return row.some(({ stepId }) => {
    const step = steps[stepId]
    return step?.kind === 'branch' && step.cases.some(({ when }) => asksMuch(when, registry))
  })
}

const timeIsOver: Finding = {
  level: 'warning',
  place: 'entry',
  reason: '进入的时间已经过去，测试客户走不了这个流程',
  todo: '要再发时改成以后的时间',
}

const notThoughtUp = (place: string): Finding => ({
  level: 'warning',
  place,
  reason: '虚构的测试客户没有走通这里，不能说明它有问题',
  todo: '条件里有由订单或事件算出的字段；用 kelu simulate 拿真实客户核对',
})

function hasPassed(run: Run, row: readonly WayOut[]): boolean {
  return row.every(({ stepId, to }) => {
    if (run.visits[stepId] === undefined) return false
    return to === END ? run.stepId === stepId && run.state === 'ended' : run.visits[to] !== undefined
  })
}

/** Messages that went to nobody, though whoever walked here could be reached by everything. */
function silences(
  touches: readonly Touch[],
  row: readonly WayOut[],
  { steps }: JourneyDefinition,
): Finding[] {
  return touches.flatMap(({ stepId = '', messageId, decisions, state }): Finding[] => {
    const reason = decisions.find(({ final }) => final)?.reason
    const step = steps[stepId]
    const isMeant = row.some((way) => way.stepId === stepId && step?.kind === 'send' && way.place > 0)
    if (state !== 'skipped' || reason === undefined || isMeant || reason === 'journeyEnded') return []
    const isCap = /CapFull(:|$)/.test(reason)
    const todo = isCap
      ? '把这一步放到别的日子，或写 whenCapped: next day'
      : `检查消息 ${messageId} 的内容和渠道`
    return [
      {
        level: isCap ? 'warning' : 'fault',
        place: `steps.${stepId}`,
        reason: `${isCap ? capMet : '消息发不出：'}${reasonText(reason)}`,
        todo,
      },
    ]
  })
}

function stepFailed(findings: Finding[], data: object, message: string): void {
  const { error, err, stepId } = data as { error?: unknown; err?: unknown; stepId?: string }
  const cause = error ?? err
  const reason = `步骤出错：${cause instanceof Error ? cause.message : message}`
  const place = stepId === undefined ? '流程' : `steps.${stepId}`
  findings.push({ level: 'fault', place, reason, todo: '按错误说明改正这一步' })
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}

function* upTo<T>(most: number, all: Iterable<T>): Generator<T> {
  let count = 0
  for (const one of all) {
    if (count === most) return
    count += 1
    yield one
  }
}
