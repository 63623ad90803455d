import type { CustomerChange, Customers, IdentityClaim } from '../domain/customers/contract.ts'
import { changeOfTaken } from '../domain/customers/given-traits.ts'
import type { InboxHandler } from '../domain/inbox/inbox.ts'
import { type LeadForm, leadPayloadSchema } from '../http/lead-form.ts'
import type { Customer } from '../models/customer.ts'

type ConsentChannel = 'sms' | 'email'

/**
 * The inbox handler of source `lead`. A typed phone is no proof: with a log-in it stays on that customer, unverified;
 * without one it finds or starts a lead but never merges two.
 */
export function createLeadHandler({ customers }: { customers: Customers }): InboxHandler {
  return async (payload, record) => {
    const { lead, customerId, traits } = leadPayloadSchema.parse(payload)
    const phone: IdentityClaim = { kind: 'phone', value: lead.phone, verified: false }
    const found =
      customerId === null
        ? await customers.getOrCreate([phone], { source: 'lead', at: record.at })
        : await customers.addClaims(customerId, [phone], 'lead')
    const setTraits = changeOfTaken(
      // Without a log-in anybody may have typed the number: what is known stays.
      traits.filter(({ name }) => customerId !== null || !Object.hasOwn(found.traits, name)),
      `lead:${lead.form}`,
    )
    const change = { ...changeOf(lead, found, customerId !== null), setTraits }
    const customer = await customers.change(found._id, change, `${record._id}:form`)
    await customers.hear({
      _id: record._id,
      customerId: customer._id,
      name: 'lead.submitted',
      at: record.at,
      props: {
        form: lead.form,
        ...(lead.sourceChannel === undefined ? {} : { sourceChannel: lead.sourceChannel }),
        consent: { sms: lead.consent.sms === true, email: lead.consent.email === true },
      },
      source: 'lead',
    })
    return 'done'
  }
}

function changeOf(lead: LeadForm, customer: Customer, isLoggedIn: boolean): CustomerChange {
  const { profile } = customer
  const sourceChannel = profile.sourceChannel ?? lead.sourceChannel
  // Without a log-in anybody may have typed the number: that must not lift a refusal.
  const mayGrant = (channel: ConsentChannel) => isLoggedIn || customer.consent[channel]?.state !== 'refused'
  const granted = (['sms', 'email'] as const).filter((c) => lead.consent[c] === true && mayGrant(c))
  const consent = { state: 'granted', source: `lead:${lead.form}`, text: lead.consent.text } as const
  return {
    setProfile: {
      ...(profile.phoneVerified ? {} : { phone: lead.phone }),
      ...(lead.email === undefined ? {} : { email: lead.email }),
      ...(lead.nickname === undefined || profile.nickname !== undefined ? {} : { nickname: lead.nickname }),
      ...(sourceChannel === undefined ? {} : { sourceChannel }),
    },
    setConsent: Object.fromEntries(granted.map((channel) => [channel, consent])),
    addTags: [{ name: `表单:${lead.form}`, kind: 'base' }],
  }
}
