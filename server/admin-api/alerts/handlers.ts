import type { AlertDetails } from '../../../domain/alerts/alert-details.ts'
import type { LookInto } from '../../../domain/alerts/look-into.ts'
import { otherChannelsFirst, saidByStep, withStepChannels } from '../../../domain/alerts/other-channels.ts'
import type { AlertReceivers } from '../../../domain/alerts/ports.ts'
import { type AlertRule, type Watched, watched } from '../../../domain/alerts/watched.ts'
import { channelLabels } from '../../../domain/audience/labels.ts'
import type { Clock } from '../../../domain/clock.ts'
import { steer } from '../../../domain/definitions/journey-life.ts'
import { keyOf } from '../../../domain/definitions/keys.ts'
import type { Publish } from '../../../domain/definitions/publish.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { structureOf, writeInto } from '../../../domain/definitions/written-text.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Announce } from '../../../domain/live.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { HoursInForce } from '../../../domain/sales/working-hours.ts'
import { workingMsBetween } from '../../../domain/sales/working-hours.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { Alert, AlertStore } from '../../../models/alerts.ts'
import type { Channel } from '../../../models/customer.ts'
import type { CustomerStore } from '../../../models/customers.ts'
import type { Member } from '../../../models/members.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { BeginDraft } from '../definitions/begin-draft.ts'
import type { alerts as contract } from './contract.ts'

const mostClosed = 50
const mostPeople = 100
const mostFlows = 5
const mostMessages = 3
const hourMs = 3_600_000
const workers: readonly Member['role'][] = ['owner', 'marketer', 'analyst', 'operator']

