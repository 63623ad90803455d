import { channelLabels } from '../domain/audience/labels.ts'
import { shownTrait } from '../domain/customers/personal-traits.ts'
import { reasonWords } from '../domain/customers/preferences/reason-words.ts'
import { quietLines } from '../domain/customers/quiet-words.ts'
import { nameOfValue } from '../domain/customers/traits/table.ts'
import { namesIn, traitName } from '../domain/definitions/sentences/names.ts'
import { channelText, type ExplainedTouch } from '../domain/explanations/explain-touch.ts'
import { runState } from '../domain/journeys/state-words.ts'
import type { Registry } from '../domain/language/registry.ts'
import { touchStates } from '../domain/outreach/touch/state-words.ts'
import { taskStates } from '../domain/sales/state-words.ts'
import { resultWords } from '../domain/sales/task-card.ts'
import type { CouponGrant } from '../models/coupons.ts'
import type { Channel, Customer } from '../models/customer.ts'
import type { Run } from '../models/run.ts'
import type { Task } from '../models/tasks.ts'
import { inColumns } from './columns.ts'
import { timeText } from './time-words.ts'
import type { World } from './world.ts'

/** Everything there is to show of one person. */
export interface Person {
  customer: Customer
  contact: ReturnType<World['customers']['masked']>
  registry: Registry
  runs: Run[]
  touches: ExplainedTouch[]
  tasks: Task[]
  coupons: CouponGrant[]
  now: Date
}

/** For people, zh-CN. */
export function personLines(person: Person): string[] {
  const { customer: one, contact, registry, runs, touches, tasks, coupons, now } = person
  const { nickname, region, sourceChannel, registeredAt } = one.profile
  const names = namesIn(registry)
  const segmentNames = one.segments.map((id) => names.segment?.(id) ?? id)
  return [
    `${nickname ?? contact.realName ?? '（没有昵称）'}  ${one._id}`,
    ...inColumns(
      [
        ['  测试账号', one.isTest ? '是' : ''],
        ['  联系方式', Object.values(contact).join('  ')],
        ['  地区', region ?? ''],
        ['  来源', sourceChannel ?? ''],
        ['  归属', one.owner ?? ''],
        ['  建档', timeText(registeredAt)],
        ['  标签', one.tags.map(({ name }) => name).join('、')],
        ['  人群包', segmentNames.join('、')],
      ].filter(([, value]) => value !== ''),
    ),
    ...section(
      '属性',
      Object.entries(one.traits).map(([name, value]) => [
        traitName(name, names),
        traitText(name, shownTrait(value)),
      ]),
    ),
    ...section(
      '偏好',
      one.tags.flatMap(({ name, reason }) => (reason ? [[name, reason.rule, reasonWords(reason)]] : [])),
    ),
    ...section(
      '授权',
      perChannel(one.consent).map(([channel, { state, at, source }]) => [
        channelLabels[channel],
        state === 'granted' ? '同意' : '拒绝',
        timeText(at),
        source,
      ]),
    ),
    ...section(
      '勿扰',
      quietLines(one, now).map(({ scope, end, at, by, place }) => [
        scope,
        end,
        timeText(at),
        by?.id ?? '',
        place,
      ]),
    ),
    ...section(
      '能否触达',
      perChannel(one.reach).map(([channel, { state, at, reason }]) => [
        channelLabels[channel],
        state === 'reachable' ? '可触达' : '联系不上',
        timeText(at),
        reason ?? '',
      ]),
    ),
    ...section(
      '流程',
      runs.map((run) => [
        timeText(run.startedAt),
        run.versionId,
        run.isTest ? '测试' : run.holdout ? '对照组' : '',
        run.state === 'active' ? `在 ${run.stepId}` : runState(run.endReason ?? run.state),
        run.state === 'active' && run.dueAt ? `${timeText(run.dueAt)} 继续` : '',
      ]),
    ),
    ...section(
      '触达',
      touches.map(({ createdAt, message, channel, state, says }) => [
        timeText(createdAt),
        message,
        channelText(channel),
        touchStates[state],
        says,
      ]),
    ),
    ...section(
      '跟进待办',
      tasks.map(({ createdAt, title, state, assignee, result }) => [
        timeText(createdAt),
        title,
        result === undefined ? taskStates[state] : resultWords[result],
        assignee ?? '',
      ]),
    ),
    ...section(
      '优惠券',
      coupons.map(({ grantedAt, batchId, code, validUntil }) => [
        timeText(grantedAt),
        names.batch?.(batchId) ?? batchId,
        code,
        `有效期至 ${timeText(validUntil)}`,
      ]),
    ),
  ]
}

/** What is named here leaves; sealed data, keys of identities and the outbox do not. */
export function personJson({ customer: one, contact, runs, touches, tasks, coupons }: Person): object {
  const { nickname, region, sourceChannel, registeredAt } = one.profile
  return {
    id: one._id,
    testAccount: one.isTest,
    profile: { nickname, region, sourceChannel, registeredAt, ...contact },
    owner: one.owner ?? null,
    tags: one.tags,
    traits: Object.fromEntries(Object.entries(one.traits).map(([name, value]) => [name, shownTrait(value)])),
    consent: one.consent,
    quiet: one.quiet ?? [],
    reach: one.reach,
    segments: one.segments,
    runs: runs.map(
      ({ _id: id, versionId, state, stepId, startedAt, dueAt, endedAt, endReason, holdout }) => ({
        id,
        versionId,
        state,
        stepId,
        startedAt,
        dueAt,
        endedAt,
        endReason,
        holdout,
      }),
    ),
    touches,
    tasks: tasks.map(({ _id: id, title, reasons, state, assignee, createdAt, dueBy, doneAt, result }) => ({
      id,
      title,
      reasons,
      state,
      assignee: assignee ?? null,
      createdAt,
      dueBy,
      doneAt,
      result,
    })),
    coupons: coupons.map(({ batchId: batch, code, grantedAt, validFrom, validUntil }) => ({
      batch,
      code,
      grantedAt,
      validFrom,
      validUntil,
    })),
  }
}

function section(title: string, rows: string[][]): string[] {
  return rows.length === 0
    ? []
    : ['', title, ...inColumns(rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]))]
}

const perChannel = <State>(states: Partial<Record<Channel, State>>): [Channel, State][] =>
  Object.entries(states) as [Channel, State][]

function traitText(name: string, value: ReturnType<typeof shownTrait>): string {
  if (value instanceof Date) return timeText(value)
  return Array.isArray(value) ? value.join('、') : nameOfValue(name, String(value))
}
