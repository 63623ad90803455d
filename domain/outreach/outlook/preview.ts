import { type Channel, type Customer, channels } from '../../../models/customer.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { VariableDefinition } from '../../language/variable.ts'
import { ContentFault } from '../content/content-fault.ts'
import { recommend } from '../content/recommend.ts'
import { resolveVariables } from '../content/variables.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import type { Rendered } from '../render/rendered.ts'

/** Whoever is shown: no link, pixel or way out in a preview leads to a real touch or customer. */
const nobodyId = 'preview'

/** What a variable says to this reader, and where that came from. */
export interface ShownVariable {
  name: string
  text: string | null
  from: 'customer' | 'default' | 'missing' | 'link' | 'recommend'
}

export type Preview = {
  variables: ShownVariable[]
} & ({ kind: 'written'; rendered: Rendered } | { kind: 'unwritten'; reason: string })

type Parts = Pick<OutreachParts, 'customers' | 'shopProducts' | 'render' | 'clock'>

/** How a message reads for a customer on a channel, by the renderer that writes it when it is sent. */
export function createPreview({ customers, shopProducts, render, clock }: Parts) {
  return async function preview(
    message: MessageDefinition,
    channel: Channel,
    reader: Customer | null,
    /** Short codes by link name; a link without one gets a stand-in. */
    codes: Record<string, string> = {},
  ): Promise<Preview> {
    const now = clock.now()
    const recommended =
      reader === null
        ? undefined
        : (await recommend({ customers, shopProducts }, message, { attempts: [] }, reader, now)).said
    const customer = { ...(reader ?? nobody(now)), _id: nobodyId }
    const variables = shownVariables(message, customer, recommended ?? {})
    try {
      const rendered = render({
        message,
        channel,
        customer,
        touchId: nobodyId,
        addresses: {},
        values: {},
        codes,
        recommended,
      })
      return { kind: 'written', rendered, variables }
    } catch (error) {
      if (error instanceof ContentFault) return { kind: 'unwritten', reason: error.reason, variables }
      throw error
    }
  }
}

function shownVariables(
  message: MessageDefinition,
  customer: Customer,
  recommended: Record<string, string>,
): ShownVariable[] {
  const { values, foreign, missing } = resolveVariables(message, customer, {}, recommended)
  const fromOf = (name: string, variable: VariableDefinition): ShownVariable['from'] => {
    if (variable.kind !== 'value') return variable.kind
    if (missing.includes(name)) return 'missing'
    return isDefault(variable, values[name]) && !foreign.has(name) ? 'default' : 'customer'
  }
  return Object.entries(message.variables).map(([name, variable]) => ({
    name,
    text: values[name] === undefined ? null : String(values[name]),
    from: fromOf(name, variable),
  }))
}

const isDefault = (variable: VariableDefinition, value: unknown): boolean =>
  variable.kind === 'value' && variable.default === value

/** Somebody of whom nothing is known: every variable says its default. */
function nobody(now: Date): Customer {
  return {
    _id: nobodyId,
    seq: 0,
    ids: [],
    profile: { registeredAt: now },
    tags: [],
    traits: {},
    consent: {},
    reach: {},
    follows: [],
    isTest: false,
    engagedAt: {},
    credits: {},
    slots: [],
    segments: [],
    recent: [],
    outbox: [],
    mergedFrom: [],
    createdAt: now,
  }
}

/** The channels a message has content for, in the order they are told. */
export function channelsOf({ content }: Pick<MessageDefinition, 'content'>): Channel[] {
  return channels.filter((channel) => content[channel] !== undefined)
}