export function createAlertHandlers(deps: {
  store: Pick<AlertStore, 'live' | 'closed' | 'find'>
  details: AlertDetails
  lookInto: LookInto
  rules: () => readonly AlertRule[]
  hours: () => HoursInForce
  receivers: AlertReceivers
  members: () => Promise<readonly Member[]>
  customers: Pick<CustomerStore, 'findMany'>
  peopleOn: (journeyId: string) => Promise<number>
  published: Pick<Published, 'snapshot' | 'refresh'>
  publish: Publish
  beginDraft: BeginDraft
  definitionNames: ReturnType<typeof createDefinitionNames>
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
}): Handlers<typeof contract> {
  const { store, details, lookInto, rules, hours, receivers, members, customers, peopleOn } = deps
  const { published, publish, definitionNames, auditLog, announce, clock } = deps

  function present(alert: Alert, all: readonly Member[]) {
    const { name, of, channel, bad } = watched[alert.figure as keyof typeof watched] as Watched
    const { _id: id, part, whole, usual, handler, seenAt, cause, action, prevention, closedAt } = alert
    const { percent, least, state, openedAt, dueBy, isLate, now } = alert
    return {
      ...{ id, name, of, channel, bad, percent, least, state, openedAt, dueBy, isLate, now },
      leftMs: closedAt ? null : workingMsBetween(clock.now(), dueBy, hours()),
      rang: { part, whole },
      usual: usual ?? null,
      handler:
        handler === undefined ? null : { login: handler, name: memberName(handler, all), at: seenAt ?? null },
      cause: cause ?? null,
      action: action ?? null,
      prevention: prevention ?? null,
      closedAt: closedAt ?? null,
    }
  }

  async function found(id: string): Promise<Alert> {
    const alert = await store.find(id)
    if (alert === null) throw new DomainError('alert.not_found', { id })
    return alert
  }

  async function flowsOf(journeys: readonly { journeyId: string; messages: number }[]) {
    const snapshot = published.snapshot()
    const shown = journeys.slice(0, mostFlows)
    const nameOf = await definitionNames(shown.map(({ journeyId: id }) => ({ kind: 'journey', id })))
    return Promise.all(
      shown.map(async ({ journeyId, messages }) => {
        const head = snapshot.headOf('journey', journeyId)
        return {
          id: journeyId,
          name: nameOf('journey', journeyId),
          messages,
          people: await peopleOn(journeyId),
          canPause: head !== null && 'state' in steer(head, 'pause', clock.now()),
        }
      }),
    )
  }

  async function messagesOf(alert: Alert, of: readonly { messageId: string; messages: number }[]) {
    const { journeys, messages: known } = (await published.refresh()).registry
    const { channel, of: what } = watched[alert.figure as keyof typeof watched] as Watched
    return of.slice(0, mostMessages).flatMap(({ messageId, messages }) => {
      const message = known.find(({ id }) => id === messageId)
      if (message === undefined) return []
      const order = what === 'failed' ? otherChannelsFirst(message, channel) : null
      const saidBy = what === 'failed' ? saidByStep(journeys, message, channel) : null
      return [
        {
          ...{ id: messageId, name: message.name, messages },
          channels: order && named(order),
          saidBy: saidBy && { ...saidBy, without: saidBy.without && named(saidBy.without) },
        },
      ]
    })
  }

  /** A message of an alert that is not closed. */
  async function toChange(id: string, messageId: string) {
    const alert = await found(id)
    if (alert.state === 'closed') throw new DomainError('alert.closed', { id })
    const { channel } = watched[alert.figure as keyof typeof watched] as Watched
    const { registry } = await published.refresh()
    const message = registry.message(messageId)
    return { channel, message, saidBy: saidByStep(registry.journeys, message, channel) }
  }

  async function changed(alert: Alert) {
    announce('alerts', alert._id)
    return present(alert, await members())
  }

  return {
    async list() {
      const [live, closed, all, told] = await Promise.all([
        store.live(),
        store.closed(mostClosed),
        members(),
        receivers.of('rang'),
      ])
      return {
        live: live.map((alert) => present(alert, all)),
        closed: closed.map((alert) => present(alert, all)),
        watched: rules().map(({ name, bad, percent, least, windowMs }) => ({
          ...{ name, bad, percent, least },
          windowHours: windowMs / hourMs,
        })),
        told: told.map(({ name }) => name),
      }
    },

    async live() {
      return { open: (await store.live()).filter(({ state }) => state === 'open').length }
    },

    async find({ params: { id } }) {
      const alert = await found(id)
      const [{ chart, causes, failures, journeys, messages }, all] = await Promise.all([
        details(alert),
        members(),
      ])
      const shown = failures.slice(0, mostPeople)
      const known = await customers.findMany(shown.map(({ customerId }) => customerId))
      const nicknames = new Map(known.map(({ _id, profile }) => [_id, profile.nickname]))
      return {
        ...present(alert, all),
        chart,
        causes,
        failures: failures.length,
        people: shown.map(({ customerId, code, at }) => ({
          id: customerId,
          nickname: nicknames.get(customerId) ?? null,
          code: code ?? null,
          at,
        })),
        flows: await flowsOf(journeys),
        messages: await messagesOf(alert, messages),
        course: alert.course.map(({ at, what, by, words, part, whole }) => ({
          ...{ at, what, by: by ?? null, words: words ?? null },
          share: part === undefined || whole === undefined ? null : { part, whole },
        })),
        members: all
          .filter(({ role, state }) => state === 'active' && workers.includes(role))
          .map(({ _id, name }) => ({ login: _id, name })),
      }
    },

    async see({ params: { id }, caller }) {
      return changed(await lookInto.see(id, caller))
    },

    async pass({ params: { id }, body: { to }, caller }) {
      const all = await members()
      const member = all.find(({ _id, state }) => _id === to && state === 'active')
      if (!member || !workers.includes(member.role)) {
        throw new DomainError('request.malformed', { places: { to: '请选一位能处理预警的成员' } })
      }
      const passed = await lookInto.passTo(id, { memberId: member._id, name: member.name }, caller)
      await auditLog.record(caller, { action: 'alert.passed', on: `alert:${id}`, details: { to } })
      return changed(passed)
    },

    async pause({ params: { id }, body: { journey }, caller }) {
      const alert = await found(id)
      if (alert.state === 'closed') throw new DomainError('alert.closed', { id })
      const head = (await published.refresh()).headOf('journey', journey)
      if (head === null) throw new DomainError('journey.not_found', { id: journey })
      if (!('state' in steer(head, 'pause', clock.now()))) {
        throw new AdminRefusal(409, 'journey.state', '这个流程已经不在走了')
      }
      const people = await peopleOn(journey)
      const steering = { [keyOf('journey', journey)]: 'pause' as const }
      await publish({ steer: steering, origin: 'page', by: caller.memberId })
      await auditLog.record(caller, {
        action: 'journey.pause',
        on: `journey:${journey}`,
        details: { people, alert: id },
      })
      announce('journeys', journey)
      const nameOf = await definitionNames([{ kind: 'journey', id: journey }])
      const name = nameOf('journey', journey)
      return changed(await lookInto.acted(id, `暂停「${name}」（${people} 人在走）`, caller))
    },

    async content({ params: { id }, body, caller }) {
      const { message } = await toChange(id, body.message)
      return changed(await lookInto.acted(id, `去改「${message.name}」的内容（发布后生效）`, caller))
    },

    async channel({ params: { id }, body, caller }) {
      const { channel, message, saidBy } = await toChange(id, body.message)
      const to = saidBy === null ? otherChannelsFirst(message, channel) : saidBy.without
      if (to === null) {
        throw new AdminRefusal(409, 'message.no_other_channel', '这条素材没有别的渠道可走')
      }
      const by = { session: body.session, caller, why: { alert: id } }
      if (saidBy === null) {
        const change = (text: string) => writeInto(text, { ...structureOf(text), prefer: to })
        await deps.beginDraft({ kind: 'message', id: message.id }, change, by)
      } else {
        const change = (text: string) => withStepChannels(text, saidBy.stepId, to)
        await deps.beginDraft({ kind: 'journey', id: saidBy.journeyId }, change, by)
      }
      const names = named(to).map(({ name }) => name)
      const words =
        saidBy === null
          ? `把「${message.name}」改成先走${names[0]}，写成草稿（发布后生效）`
          : `把「${saidBy.journey}」里发「${message.name}」的一步改走${names.join('、')}，写成草稿（发布后生效）`
      return {
        ...(await changed(await lookInto.acted(id, words, caller))),
        draft:
          saidBy === null
            ? { kind: 'message' as const, id: message.id }
            : { kind: 'journey' as const, id: saidBy.journeyId, stepId: saidBy.stepId },
      }
    },

    async close({ params: { id }, body, caller }) {
      const closed = await lookInto.close(id, body, caller)
      const { cause } = body
      await auditLog.record(caller, { action: 'alert.closed', on: `alert:${id}`, details: { cause } })
      return changed(closed)
    },
  }
}

const named = (channels: readonly Channel[]) =>
  channels.map((channel) => ({ channel, name: channelLabels[channel] }))

const memberName = (login: string, all: readonly Member[]): string =>
  all.find(({ _id }) => _id === login)?.name ?? login
