import type { AnswerOf, OperationName } from '../../api/operations.ts'
import { pages } from '../routes.ts'

export type Home = AnswerOf<'get', '/home'>

const day = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  weekday: 'long',
})

/** 11月26日 星期四 */
export function dayOf(now: string): string {
  return day.format(new Date(now)).replace('日星期', '日 星期')
}

/** Where an alert is dealt with. */
export const alertPlaces: Record<
  Home['alerts'][number]['kind'],
  { to: string; needs: OperationName; verb: string }
> = {
  stuck: { to: '/stuck', needs: 'stuck.list', verb: '去看看' },
  doctor: { to: '/doctor', needs: 'doctor.findings', verb: '去修' },
  callbacks: { to: '/callbacks', needs: 'callbacks.list', verb: '去处理' },
}

const folders: Record<string, string> = {
  broadcast: '/broadcasts',
  journey: '/journeys',
  message: '/content',
  segment: '/segments',
  batch: '/coupons',
  channel: '/channel-codes',
  calendar: '/calendar',
  settings: '/settings',
  traits: '/settings/traits',
}
/** Of which each one has a page of its own. */
const onePage = new Set(['journey', 'message', 'segment', 'batch', 'channel', 'calendar'])

type Waiting = NonNullable<Home['waiting']>[number]

/** Where something that waits is gone on with; none where there is no page for it. */
export function placeOf({ kind, id }: Pick<Waiting, 'kind' | 'id'>): string | undefined {
  if (kind === 'review') return '/approvals'
  const [what = '', name = ''] = id.split(':')
  if (kind === 'broadcast' || what === 'broadcast') return `/broadcasts/${name}/edit`
  if (kind === 'sentBack' && what === 'journey') return `/journeys/${name}/versions`
  if (kind === 'test') return `/journeys/${name}/test`
  const folder = folders[what]
  return folder === undefined || !onePage.has(what) ? folder : existing(`${folder}/:id`, `${folder}/${name}`)
}

/** The page of a flow or 群发; none where there is no such page. */
export function pageOfRunning({
  kind,
  id,
}: {
  kind: 'journey' | 'broadcast'
  id: string
}): string | undefined {
  return kind === 'journey'
    ? existing('/journeys/:id', `/journeys/${id}/runs`)
    : existing('/broadcasts/:id', `/broadcasts/${id}`)
}

function existing(pattern: string, path: string): string | undefined {
  // A page may have tabs below it.
  return pages.some((page) => page.path === pattern || page.path.startsWith(`${pattern}/`)) ? path : undefined
}

/** Sums of the table, which agree with the cards beside it as far as flows sent it. */
export function sumsOf(running: NonNullable<Home['running']>) {
  const sum = (of: (one: (typeof running)[number]) => number) =>
    running.reduce((total, one) => total + of(one), 0)
  return {
    inside: sum(({ inside }) => inside),
    entered: sum(({ entered }) => entered),
    sent: sum(({ sent }) => sent),
    notSent: sum(({ notSent }) => notSent),
  }
}
