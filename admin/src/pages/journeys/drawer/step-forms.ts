import { present } from '../../../api/present.ts'
import { at, type Kind, put, type Step } from '../graph/written.ts'
import type { Field, Form, Shape } from './fields.ts'

const name: Field = {
  place: ['name'],
  label: '这一步叫什么',
  control: { kind: 'text', most: 60, placeholder: '不写就用步骤的种类' },
  optional: true,
}

const only = (fields: Field[]): Form<Step> => ({
  shapes: [{ label: '', holds: () => true, make: (step) => step, fields }],
  fields: [],
})

const whatIsAwaited = (place: (string | number)[]): Field[] => [
  { place: [...place, 'event'], label: '等客户做什么', control: { kind: 'choice', from: 'events' } },
  {
    place: [...place, 'of'],
    label: '由哪一步发出的消息',
    control: { kind: 'choice', from: 'sends' },
    note: '只对消息的打开、点击、回复有用；不选就是走到这里之前的那一条',
    optional: true,
  },
  {
    place: [...place, 'where'],
    label: '这件事要满足',
    control: { kind: 'where', of: 'run' },
    optional: true,
  },
]
const whichMove = (place: (string | number)[]): Field[] => [
  { place: [...place, 'segment'], label: '人群包', control: { kind: 'choice', from: 'liveSegments' } },
  {
    place: [...place, 'on'],
    label: '进入还是离开',
    control: {
      kind: 'options',
      options: [
        { value: 'entered', label: '进入' },
        { value: 'left', label: '离开' },
      ],
    },
    optional: true,
  },
]
const within: Field = {
  place: ['waitFor', 'within'],
  label: '最多等多久',
  control: { kind: 'duration', months: true },
}

const waits: Shape<Step>[] = [
  {
    label: '一段时间',
    holds: ({ wait }) => typeof wait === 'string',
    make: (step) => ({ ...step, wait: '1 day' }),
    fields: [{ place: ['wait'], label: '等多久', control: { kind: 'duration', months: true } }],
  },
  {
    label: '一段时间，再等到某个时段',
    holds: ({ wait }) => hasNone(wait, ['until']),
    make: (step) => ({ ...step, wait: { between: '10:00-20:00' } }),
    fields: [
      {
        place: ['wait', 'for'],
        label: '先等多久',
        control: { kind: 'duration', months: true },
        note: '不写就只等到时段开始',
        optional: true,
      },
      ...hours(),
    ],
  },
  {
    label: '客户的某个日子',
    holds: ({ wait }) => typeof at(wait, ['until']) === 'object',
    make: (step) => ({ ...step, wait: { until: { trait: 'nextOrderOn', minus: '3 days' } } }),
    fields: [
      { place: ['wait', 'until', 'trait'], label: '哪个日子', control: { kind: 'choice', from: 'dates' } },
      { place: ['wait', 'until', 'minus'], label: '提前', control: { kind: 'duration' }, optional: true },
      {
        place: ['wait', 'until', 'plus'],
        label: '推后',
        control: { kind: 'duration' },
        note: '提前和推后只填一个',
        optional: true,
      },
      ...hours(),
    ],
  },
  {
    label: '某一刻',
    holds: ({ wait }) => typeof at(wait, ['until']) === 'string',
    make: (step) => ({ ...step, wait: { until: `${present().getFullYear()}-12-31T10:00:00+08:00` } }),
    fields: [
      {
        place: ['wait', 'until'],
        label: '等到',
        control: { kind: 'moment' },
      },
      ...hours(),
    ],
  },
]

function hours(): Field[] {
  return [
    {
      place: ['wait', 'between'],
      label: '等到客户当地的时段',
      control: { kind: 'window' },
      optional: true,
    },
    {
      place: ['wait', 'on'],
      label: '等到哪种日子',
      control: { kind: 'days' },
      optional: true,
    },
  ]
}

function hasNone(value: unknown, keys: string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => !(key in value))
}

const asideOf = (key: 'notSent' | 'usedUp' | 'full', label: string): Field => ({
  place: [key],
  label,
  control: { kind: 'step' },
  note: '不选就和别人一样往下走',
  optional: true,
})

