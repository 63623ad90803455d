import type { WhenFull } from '../../../models/tasks.ts'
import { describe, describeFromNow, describeRunValue } from '../../audience/describe.ts'
import { channelLabels } from '../../audience/labels.ts'
import type { RunValue } from '../../language/comparison.ts'
import { describeDuration } from '../../language/duration.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { describeTime } from '../../language/moment.ts'
import { END } from '../../language/names.ts'
import { describeSpan } from '../../language/span.ts'
import { type StepDefinition, waysOf } from '../../language/step.ts'
import type { CouponStep } from '../../language/steps/coupon.ts'
import type { SendStep } from '../../language/steps/send.ts'
import type { SetTraitStep } from '../../language/steps/set-trait.ts'
import type { TaskStep } from '../../language/steps/task.ts'
import type { WaitSpec, WaitStep } from '../../language/steps/wait.ts'
import { type Awaited, awaitedIn, type WaitForStep, windowOf } from '../../language/steps/wait-for.ts'
import type { VariableDefinition } from '../../language/variable.ts'
import { describeWaitDays } from '../../language/wait-days.ts'
import { clockText } from '../../local-time.ts'
import { changeWords, dateOf, eventWords, segmentWords } from './entry.ts'
import { type DefinitionNames, traitName } from './names.ts'
import { at, joined, partsIn, type Said, type SaidPart, textOf } from './said.ts'

/** Around the step of which a sentence tells. */
export interface Around {
  steps: Readonly<Record<string, StepDefinition>>
  names: DefinitionNames
}

type Kind = StepDefinition['kind']
type StepOf<K extends Kind> = Extract<StepDefinition, { kind: K }>

/** Every node kind with its sentence, and whether it does something or decides: a new kind without one does not compile. */
const kinds: {
  [K in Kind]: { part: 'action' | 'judgement'; say: (step: StepOf<K>, around: Around) => Said }
} = {
  send: { part: 'action', say: sayWhatIsSent },
  wait: { part: 'action', say: sayTheWait },
  tag: { part: 'action', say: ({ add, remove }) => joined([tags('add', add), tags('remove', remove)], '，') },
  setTrait: { part: 'action', say: sayTraits },
  coupon: { part: 'action', say: sayTheCoupon },
  task: { part: 'action', say: sayTheTask },
  webhook: { part: 'action', say: ({ to }) => ['通知外部系统', at('webhook.to', `「${to}」`)] },
  goal: { part: 'action', say: ({ goal }) => ['记为达成目标', at('goal', `「${goal}」`)] },
  exit: { part: 'action', say: ({ reason }) => ['结束流程，原因是', at('exit.reason', `「${reason}」`)] },
  waitFor: { part: 'judgement', say: sayWhatIsAwaited },
  branch: {
    part: 'judgement',
    say: ({ cases, otherwise }, around) =>
      joined(
        [
          ...cases.map(({ when, to }, index) => [
            at(`branch.${index}.when`, describe(when, around.names)),
            '，就',
            at(`branch.${index}.to`, goTo(to, around)),
          ]),
          ['其他情况，就', at(`branch.${cases.length}.otherwise`, goTo(otherwise, around))],
        ],
        '；',
      ),
  },
  split: {
    part: 'judgement',
    say: ({ shares }, around) => [
      '按比例分流，同一位客户始终走同一路：',
      joined(
        shares.map(({ share, to }, index) => [
          at(`split.${index}.share`, `${share}%`),
          ' ',
          at(`split.${index}.to`, goTo(to, around)),
        ]),
        '；',
      ),
    ],
  },
}

// The table pairs each kind with its own step type; TypeScript cannot see that pairing through the union.
const kindOf = (step: StepDefinition) =>
  kinds[step.kind] as { part: 'action' | 'judgement'; say: (step: StepDefinition, around: Around) => Said }

/** 执行动作 or 分支逻辑. */
export const partOfStep = (step: StepDefinition): 'action' | 'judgement' => kindOf(step).part

/** What the step does or decides, as people would say it. */
export const describeStep = (step: StepDefinition, around: Around): string =>
  textOf(kindOf(step).say(step, around))

/** The same, each part with the field of the step it stands for. */
export const describeStepParts = (step: StepDefinition, around: Around): SaidPart[] =>
  partsIn(kindOf(step).say(step, around))

