import { type Journey, put } from '../graph/written.ts'
import type { Control, Field, Form, Shape } from './fields.ts'

type Entry = Record<string, unknown>

const again: Field = { place: ['again'], label: '同一位客户', control: { kind: 'again' }, optional: true }
const who: Field = {
  place: ['when'],
  label: '还要满足',
  control: { kind: 'rule', of: 'customer' },
  optional: true,
}
const everybody: Field = { place: ['when'], label: '哪些客户', control: { kind: 'rule', of: 'customer' } }
const clock: Field = {
  place: ['at'],
  label: '几点（客户当地）',
  control: { kind: 'clock' },
  optional: true,
}
const around = (before: string, behind: string): Field[] => [
  { place: ['minus'], label: before, control: { kind: 'duration' }, optional: true },
  {
    place: ['plus'],
    label: behind,
    control: { kind: 'duration' },
    note: '提前和推后只填一个',
    optional: true,
  },
]

const begins = (key: string, label: string, first: Entry, fields: Field[]): Shape<Entry> => ({
  label,
  holds: (entry) => key in entry,
  make: ({ again: kept }) => ({ ...first, ...(kept !== undefined && { again: kept }) }),
  fields,
})

/** What makes a customer enter. */
export const entryForm: Form<Entry> = {
  shapes: [
    begins('event', '客户做了一件事', { event: 'order.paid' }, [
      { place: ['event'], label: '做了什么', control: { kind: 'choice', from: 'events' } },
      {
        place: ['where'],
        label: '这件事要满足',
        control: { kind: 'where', of: 'customer' },
        optional: true,
      },
      who,
      {
        place: ['key'],
        label: '同一个什么只进一次',
        control: { kind: 'choice', from: 'entryProps' },
        note: '例如订单号：每个订单各进一次',
        optional: true,
      },
      again,
    ]),
    begins('segment', '客户进入人群包', { segment: '' }, [
      { place: ['segment'], label: '人群包', control: { kind: 'choice', from: 'liveSegments' } },
      who,
      again,
    ]),
    begins('trait', '到了客户的某个日子', { trait: 'nextOrderOn', minus: '3 days' }, [
      { place: ['trait'], label: '哪个日子', control: { kind: 'choice', from: 'dates' } },
      ...around('提前', '推后'),
      clock,
      { place: ['yearly'], label: '每年都来', control: { kind: 'yesNo' }, optional: true },
      who,
      again,
    ]),
    begins('festival', '到了节日', { festival: '', when: { tag: '会员' } }, [
      { place: ['festival'], label: '节日', control: { kind: 'choice', from: 'festivals' } },
      ...around('提前', '推后'),
      clock,
      everybody,
      again,
    ]),
    begins(
      'schedule',
      '到了约定的时间',
      { schedule: { cron: '0 10 1 * *' }, when: { tag: '会员' }, again: 'always' },
      [
        {
          place: ['schedule'],
          label: '什么时间',
          control: { kind: 'schedule' },
        },
        everybody,
        again,
      ],
    ),
    begins('api', '由外部系统通知', { api: true }, [who, again]),
  ],
  fields: [],
}

const changes: Control = {
  kind: 'options',
  options: [
    { value: 'entered', label: '进入' },
    { value: 'left', label: '离开' },
  ],
}

/** What is set for the flow as a whole. */
export const journeyFields: Field[] = [
  { place: ['name'], label: '流程名称', control: { kind: 'text', most: 60 } },
  { place: ['owner'], label: '负责人', control: { kind: 'text', most: 60 }, optional: true },
  { place: ['note'], label: '说明', control: { kind: 'text', lines: 2 }, optional: true },
  {
    place: ['goal'],
    label: '目标',
    control: {
      kind: 'part',
      add: { label: '设一个目标', make: () => ({ event: 'order.paid', within: '30 days' }) },
      drop: '不设目标',
      fields: [
        { place: ['event'], label: '客户做了什么算达成', control: { kind: 'choice', from: 'events' } },
        { place: ['where'], label: '这件事要满足', control: { kind: 'where', of: 'run' }, optional: true },
        { place: ['within'], label: '进入后多久内', control: { kind: 'duration' } },
        {
          place: ['value'],
          label: '成果按什么计',
          control: { kind: 'choice', from: 'goalProps' },
          optional: true,
        },
      ],
    },
    optional: true,
  },
  {
    place: ['exit'],
    label: '发生这些就离开，无论走到哪里',
    control: {
      kind: 'items',
      least: 0,
      adds: [
        { label: '加一件事', make: () => ({ event: 'order.paid' }) },
        { label: '加一个人群包', make: () => ({ segment: '', on: 'entered' }) },
      ],
      item: (value) =>
        typeof value === 'object' && value !== null && 'segment' in value
          ? [
              { place: ['segment'], label: '人群包', control: { kind: 'choice', from: 'liveSegments' } },
              { place: ['on'], label: '进入还是离开', control: changes, optional: true },
            ]
          : [
              { place: ['event'], label: '客户做了什么', control: { kind: 'choice', from: 'events' } },
              {
                place: ['where'],
                label: '这件事要满足',
                control: { kind: 'where', of: 'run' },
                optional: true,
              },
            ],
    },
    optional: true,
  },
  {
    place: ['priority'],
    label: '触达次数不够时的优先级',
    control: { kind: 'number', least: 1, most: 9 },
    note: '9 最优先，不写就是 5',
    optional: true,
  },
  {
    place: ['holdout'],
    label: '空白对照组',
    control: { kind: 'number', least: 0, most: 50, unit: '%' },
    note: '这部分人照走流程，但什么也不收',
    optional: true,
  },
]

export const entryOf = (journey: Journey): Entry =>
  typeof journey.entry === 'object' && journey.entry !== null ? (journey.entry as Entry) : {}

export const withEntry = (journey: Journey, entry: Entry): Journey => put(journey, ['entry'], entry)
