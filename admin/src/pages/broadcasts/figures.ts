import type { AnswerOf } from '../../api/operations.ts'
import type { Channel } from '../../design/channels.ts'
import { figure } from '../../design/numbers.ts'
import type { FunnelRow } from '../../design/parts/FunnelTable.vue'
import { shortOf } from './reason-words.ts'
import { addStores, type StoreRow, storeRows } from './store-figures.ts'
import { summed } from './summed.ts'

export type Forecast = AnswerOf<'post', '/broadcasts/forecast'>
export type Figures = Forecast['figures']
export type FallOut = Figures['notSent'][number]['of']

export const noFigures: Figures = {
  people: 0,
  sent: [],
  confirming: [],
  expected: [],
  later: [],
  notSent: [],
  stores: [],
}

/** Two slices as one. */
export function addFigures(one: Figures, other: Figures): Figures {
  return {
    people: one.people + other.people,
    sent: summed([...one.sent, ...other.sent], 'channel', (a, b) => ({
      ...a,
      people: a.people + b.people,
      segments: a.segments + b.segments,
    })),
    confirming: summed([...one.confirming, ...other.confirming], 'staff', (a, b) => ({
      ...a,
      people: a.people + b.people,
    })),
    expected: summed([...one.expected, ...other.expected], 'channel', (a, b) => ({
      ...a,
      people: a.people + b.people,
      segments: a.segments + b.segments,
    })),
    stores: addStores(one.stores, other.stores),
    later: summed([...one.later, ...other.later], 'reason', (a, b) => ({
      ...a,
      people: a.people + b.people,
      until: a.until > b.until ? a.until : b.until,
    })),
    notSent: summed([...one.notSent, ...other.notSent], 'reason', (a, b) => ({
      ...a,
      people: a.people + b.people,
    })),
  }
}

/** A forecast as the page tells it; of a sample, every figure is what it stands for. */
export interface Told {
  total: number
  kind: 'exact' | 'about'
  reached: number
  rows: FunnelRow[]
  channels: { channel: Channel; people: number; fen: number | null }[]
  /** How many salespeople are asked to confirm it, and how many customers of theirs would not get it so, as lately. */
  confirming: number
  unconfirmed: number
  /** Whom it reaches on another channel instead. */
  instead: { channel: Channel; people: number; fen: number | null }[]
  stores: StoreRow[]
  later: { says: string; people: number; until: string }[]
  fen: number
  /** With what goes by SMS instead, rounded up. */
  mostFen: number
}

const names: Record<FallOut, string> = {
  channel: '没有可用的渠道',
  consent: '没有营销授权',
  excluded: '全局排除',
  holdout: '空白对照组',
  held: '全部营销已暂停',
  content: '内容对这些人写不全',
  quiet: '免打扰时段',
  caps: '触达次数已满',
  other: '其他原因',
}
const order = Object.keys(names) as FallOut[]

/** Lines in the order of the gates; they close: total − what falls out = reached. */
export function told({ total, figures, limits, smsSegmentFen }: Forecast): Told {
  const times = figures.people === 0 ? 0 : total / figures.people
  const scaled = (people: number): number => Math.round(people * times)
  const lost = order.flatMap((of) => {
    const held = figures.later.filter((each) => each.of === of && of === 'held')
    const parts = [...figures.notSent.filter((each) => each.of === of), ...held]
    return parts.length === 0
      ? []
      : [{ of, parts: parts.map((each) => ({ ...each, people: scaled(each.people) })) }]
  })
  const rows = lost.map(({ of, parts }): FunnelRow => {
    const people = parts.reduce((sum, each) => sum + each.people, 0)
    return {
      reason: of === 'holdout' ? `${names.holdout} ${limits.holdout}%` : names[of],
      note: noteOf(of, parts, limits),
      lost: people,
      to: { query: { people: of } },
    }
  })
  const reached = total - rows.reduce((sum, row) => sum + row.lost, 0)
  const channels = figures.sent
    .map(({ channel, people, segments }) => ({
      channel,
      people: scaled(people),
      fen: channel === 'sms' ? Math.round(segments * times * smsSegmentFen) : null,
    }))
    .sort((one, other) => other.people - one.people)
  const instead = figures.expected.flatMap(({ channel, people, segments }) => {
    const planned = figures.sent.find((each) => each.channel === channel)
    const more = scaled(people - (planned?.people ?? 0))
    if (channel === null || more <= 0) return []
    const moreSegments = (segments - (planned?.segments ?? 0)) * times
    return [
      { channel, people: more, fen: channel === 'sms' ? Math.ceil(moreSegments * smsSegmentFen) : null },
    ]
  })
  const byWecom = figures.sent.find(({ channel }) => channel === 'wecom')?.people ?? 0
  const confirmed = figures.expected.find(({ channel }) => channel === 'wecom')?.people ?? 0
  const fen = channels.reduce((sum, each) => sum + (each.fen ?? 0), 0)
  return {
    total,
    kind: figures.people === total ? 'exact' : 'about',
    reached,
    rows,
    channels,
    confirming: figures.confirming.length,
    unconfirmed: scaled(byWecom - confirmed),
    instead,
    stores: storeRows(figures.stores, scaled),
    later: figures.later
      .filter(({ of }) => of !== 'held')
      .map(({ says, people, until }) => ({ says, people: scaled(people), until })),
    fen,
    mostFen: fen + instead.reduce((sum, each) => sum + (each.fen ?? 0), 0),
  }
}

function noteOf(
  of: FallOut,
  parts: readonly { reason: string; says: string; people: number }[],
  limits: Forecast['limits'],
): string {
  const each = parts.map(({ reason, says, people }) => `${shortOf(reason, says)} ${figure(people)}`)
  const said = of === 'holdout' ? '不发，用来比效果' : each.join(' · ')
  return of === 'caps' ? `一天 ${limits.perDay} 条、一周 ${limits.perWeek} 条 · ${said}` : said
}