/** Where a way leads. What has no name is told by what it does, unless that has ways of its own: it would be too long. */
function goTo(id: string, around: Around): string {
  const step = around.steps[id]
  if (id === END || step === undefined) return '结束流程'
  const isPlain = partOfStep(step) === 'action' && waysOf(step).length < 2
  if (step.name === undefined && isPlain) return describeStep(step, around)
  return `转到「${step.name ?? id}」`
}

const tagVerbs = { add: '打上', remove: '去掉' }

const tags = (key: 'add' | 'remove', names: string[]): Said =>
  names.length === 0
    ? ''
    : [`${tagVerbs[key]}标签`, at(`tag.${key}`, names.map((tag) => `「${tag}」`).join(''))]

function sayWhatIsSent(step: SendStep, around: Around): Said {
  const { names } = around
  const message = names.message?.(step.message)
  const channels = at('send.channels', channelWords(step, message))
  const sent = at('send.message', `「${message?.name ?? step.message}」`)
  const capped =
    step.whenCapped === 'next day' ? ['，', at('send.whenCapped', '超出触达频控就改到第二天')] : ''
  const late =
    step.useBy === undefined ? '' : ['，', at('send.useBy', `${useByWords(step.useBy)}没有发出就不再发`)]
  const unsent =
    step.notSent === undefined ? '' : ['；没有发出，就', at('notSent', goTo(step.notSent, around))]
  const category = message?.category === undefined ? '' : `（${message.category}类）`
  const recommended = Object.values(message?.variables ?? {})
    .map(sayTheRecommendation)
    .join('')
  return [channels, '发送', sent, category, recommended, capped, late, unsent]
}

function sayTheRecommendation(variable: VariableDefinition): string {
  if (variable.kind !== 'recommend') return ''
  const products = variable.products
    .map((offer) =>
      offer === 'on sale' ? '在售商品（先看偏好类目，再看买过的类目）' : `「${offer.product}」`,
    )
    .join('')
  return `，从${products}里推荐第一个符合条件且没买过的，没有就推荐「${variable.default}」`
}

const useByWords = (useBy: NonNullable<SendStep['useBy']>): string =>
  'at' in useBy ? `${describeTime(useBy.at)}（北京时间）前` : `${describeDuration(useBy.ms)}内`

function sayTheCoupon({ batch, cases = [], usedUp }: CouponStep, around: Around): Said {
  const name = (field: string, id: string) => at(field, `「${around.names.batch?.(id) ?? id}」`)
  const chosen = cases.map(({ when, batch: one }, index) => {
    const field = `coupon.batches.${index}`
    return [at(`${field}.when`, describe(when, around.names)), '，就发', name(`${field}.batch`, one), '；']
  })
  const otherwise =
    cases.length === 0
      ? name('coupon.batch', batch)
      : ['：', ...chosen, '其他情况，就发', name(`coupon.batches.${cases.length}.otherwise`, batch)]
  const empty = usedUp === undefined ? '' : ['；券已发完，就', at('usedUp', goTo(usedUp, around))]
  return ['发放优惠券', otherwise, empty]
}

function channelWords({ channels }: SendStep, message: MessageDefinition | undefined): string {
  const told = channels ?? message?.prefer ?? []
  if (told === 'auto') return '用客户常用的渠道'
  const words = told.map((channel) => channelLabels[channel]).join('、')
  if (told.length > 1) return `依次用${words}`
  return words === '' ? '' : `用${words}`
}

function sayTheWait(step: WaitStep, around: Around): Said {
  return joined([waitWords(step.wait, around), openingWords(step)], '，再')
}

function waitWords(wait: WaitSpec, { names }: Around): Said {
  switch (wait.kind) {
    case 'nothing':
      return ''
    case 'for':
    case 'months':
      return ['等 ', at('wait.for', describeSpan(wait))]
    case 'trait':
      return ['等到', at('wait.until.trait', dateOf(wait.trait, wait.offsetMs, names))]
    case 'at':
      return ['等到 ', at('wait.until', describeTime(wait.iso)), '（北京时间）']
  }
}

