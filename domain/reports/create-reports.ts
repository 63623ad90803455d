import type { Report, ReportDelivery, ReportKind, ReportStore } from '../../models/reports.ts'
import type { Clock } from '../clock.ts'
import type { ReportRules } from '../language/report-rules.ts'
import type { Announce } from '../live.ts'
import { isoDay } from '../local-time.ts'
import type { Log } from '../log.ts'
import type { SendOutcome } from '../outreach/ports.ts'
import type { Contents, ContentsOf } from './contents.ts'
import { type Deliver, deliveryId, type Planned, type Said } from './deliver.ts'
import type { ReportMessenger } from './ports.ts'
import type { Receiver, Receivers } from './receivers.ts'
import { dueOn, kindsOn, nextReportAt, periodOfReport, reportId } from './report-days.ts'
import { writeReportFile } from './report-file.ts'
import { linesOf } from './report-lines.ts'
import type { ReportLinks } from './report-links.ts'

/** Figures of the night are counted by then, or it is said that they are not. */
const waitForFiguresMs = 20 * 60_000
const lookEveryMs = 60_000
/** So many in a row that WeCom does not take: it takes nothing for now, and is asked later. */
const mostAwayInRow = 3

interface Control {
  touch(): Promise<void>
  shouldStop(): boolean
}

/**
 * Makes and sends 日报 and 周报. What is due today and was missed is sent late today; what was missed on an earlier day is not sent any
 * more. Any number of processes may work on it, and any of them may die: everybody gets each message once at the most.
 */
