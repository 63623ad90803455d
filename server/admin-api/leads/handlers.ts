import type { Activity } from '../../../domain/activity.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Inbox } from '../../../domain/inbox/inbox.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { requireTraits } from '../../../http/given-traits.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { leads as contract } from './contract.ts'

/** The door of lead forms for systems with a key: what becomes of one is decided where those of the mini-program are. */
export function createLeadHandlers(deps: {
  inbox: Pick<Inbox, 'accept' | 'process'>
  background: Activity['background']
  registry: Pick<Registry, 'traits'>
  clock: Clock
}): Handlers<typeof contract> {
  const { inbox, background, registry, clock } = deps

  return {
    async submit({ body: { traits, traitConsents, ...lead }, caller }) {
      const taken = requireTraits({ traits, traitConsents }, { source: 'form', registry })
      const _id = `lead:${caller.memberId}:${lead.form}:${lead.id}`
      const payload = { lead, customerId: null, traits: taken }
      await inbox.accept({ _id, source: 'lead', kind: lead.form, at: clock.now(), payload })
      background('lead', () => inbox.process(_id))
      return { accepted: true }
    },
  }
}
