import { channelLabels } from '../../../domain/audience/labels.ts'
import type { StoresOfPeople } from '../../../domain/broadcasts/stores-of-people.ts'
import { runState } from '../../../domain/journeys/state-words.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { isoDay } from '../../../domain/local-time.ts'
import { reasonText } from '../../../domain/outreach/touch/explain.ts'
import type { Overflow } from '../../../domain/simulation/follow-ups.ts'
import type { Forecast } from '../../../domain/simulation/forecast.ts'
import type { Rates } from '../../../domain/simulation/rates.ts'
import { isChannel } from '../../../domain/simulation/reactions.ts'
import type { Sampled } from '../../../domain/simulation/samples.ts'
import { type Channel, channels } from '../../../models/customer.ts'
import type { Simulation } from '../../../models/simulations.ts'
import type { Result, Wish } from '../../simulations/protocol.ts'

const dayMs = 86_400_000

interface Around {
  registry: Pick<Registry, 'couponBatches' | 'messages'>
  /** Salespeople by userid. */
  staff: ReadonlyMap<string, string>
  stores: Pick<StoresOfPeople, 'named'>
  now: Date
  isOutdated: boolean
}

export function presentSimulation(simulation: Simulation, around: Around) {
  const { _id, state, number, isDraft, by, done, total, at } = simulation
  const { days, sharePercent, rates } = JSON.parse(simulation.asked) as Wish
  const result = simulation.result ? (JSON.parse(simulation.result) as Result) : null
  return {
    id: _id,
    state,
    number,
    isDraft,
    days,
    sharePercent,
    rates,
    from: new Date(at.getTime() - days * dayMs),
    to: at,
    by,
    done,
    total,
    leftSeconds: leftSeconds(simulation, around.now),
    endedAt: simulation.endedAt ?? null,
    isOutdated: around.isOutdated,
    forecast: result && presentForecast(result, around),
  }
}

const overflowWords: Record<Overflow, string> = {
  waits: '等下个工作日',
  passedOn: '转给同事',
  fellBack: '不派，流程走另一条路',
}

function leftSeconds({ state, begunAt, done, total }: Simulation, now: Date): number | null {
  if (state !== 'running' || done === 0 || total === 0) return null
  const perPerson = (now.getTime() - begunAt.getTime()) / done
  return Math.max(1, Math.ceil((perPerson * (total - done)) / 1_000))
}

function presentForecast(
  { forecast, rates, from, to, movedTo, smsSegmentFen, stocks, savings = [] }: Result,
  around: Around,
) {
  const { customers, entered, heldOut, underWay, goals, sms } = forecast
  const batchNames = new Map(around.registry.couponBatches.map(({ id, name }) => [id, name]))
  return {
    customers,
    entered,
    heldOut,
    underWay,
    goals,
    entries: everyDay(new Date(from), new Date(to)).map((day) => ({
      day,
      people: forecast.entriesByDay[day] ?? 0,
    })),
    steps: Object.entries(forecast.steps).map(([id, { came, there, left, sent, notSent, fen }]) => ({
      id,
      came,
      there,
      left: counted(left, runState),
      sent,
      notSent: sum(notSent),
      fen,
    })),
    ended: counted(forecast.ended, runState),
    sent: Object.entries(forecast.sent).flatMap(([channel, count]) =>
      isChannel(channel) ? [{ channel, label: channelLabels[channel], count }] : [],
    ),
    notSent: counted(forecast.notSent, reasonText),
    putOff: counted(forecast.putOff, reasonText),
    sms: { ...sms, segmentFen: smsSegmentFen },
    tasks: tasksOf(forecast, around.staff),
    // One kept by an earlier release knows of none.
    overflow: counted(forecast.overflow ?? {}, (what) => overflowWords[what as Overflow]),
    stores: storesOf(forecast, around.stores),
    coupons: Object.entries(forecast.coupons).map(([id, count]) => ({
      id,
      name: batchNames.get(id) ?? id,
      count,
      left: stocks[id] ?? null,
    })),
    rates: ratesOf(rates, forecast),
    savings: savings.map(({ stepId, message, length, segments, cut, savedSegments }) => ({
      stepId,
      messageId: message,
      name: around.registry.messages.find(({ id }) => id === message)?.name ?? message,
      length,
      segments,
      cut,
      fen: savedSegments * smsSegmentFen,
    })),
    faults: counted(forecast.faults, (fault) => fault),
    movedTo: movedTo && new Date(movedTo),
  }
}

type Counts = Readonly<Record<string, number>>

const sum = (counts: Counts): number => Object.values(counts).reduce((all, n) => all + n, 0)

function counted(counts: Counts, says: (reason: string) => string) {
  const rows = Object.entries(counts).map(([reason, count]) => ({ reason, says: says(reason), count }))
  return rows.sort((a, b) => b.count - a.count)
}

function everyDay(from: Date, to: Date): string[] {
  const days: string[] = []
  for (let at = from.getTime(); at < to.getTime(); at += dayMs) days.push(isoDay(new Date(at)))
  return [...new Set([...days, isoDay(to)])]
}

function tasksOf({ tasks, tasksByDay }: Forecast, names: Around['staff']) {
  const rows = Object.entries(tasks).map(([staff, count]) => {
    const days = Object.entries(tasksByDay).map(([day, counts]) => ({ day, count: counts[staff] ?? 0 }))
    const [busiest = { day: '', count: 0 }] = days.sort((a, b) => b.count - a.count)
    return { userid: staff, name: staff === '' ? null : (names.get(staff) ?? staff), count, busiest }
  })
  return rows.sort((a, b) => b.count - a.count)
}

function storesOf({ stores = {} }: Partial<Pick<Forecast, 'stores'>>, { named }: Around['stores']) {
  const rows = Object.entries(stores).map(([code, figures]) => ({
    code,
    name: code === '' ? null : (named(code)?.name ?? code),
    region: named(code)?.region ?? null,
    ...figures,
  }))
  // One kept by an earlier release knows of none, and those of no 门店 say nothing alone.
  return rows.some(({ name }) => name !== null) ? rows.sort((a, b) => b.entered - a.entered) : []
}

/** Of the channels it went out over. */
function ratesOf(rates: Rates, { sent }: Forecast) {
  return channels.flatMap((channel: Channel) => {
    const of = rates.channels[channel]
    if (of === undefined || !sent[channel]) return []
    return [{ channel, label: channelLabels[channel], ...of, measured: rates.measured[channel] ?? null }]
  })
}

/** Those kept of a figure; null when the walk kept nobody. */
export function sampledIn({ result }: Simulation, figure: string): Sampled[] | null {
  const { people } = result ? (JSON.parse(result) as Result) : { people: undefined }
  if (people === undefined) return null
  // JSON knows no dates.
  return (people[figure] ?? []).map(({ customerId, at }) => ({ customerId, at: new Date(at) }))
}