export function createReports(deps: {
  store: ReportStore
  contents: Contents
  receivers: Receivers
  deliver: Deliver
  messenger: ReportMessenger
  rules: () => ReportRules
  links: ReportLinks
  clock: Clock
  announce: Announce
  log: Log
}) {
  const { store, contents, receivers, deliver, messenger, rules, links, clock, announce, log } = deps
  const beganAt = clock.now()
  /** When figures that were still being counted are looked at again. */
  let lookAgainAt = new Date(0)

  const wantedAt = (now: Date): ReportKind[] => (now < dueOn(now, rules()) ? [] : kindsOn(now, rules()))

  /** Of the kinds that are due today, those that are not over. */
  async function openOnes(now: Date): Promise<{ kind: ReportKind; report: Report | null }[]> {
    const kinds = wantedAt(now)
    if (kinds.length === 0) return []
    const found = new Map(
      (await store.findMany(kinds.map((kind) => reportId(kind, now)))).map((one) => [one._id, one]),
    )
    return kinds
      .map((kind) => ({ kind, report: found.get(reportId(kind, now)) ?? null }))
      .filter(({ report }) => report === null || report.state === 'making')
  }

  /** The report of today, begun now where it was not; null while its figures are still being counted. */
  async function begin(kind: ReportKind, now: Date): Promise<Report | null> {
    const due = dueOn(now, rules())
    const period = periodOfReport(kind, now)
    const head = { _id: reportId(kind, now), kind, day: isoDay(now), ...period, madeAt: now }
    if (beganAt > due && !(await store.anyBefore(head.day))) {
      await store.begin({ ...head, state: 'skipped', withoutLead: [] })
      return null
    }
    const { receivers: all, withoutLead } = await receivers.all(rules())
    const company = await (await contents(period))('all')
    const openHours = company.sections[0]?.openHours ?? 0
    if (all.length > 0 && openHours > 0 && now.getTime() - due.getTime() < waitForFiguresMs) {
      lookAgainAt = new Date(now.getTime() + lookEveryMs)
      return null
    }
    await store.begin({ ...head, state: 'making', contents: company, withoutLead })
    return store.find(head._id)
  }

  function sendOf(
    planned: Pick<Planned, 'what' | 'receiver'>,
    { kind, from, to }: Pick<Report, 'kind' | 'from' | 'to'>,
  ) {
    const userid = planned.receiver.userid ?? ''
    return async (said: Said): Promise<SendOutcome> => {
      if (planned.what === 'words') return messenger.sendLines({ userid, lines: said.lines })
      return messenger.sendFile({ userid, ...writeReportFile({ kind, from, to }, said.contents) })
    }
  }

  async function saidTo(
    { access, stores }: Pick<Receiver, 'access' | 'stores'>,
    { kind, from, to }: Pick<Report, 'kind' | 'from' | 'to'>,
    contentsOf: ContentsOf,
  ): Promise<Said> {
    const own = await contentsOf(stores)
    return { lines: linesOf({ kind, period: { from, to }, contents: own, access }, links), contents: own }
  }

  /** Of the file: each 门店 for itself, below all of them. */
  async function inFile(receiver: Receiver, contentsOf: ContentsOf): Promise<Said> {
    const own = await contentsOf(receiver.stores)
    if (receiver.stores !== 'all') return { lines: [], contents: own }
    const each = await contentsOf(await receivers.everyStore())
    return { lines: [], contents: { ...own, sections: [...own.sections, ...each.sections] } }
  }

  /** One message of a report to one person, as far as it can go now; null when nothing was asked of WeCom. */
  async function move(
    planned: Planned,
    known: ReportDelivery | undefined,
    report: Report,
    contentsOf: () => Promise<ContentsOf>,
  ): Promise<SendOutcome | null> {
    const send = sendOf(planned, report)
    if (known === undefined) {
      const say = async () =>
        planned.what === 'words'
          ? saidTo(planned.receiver, report, await contentsOf())
          : inFile(planned.receiver, await contentsOf())
      return deliver.first(planned, say, send)
    }
    if (known.state === 'sending') await deliver.giveUpDead(known)
    if (known.state !== 'waiting' || clock.now() < (known.againAt ?? new Date(0))) return null
    return deliver.again(known, send)
  }

  /** True when everybody has it, or it is known why not. */
  async function sendAll(report: Report, control: Control): Promise<'through' | 'later' | 'stopped'> {
    const { receivers: all } = await receivers.all(rules())
    let read: Promise<ContentsOf> | undefined
    const contentsOf = () => (read ??= contents({ from: report.from, to: report.to }))
    let awayInRow = 0
    for (const what of report.kind === 'weekly' ? (['words', 'file'] as const) : (['words'] as const)) {
      const known = new Map((await store.deliveriesOf(report._id)).map((one) => [one._id, one]))
      for (const receiver of all) {
        if (control.shouldStop()) return 'stopped'
        await control.touch()
        const planned = { report: report._id, what, receiver }
        if (what === 'file' && !hasWords(known.get(deliveryId({ ...planned, what: 'words' })))) continue
        const outcome = await move(planned, known.get(deliveryId(planned)), report, contentsOf)
        if (outcome === null) continue
        awayInRow = outcome.kind === 'retryLater' ? awayInRow + 1 : 0
        if (outcome.kind === 'refused')
          log.info({ report: report._id, staff: receiver.key, code: outcome.code }, 'a report was refused')
        if (awayInRow >= mostAwayInRow) return 'later'
      }
    }
    const ended = await store.deliveriesOf(report._id)
    if (ended.some(({ state }) => state === 'sending' || state === 'waiting')) return 'later'
    await store.finish(report._id, clock.now(), toldIn(ended))
    return 'through'
  }

  /** What was not through by the end of its day never will be. */
  async function closeEarlier(now: Date): Promise<void> {
    for (const report of await store.unfinishedBefore(isoDay(now))) {
      for (const delivery of await store.deliveriesOf(report._id)) {
        if (delivery.state === 'waiting') {
          await store.settle(delivery, { state: 'refused', reason: 'dayOver', againAt: null })
        }
        if (delivery.state === 'sending') await store.settle(delivery, { state: 'unknown', reason: 'died' })
      }
      await store.finish(report._id, now, toldIn(await store.deliveriesOf(report._id)))
    }
  }

  return {
    /** When there is something to do: now, while a report of today is not through. */
    async nextAt(): Promise<Date | null> {
      const now = clock.now()
      const open = await openOnes(now)
      if (open.length === 0) return nextReportAt(now, rules())
      const waits = await Promise.all(
        open.map(async ({ report }) =>
          report === null ? later(now, lookAgainAt) : waitOf(await store.deliveriesOf(report._id), now),
        ),
      )
      return new Date(Math.min(...waits.map((at) => at.getTime())))
    },

    /** Goes as far as it can with what is due today. */
    async advance(control: Control): Promise<{ isThrough: boolean }> {
      const now = clock.now()
      const open = await openOnes(now)
      if (open.length > 0) await closeEarlier(now)
      for (const { kind, report } of open) {
        const current = report ?? (await begin(kind, now))
        if (current === null || current.state !== 'making') continue
        const end = await sendAll(current, control)
        announce('reports', current._id)
        if (end === 'stopped') return { isThrough: false }
      }
      return { isThrough: true }
    },

    /** Sends one person theirs at once, beside those that go by themselves; what came of it. */
    async sendNow(kind: ReportKind, receiver: Receiver): Promise<ReportDelivery | null> {
      const now = clock.now()
      const period = { kind, ...periodOfReport(kind, now) }
      const contentsOf = await contents(period)
      const report = `now:${kind}:${now.toISOString()}`
      const words: Planned = { report, what: 'words', receiver }
      const outcome = await deliver.first(
        words,
        () => saidTo(receiver, period, contentsOf),
        sendOf(words, period),
      )
      if (kind === 'weekly' && outcome?.kind === 'sent') {
        const file: Planned = { report, what: 'file', receiver }
        await deliver.first(file, () => inFile(receiver, contentsOf), sendOf(file, period))
      }
      return store.findDelivery(deliveryId(words))
    },
  }
}

export type Reports = ReturnType<typeof createReports>

const later = (one: Date, other: Date): Date => (one > other ? one : other)

/** By people: whoever got the words. */
function toldIn(deliveries: readonly ReportDelivery[]): NonNullable<Report['told']> {
  const words = deliveries.filter(({ what }) => what === 'words')
  const sent = words.filter(({ state }) => state === 'sent').length
  return { sent, not: words.length - sent }
}

const hasWords = (words: ReportDelivery | undefined): boolean =>
  words?.state === 'sent' || words?.state === 'unknown'

/** When a report that is being sent goes on: at once, unless all that is left waits. */
function waitOf(deliveries: readonly ReportDelivery[], now: Date): Date {
  const open = deliveries.filter(({ state }) => state === 'waiting' || state === 'sending')
  const waiting = open.flatMap(({ state, againAt }) =>
    state === 'waiting' && againAt ? [againAt.getTime()] : [],
  )
  if (waiting.length === 0 || waiting.length < open.length) return now
  return new Date(Math.max(now.getTime(), Math.min(...waiting)))
}