function openingWords({ on, between }: WaitStep): Said {
  const hours =
    between && at('wait.between', `${clockText(between.fromMinute)}–${clockText(between.toMinute)} 之间`)
  if (on === undefined) return hours === undefined ? '' : ['等到客户当地时间 ', hours]
  const days = at('wait.on', describeWaitDays(on))
  return ['等到', days, hours === undefined ? '' : ['的 ', hours], '（客户当地时间）']
}

function sayTraits({ traits }: SetTraitStep, { names }: Around): Said {
  const said = Object.entries(traits)
    .map(([trait, value]) => {
      const name = `「${traitName(trait, names)}」`
      if (value === null) return `清除${name}`
      if (typeof value === 'boolean') return `把${name}设为${value ? '是' : '否'}`
      if (typeof value !== 'object') return `把${name}设为 ${value}`
      if ('at' in value) return `把${name}设为 ${describeTime(value.at)}`
      if ('moment' in value) return `把${name}设为${describeFromNow(value.moment)}`
      if ('of' in value) return `把${name}设为${describeRunValue(value.of)}`
      return value.add > 0 ? `${name}加 ${value.add}` : `${name}减 ${-value.add}`
    })
    .join('，')
  return at('setTrait', said)
}

function sayTheTask(
  { title, reasons, acceptMs, dueMs, urgent, whenFull, full }: TaskStep,
  around: Around,
): Said {
  const { names } = around
  // Liquid of a customer's field, or of an event: for people it is the field.
  const plain = title
    .replace(
      /\{\{\s*customer\.(?:traits\.)?([\p{L}_][\p{L}\p{N}_]*)[^}]*\}\}/gu,
      (_, field: string) => `〔${traitName(field, names)}〕`,
    )
    .replace(
      /\{\{\s*(entry|answer)\.([\p{L}_][\p{L}\p{N}_]*)[^}]*\}\}/gu,
      (_, from: RunValue['from'], prop: string) => `〔${describeRunValue({ from, prop })}〕`,
    )
  const due = dueMs === undefined ? '' : ['，接受后 ', at('task.due', `${workingTime(dueMs)}内`), '完成']
  const why = reasons.length === 0 ? '' : ['，理由是', at('task.reasons', reasons.join('、'))]
  const accept = ['，', at('task.accept', `${workingTime(acceptMs)}内`), '接受']
  const kind = urgent ? ['给销售派', at('task.urgent', '紧急'), '跟进待办'] : ['给销售派跟进待办']
  const aside = full === undefined ? '流程照常往下走' : ['就', at('full', goTo(full, around))]
  const overflow: Record<WhenFull, Said> = {
    wait: ['；当天名额满了，', at('task.whenFull', '等他下个工作日')],
    passOn: ['；当天名额满了，', at('task.whenFull', '转给有名额的同事')],
    fallBack: ['；当天名额满了，', at('task.whenFull', '不派'), '，', aside],
  }
  return [...kind, at('task.title', `「${plain}」`), why, accept, due, whenFull ? overflow[whenFull] : '']
}

const dayMs = 86_400_000

const workingTime = (ms: number): string =>
  ms % dayMs === 0 ? `${ms / dayMs} 个工作日` : `${describeDuration(ms)}工作时间`

function sayWhatIsAwaited(step: WaitForStep, around: Around): Said {
  const within = at('waitFor.within', `${describeSpan(windowOf(step))}内`)
  const awaited = awaitedIn(step)
  const isOne = awaited.length === 1
  const ways = awaited.map(({ on, to }, index) => [
    '客户',
    at(isOne ? 'waitFor' : `waitFor.any.${index}`, awaitedWords(on, around)),
    '，就',
    at(isOne ? 'yes' : `waitFor.any.${index}.to`, goTo(to, around)),
  ])
  const no = ['就', at('no', goTo(step.no, around))]
  return isOne
    ? [within, ways, '；到时没有，', no]
    : [within, '看先发生哪一件：', joined(ways, '；'), '；到时都没有，', no]
}

function awaitedWords(on: Awaited, around: Around): string {
  return on.kind === 'segment'
    ? `${changeWords[on.change]}${segmentWords(on.segment, around.names)}`
    : eventWords(on.event, on.where, sentBy(on.of ?? [], around))
}

function sentBy(of: string[], { steps }: Around): string[] {
  const sends = of.map((id) => `「${steps[id]?.name ?? id}」`)
  return sends.length === 0 ? [] : [`由${sends.join('或')}发出`]
}