/** The form of each kind of step: a new kind without one does not compile. */
const byKind: Record<Kind, Form<Step>> = {
  send: only([
    { place: ['send', 'message'], label: '素材', control: { kind: 'choice', from: 'messages' } },
    {
      place: ['send', 'channels'],
      label: '渠道，从上往下试',
      control: { kind: 'channels' },
      note: '一个也不勾，就按客户习惯的渠道',
      optional: true,
    },
    {
      place: ['send', 'whenCapped'],
      label: '触达次数已满时',
      control: {
        kind: 'options',
        options: [
          { value: 'next day', label: '顺延到下一天' },
          { value: 'skip', label: '不发，继续往下走' },
        ],
      },
      optional: true,
    },
    {
      place: ['send', 'useBy'],
      label: '多久没发出就不再发',
      control: { kind: 'duration' },
      note: '不写就一直等到能发',
      optional: true,
    },
    asideOf('notSent', '没有发出的人去哪里'),
  ]),
  wait: { shapes: waits, fields: [] },
  waitFor: {
    shapes: [
      {
        label: '等客户做一件事',
        holds: ({ waitFor }) => hasNone(waitFor, ['any', 'segment']),
        make: ({ waitFor, ...step }) => ({
          ...step,
          waitFor: { event: 'order.paid', within: at(waitFor, ['within']) ?? '3 days' },
          yes: step.yes ?? 'end',
        }),
        fields: whatIsAwaited(['waitFor']),
      },
      {
        label: '等进出人群包',
        holds: ({ waitFor }) => hasNone(waitFor, ['any', 'event']),
        make: ({ waitFor, ...step }) => ({
          ...step,
          waitFor: { segment: '', on: 'entered', within: at(waitFor, ['within']) ?? '3 days' },
          yes: step.yes ?? 'end',
        }),
        fields: whichMove(['waitFor']),
      },
      {
        label: '等几件事，看先发生哪一件',
        holds: ({ waitFor }) => Array.isArray(at(waitFor, ['any'])),
        make: ({ waitFor, yes, ...step }) => ({
          ...step,
          waitFor: {
            any: [
              { event: 'order.paid', to: yes ?? 'end' },
              { event: 'miniprogram.entered', to: 'end' },
            ],
            within: at(waitFor, ['within']) ?? '3 days',
          },
        }),
        fields: [
          {
            place: ['waitFor', 'any'],
            label: '等哪几件',
            control: {
              kind: 'items',
              least: 2,
              adds: [
                { label: '加一件事', make: () => ({ event: 'order.paid', to: 'end' }) },
                { label: '加一个人群包', make: () => ({ segment: '', on: 'entered', to: 'end' }) },
              ],
              item: (value) => [
                ...(hasNone(value, ['segment']) ? whatIsAwaited([]) : whichMove([])),
                { place: ['to'], label: '发生后去', control: { kind: 'step' } },
              ],
            },
          },
        ],
      },
    ],
    fields: [within],
  },
  branch: only([
    {
      place: ['branch'],
      label: '从上往下，走第一个满足的',
      control: {
        kind: 'items',
        least: 2,
        adds: [{ label: '加一个条件', make: () => ({ when: { tag: '' }, to: 'end' }) }],
        item: (value) =>
          hasNone(value, ['otherwise'])
            ? [
                { place: ['when'], label: '条件', control: { kind: 'rule', of: 'run' } },
                { place: ['to'], label: '满足的去', control: { kind: 'step' } },
              ]
            : [{ place: ['otherwise'], label: '其他人去', control: { kind: 'step' } }],
      },
    },
  ]),
  split: only([
    {
      place: ['split'],
      label: '各路的比例，合起来 100%',
      control: {
        kind: 'items',
        least: 2,
        adds: [{ label: '加一路', make: () => ({ share: 10, to: 'end' }) }],
        item: () => [
          { place: ['share'], label: '比例', control: { kind: 'number', least: 0, most: 100, unit: '%' } },
          { place: ['to'], label: '走到', control: { kind: 'step' } },
        ],
      },
    },
  ]),
  tag: only([
    {
      place: ['tag', 'add'],
      label: '打上',
      control: { kind: 'texts', placeholder: '写标签，回车' },
      optional: true,
    },
    {
      place: ['tag', 'remove'],
      label: '去掉',
      control: { kind: 'texts', placeholder: '写标签，回车' },
      optional: true,
    },
  ]),
  setTrait: only([{ place: ['setTrait'], label: '改哪些属性', control: { kind: 'traits' } }]),
  coupon: {
    shapes: [
      {
        label: '都发同一批',
        holds: ({ coupon }) => hasNone(coupon, ['batches']),
        make: (step) => ({ ...step, coupon: { batch: '' } }),
        fields: [
          { place: ['coupon', 'batch'], label: '券批次', control: { kind: 'choice', from: 'batches' } },
        ],
      },
      {
        label: '按客户发不同的',
        holds: ({ coupon }) => Array.isArray(at(coupon, ['batches'])),
        make: (step) => ({
          ...step,
          coupon: {
            batches: [{ when: { tag: '' }, batch: '' }, { otherwise: at(step, ['coupon', 'batch']) ?? '' }],
          },
        }),
        fields: [
          {
            place: ['coupon', 'batches'],
            label: '从上往下，第一个满足的',
            control: {
              kind: 'items',
              least: 2,
              adds: [{ label: '加一种', make: () => ({ when: { tag: '' }, batch: '' }) }],
              item: (value) =>
                hasNone(value, ['otherwise'])
                  ? [
                      { place: ['when'], label: '条件', control: { kind: 'rule', of: 'run' } },
                      { place: ['batch'], label: '发', control: { kind: 'choice', from: 'batches' } },
                    ]
                  : [
                      {
                        place: ['otherwise'],
                        label: '其他人发',
                        control: { kind: 'choice', from: 'batches' },
                      },
                    ],
            },
          },
        ],
      },
    ],
    fields: [asideOf('usedUp', '券发完了去哪里')],
  },
  task: only([
    {
      place: ['task', 'title'],
      label: '标题',
      control: { kind: 'text', lines: 2, most: 120 },
      note: '可以写 {{ customer.nickname }} 这样的变量',
    },
    {
      place: ['task', 'reasons'],
      label: '为什么现在跟进',
      control: { kind: 'texts', placeholder: '写一条理由，回车' },
      optional: true,
    },
    {
      place: ['task', 'accept'],
      label: '多久内接受（工作时间）',
      control: { kind: 'duration' },
      note: '不写就是 2 小时',
      optional: true,
    },
    {
      place: ['task', 'due'],
      label: '接受后多久完成（工作时间）',
      control: { kind: 'duration' },
      optional: true,
    },
    {
      place: ['task', 'urgent'],
      label: '紧急',
      control: { kind: 'yesNo' },
      note: '一天的最后几个名额只留给紧急的',
      optional: true,
    },
    {
      place: ['task', 'whenFull'],
      label: '导购当天名额满了',
      control: {
        kind: 'options',
        options: [
          { value: 'passOn', label: '转给有名额的同事' },
          { value: 'wait', label: '等他的下个工作日' },
          { value: 'fallBack', label: '不派，走另一条路' },
          // The last one holds where nothing is written.
          { value: '', label: '按设置里的「待办上限」' },
        ],
      },
      optional: true,
    },
    asideOf('full', '不派的客户去哪里'),
  ]),
  goal: only([{ place: ['goal'], label: '达成了什么', control: { kind: 'text', most: 60 } }]),
  exit: only([{ place: ['exit', 'reason'], label: '原因', control: { kind: 'text', most: 60 } }]),
  webhook: only([
    {
      place: ['webhook', 'to'],
      label: '通知哪个系统',
      control: { kind: 'choice', from: 'receivers' },
      note: '在「系统 → Webhook」里登记过的',
    },
    { place: ['webhook', 'body'], label: '附带的内容', control: { kind: 'yaml' }, optional: true },
  ]),
}

/** The form of a kind of step, with what all steps have. */
export function formOf(kind: Kind): Form<Step> {
  const { shapes, fields } = byKind[kind]
  return { shapes, fields: [...fields, name] }
}

/** The step after one of its fields was filled in, in its shortest writing. */
export function filled(step: Step, field: Field, value: unknown): Step {
  const isEmpty = value === '' || value === null || (Array.isArray(value) && value.length === 0)
  return put(step, field.place, field.optional && isEmpty ? undefined : value)
}
