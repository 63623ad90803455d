import { channelLabels } from '../../domain/audience/labels.ts'
import { explainTouch } from '../../domain/outreach/touch/explain.ts'
import { touchStates } from '../../domain/outreach/touch/state-words.ts'
import type { Channel, Customer, TraitValue } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { runState } from '../state-words.ts'
import { timeText } from '../time-words.ts'
import type { World } from '../world.ts'

const mostRuns = 50
const mostTouches = 50

/** One person: who they are, where they are on their way, and why they got what they got. */
export const customer: Command = {
  usage: 'customer <id|phone>',
  summary: '一位客户：档案（联系方式打码）、标签、属性、流程、每条触达及其原因',
  async run({ args, world }) {
    const opened = await world()
    const found = await opened.customers.find(args[0] ?? '')
    // The number itself is not repeated: what is printed may be kept.
    if (found.length === 0) throw new Refusal('customer.not_found', ['没有这位客户：检查编号或手机号'])
    const people = await Promise.all(found.map((one) => look(one, opened)))
    return {
      lines: people.flatMap((person, i) => [...(i === 0 ? [] : ['', '———', '']), ...linesOf(person)]),
      json: people.map(asJson),
    }
  },
}

interface Person {
  customer: Customer
  contact: ReturnType<World['customers']['masked']>
  runs: Run[]
  touches: Touch[]
}

async function look(one: Customer, { customers, stores, runFigures }: World): Promise<Person> {
  const ids = [one._id, ...one.mergedFrom]
  return {
    customer: one,
    contact: customers.masked(one),
    runs: await runFigures.ofCustomers(ids, mostRuns),
    touches: await stores.touches.ofCustomers(ids, mostTouches),
  }
}

function linesOf({ customer: one, contact, runs, touches }: Person): string[] {
  const { nickname, region, sourceChannel, registeredAt } = one.profile
  return [
    `${nickname ?? contact.realName ?? '（没有昵称）'}  ${one._id}`,
    ...inColumns(
      [
        ['  联系方式', Object.values(contact).join('  ')],
        ['  地区', region ?? ''],
        ['  来源', sourceChannel ?? ''],
        ['  归属', one.owner ?? ''],
        ['  建档', timeText(registeredAt)],
        ['  标签', one.tags.map(({ name }) => name).join('、')],
        ['  授权', perChannel(one.consent, { granted: '同意', refused: '拒绝' })],
        ['  触达', perChannel(one.reach, { reachable: '可触达', unreachable: '联系不上' })],
      ].filter(([, value]) => value !== ''),
    ),
    ...section(
      '属性',
      Object.entries(one.traits).map(([name, value]) => [name, traitText(value)]),
    ),
    ...section(
      '流程',
      runs.map((run) => [
        timeText(run.startedAt),
        run.versionId,
        run.holdout ? '对照组' : '',
        run.state === 'active' ? `在 ${run.stepId}` : runState(run.endReason ?? run.state),
        run.state === 'active' && run.dueAt ? `${timeText(run.dueAt)} 继续` : '',
      ]),
    ),
    ...section(
      '触达',
      touches.map((touch) => [
        timeText(touch.createdAt),
        touch.messageId,
        touch.channel ? channelLabels[touch.channel] : '',
        touchStates[touch.state],
        explainTouch(touch),
      ]),
    ),
  ]
}

function section(title: string, rows: string[][]): string[] {
  return rows.length === 0
    ? []
    : ['', title, ...inColumns(rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]))]
}

function perChannel(
  states: Partial<Record<Channel, { state: string }>>,
  words: Record<string, string>,
): string {
  return Object.entries(states)
    .map(([channel, { state }]) => `${channelLabels[channel as Channel]} ${words[state] ?? state}`)
    .join('，')
}

function traitText(value: TraitValue): string {
  if (value instanceof Date) return timeText(value)
  return Array.isArray(value) ? value.join('、') : String(value)
}

/** What is named here leaves; sealed data, keys of identities and the outbox do not. */
function asJson({ customer: one, contact, runs, touches }: Person): object {
  const { nickname, region, sourceChannel, registeredAt } = one.profile
  return {
    id: one._id,
    profile: { nickname, region, sourceChannel, registeredAt, ...contact },
    owner: one.owner ?? null,
    tags: one.tags,
    traits: one.traits,
    consent: one.consent,
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
    touches: touches.map((touch) => ({
      id: touch._id,
      message: touch.messageId,
      channel: touch.channel ?? null,
      state: touch.state,
      createdAt: touch.createdAt,
      explained: explainTouch(touch),
      decisions: touch.decisions.map(({ at, gate, verdict, reason, channel, until, final }) => ({
        at,
        gate,
        verdict,
        reason,
        channel,
        until,
        final,
      })),
    })),
  }
}
