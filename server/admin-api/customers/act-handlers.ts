import { consentOnPage } from '../../../domain/customers/consent-source.ts'
import { exportOfPerson } from '../../../domain/customers/person-export.ts'
import { quietUntil } from '../../../domain/customers/quiet.ts'
import { idsOf } from '../../../domain/explanations/find-definition.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { causeOfCaller } from '../../../domain/members/cause.ts'
import { ordersOf } from '../../../domain/orders/orders-of.ts'
import type { Customer } from '../../../models/customer.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { customers as contract } from './contract.ts'
import type { CustomerDeps } from './deps.ts'

type Acts = Pick<
  Handlers<typeof contract>,
  | 'reveal'
  | 'changeTags'
  | 'lookAtDoNotDisturb'
  | 'setDoNotDisturb'
  | 'setGuardianConsent'
  | 'setTestAccount'
  | 'export'
  | 'erase'
>

/** The newest of each: more than anybody has. */
const mostExported = 20_000

/** What members do to a customer, each noted before it is answered. */
export function createActHandlers(
  deps: CustomerDeps,
  seen: (id: string, caller: Caller) => Promise<Customer>,
): Acts {
  const { customers, auditLog, doNotDisturb, definitionNames, testAccounts, reader, stores, runFigures } =
    deps
  const on = ({ _id }: Customer) => `customer:${_id}`

  function changed(customer: Customer): Record<string, never> {
    deps.announce('customers', customer._id)
    return {}
  }

  return {
    async reveal({ params, body: { reason }, caller }) {
      const customer = await seen(params.id, caller)
      await auditLog.record(caller, { action: 'customer.revealed', on: on(customer), details: { reason } })
      const { phone, email, realName } = customers.reveal(customer)
      return { phone: phone ?? null, email: email ?? null, realName: realName ?? null }
    },

    async changeTags({ params, body: { add, remove }, caller, once }) {
      const customer = await seen(params.id, caller)
      const kind = caller.role === 'integration' ? ('base' as const) : ('manual' as const)
      const addTags = add.map((name) => ({ name, kind }))
      await customers.change(customer, { addTags, removeTags: remove }, causeOfCaller(caller, once))
      await auditLog.record(caller, { action: 'customer.tagged', on: on(customer), details: { add, remove } })
      return changed(customer)
    },

    async lookAtDoNotDisturb({ params, caller }) {
      const ahead = await doNotDisturb(await seen(params.id, caller))
      const name = await definitionNames([
        ...ahead.waiting.map(({ message: id }) => ({ kind: 'message' as const, id })),
        ...[...ahead.quietened, ...ahead.untouched].map((id) => ({ kind: 'journey' as const, id })),
      ])
      return {
        waiting: ahead.waiting.map(({ message, next }) => ({ message: name('message', message), next })),
        quietened: ahead.quietened.map((id) => name('journey', id)),
        untouched: ahead.untouched.map((id) => name('journey', id)),
      }
    },

    async setDoNotDisturb({ params, body, caller, once }) {
      const customer = await seen(params.id, caller)
      const by = { who: 'member', id: caller.memberId, from: 'customerPage' } as const
      const cause = causeOfCaller(caller, once)
      const { isOn, reason } = body
      if (body.isOn) {
        const { channels, days } = body
        const until = days === null ? null : quietUntil(deps.clock.now(), days)
        await customers.quieten(customer, { channels, until, by }, cause)
      } else {
        await customers.unquieten(customer, { channels: 'all', by }, cause)
      }
      await auditLog.record(caller, {
        action: isOn ? 'customer.left_alone' : 'customer.no_longer_left_alone',
        on: on(customer),
        details: body.isOn ? { reason, channels: body.channels, days: body.days } : { reason },
      })
      return changed(customer)
    },

    async setGuardianConsent({ params, body, caller, once }) {
      const customer = await seen(params.id, caller)
      const now = deps.clock.now()
      const known = customer.consent.guardian
      const at = (body.state === 'granted' ? body.at : undefined) ?? now
      if (at > now) {
        throw new AdminRefusal(422, 'consent.ahead', '同意的时间还没到', { at: '写监护人表态的时间' })
      }
      if (body.state === 'granted' && known?.state === 'refused' && at <= known.at) {
        throw new AdminRefusal(422, 'consent.older', '监护人后来不同意了', {
          at: '监护人在这之后表示过不同意，写之后的同意日期',
        })
      }
      const { state } = body
      const proof =
        body.state === 'granted' ? { at, textVersion: body.textVersion, evidence: body.evidence } : { at }
      const setConsent = { guardian: { state, source: consentOnPage, ...proof } }
      await customers.change(customer, { setConsent }, causeOfCaller(caller, once))
      await auditLog.record(caller, {
        action: state === 'granted' ? 'customer.guardian_agreed' : 'customer.guardian_withdrew',
        on: on(customer),
        details: body.state === 'granted' ? proof : { reason: body.reason },
      })
      return changed(customer)
    },

    async setTestAccount({ params, body: { isTest }, caller }) {
      const customer = await seen(params.id, caller)
      await (isTest ? testAccounts.mark(customer) : testAccounts.unmark(customer))
      await auditLog.record(caller, {
        action: isTest ? 'customer.test_account_set' : 'customer.test_account_unset',
        on: on(customer),
      })
      return changed(customer)
    },

    async export({ params, body: { reason }, caller }) {
      const customer = await seen(params.id, caller)
      await auditLog.record(caller, { action: 'customer.exported', on: on(customer), details: { reason } })
      const ids = idsOf(customer)
      const [events, touches, runs, tasks, coupons, orders] = await Promise.all([
        reader.allEvents(ids, mostExported),
        stores.touches.ofCustomers(ids, mostExported),
        runFigures.ofCustomers(ids, mostExported),
        stores.tasks.ofCustomers(ids, mostExported),
        stores.coupons.grantsOf(ids, mostExported),
        ordersOf(stores.orders, customer, mostExported),
      ])
      const records = { events, touches, runs, tasks, coupons, orders }
      return { madeAt: deps.clock.now(), customer: exportOfPerson(customer, records, customers) }
    },

    async erase({ params, body: { reason }, caller }) {
      const customer = await seen(params.id, caller)
      await deps.erasures.erase(customer, { by: caller.memberId, byName: caller.name, reason })
      await auditLog.record(caller, { action: 'customer.erased', on: on(customer), details: { reason } })
      return changed(customer)
    },
  }
}
