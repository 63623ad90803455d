import type { AnswerOf } from '../../api/operations.ts'
import type { Channel } from '../../design/channels.ts'
import { figure } from '../../design/numbers.ts'
import type { FunnelRow } from '../../design/parts/FunnelTable.vue'

export type Forecast = AnswerOf<'post', '/broadcasts/forecast'>
export type Figures = Forecast['figures']
export type FallOut = Figures['notSent'][number]['of']

export const noFigures: Figures = { people: 0, sent: [], confirming: [], later: [], notSent: [] }

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

function summed<T, K extends keyof T>(all: readonly T[], key: K, add: (one: T, other: T) => T): T[] {
  const found = new Map<T[K], T>()
  for (const each of all) {
    const before = found.get(each[key])
    found.set(each[key], before === undefined ? each : add(before, each))
  }
  return [...found.values()]
}

/** A forecast as the page tells it; of a sample, every figure is what it stands for. */
export interface Told {
  total: number
  kind: 'exact' | 'about'
  reached: number
  rows: FunnelRow[]
  channels: { channel: Channel; people: number; fen: number | null }[]
  /** How many salespeople are asked to confirm it. */
  confirming: number
  later: { says: string; people: number; until: string }[]
  fen: number
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

/** Short forms of what stands in the line of a gate. */
const short: Record<string, string> = {
  noIdentity: '没有联系方式',
  unreachable: '联系不上',
  noCredit: '没有订阅次数',
  noFriend: '已不是好友',
  senderAway: '员工不上班',
  confirmationsFull: '员工确认已满',
  pastTheirDay: '超出客户当天',
  wecomQuotaFull: '企业群发次数已满',
  noConsent: '未同意',
  individualisationOff: '关闭了个性化',
  refused: '已拒收',
  doNotDisturb: '勿扰',
  dayCapFull: '当天',
  weekCapFull: '本周',
}

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
  return {
    total,
    kind: figures.people === total ? 'exact' : 'about',
    reached,
    rows,
    channels,
    confirming: figures.confirming.length,
    later: figures.later
      .filter(({ of }) => of !== 'held')
      .map(({ says, people, until }) => ({ says, people: scaled(people), until })),
    fen: channels.reduce((sum, { fen }) => sum + (fen ?? 0), 0),
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

function shortOf(reason: string, says: string): string {
  const [kind = '', name] = reason.split(':')
  if (kind === 'excluded' && name) return name
  return short[reason] ?? says
}
