import type { Clock } from '../../../domain/clock.ts'
import { createStoreOf } from '../../../domain/contact-sync/store-of.ts'
import type { ReportRules } from '../../../domain/language/report-rules.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { isWithin, type Scopes } from '../../../domain/members/scope.ts'
import type { Reports } from '../../../domain/reports/create-reports.ts'
import type { Receivers } from '../../../domain/reports/receivers.ts'
import { nextReportAt } from '../../../domain/reports/report-days.ts'
import type { createDefinitionNames } from '../../../domain/timeline/definition-names.ts'
import type { GroupSends } from '../../../models/group-sends.ts'
import type { ReportStore } from '../../../models/reports.ts'
import type { RetailStoreStore } from '../../../models/retail-stores.ts'
import type { StaffStore } from '../../../models/staff.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { reports as contract } from './contract.ts'
import { presentDelivery, presentLines, presentReport, saysOf } from './present.ts'

const mostReports = 60
const mostWaiting = 2_000

export function createReportHandlers(deps: {
  store: Pick<ReportStore, 'latest' | 'find' | 'deliveriesOf'>
  reports: Pick<Reports, 'sendNow'>
  receivers: Pick<Receivers, 'all' | 'ofLogin'>
  rules: () => ReportRules
  groupSends: Pick<GroupSends, 'awaiting'>
  staff: Pick<StaffStore, 'all'>
  retailStores: Pick<RetailStoreStore, 'all'>
  scopes: Scopes
  definitionNames: ReturnType<typeof createDefinitionNames>
  clock: Clock
}): Handlers<typeof contract> {
  const { store, reports, receivers, rules, clock } = deps
  const isLead = ({ role }: Caller) => role === 'lead'

  return {
    async list({ caller }) {
      const [found, { receivers: all, withoutLead }] = await Promise.all([
        store.latest(mostReports),
        receivers.all(rules()),
      ])
      const items = found.filter(({ state }) => state !== 'skipped').map(presentReport)
      return {
        items: isLead(caller) ? items.map((item) => ({ ...item, told: null })) : items,
        next: nextReportAt(clock.now(), rules()),
        receivers: all.filter(({ userid, stores }) => userid !== null && stores.length > 0).length,
        withoutLead: isLead(caller) ? [] : withoutLead,
      }
    },

    async find({ params: { id }, caller }) {
      const report = await store.find(id)
      if (report === null) throw new AdminRefusal(404, 'report.not_found', '没有这一份日报')
      const all = await store.deliveriesOf(id)
      const own = caller.userid?.toLowerCase() ?? caller.memberId
      const shown = isLead(caller) ? all.filter(({ to }) => to === own) : all
      return {
        ...presentReport(report),
        ...(isLead(caller) && { told: null }),
        withoutLead: isLead(caller) ? [] : report.withoutLead,
        deliveries: shown.map(presentDelivery),
      }
    },

    async sendNow({ body: { kind }, caller }) {
      const receiver = await receivers.ofLogin(caller.memberId)
      const delivery = receiver && (await reports.sendNow(kind, receiver))
      if (!delivery) throw new AdminRefusal(409, 'report.not_sent', '这一份已经在发了')
      return { state: delivery.state, says: saysOf(delivery), lines: presentLines(delivery.lines) }
    },

    async unconfirmed({ query: { store: asked }, caller }) {
      const [waiting, staff, stores, scope, own] = await Promise.all([
        deps.groupSends.awaiting(mostWaiting),
        deps.staff.all(),
        deps.retailStores.all(),
        deps.scopes.of(caller),
        deps.scopes.storesOf(caller),
      ])
      const storeOf = createStoreOf(staff, stores)
      const people = new Map(staff.map(({ _id, name }) => [_id, name]))
      const mine = waiting.filter(
        ({ sender }) => isWithin(scope, sender) && (asked === undefined || storeOf(sender) === asked),
      )
      const nameOf = await deps.definitionNames(
        mine.map(({ journeyId, messageId }) =>
          journeyId === undefined ? { kind: 'message', id: messageId } : { kind: 'journey', id: journeyId },
        ),
      )
      return {
        items: mine.map(
          ({ _id: id, sender, journeyId, messageId, people: joined, asked: handed, expiresAt }) => ({
            id,
            staff: sender,
            name: people.get(sender.toLowerCase()) ?? sender,
            store: stores.find(({ _id }) => _id === storeOf(sender))?.name ?? null,
            of: journeyId === undefined ? nameOf('message', messageId) : nameOf('journey', journeyId),
            people: handed ?? joined,
            until: expiresAt,
          }),
        ),
        stores: stores
          .filter(({ _id }) => own === 'all' || own.has(_id))
          .map(({ _id, name }) => ({ code: _id, name })),
      }
    },
  }
}
