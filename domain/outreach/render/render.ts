import type { Channel, Customer } from '../../../models/customer.ts'
import type { MessageDefinition } from '../../language/message.ts'
import { inertWords, withoutLinks } from '../../text/inert-words.ts'
import { ContentFault } from '../content/content-fault.ts'
import { linkCodeLength } from '../content/link-code.ts'
import { linkTarget } from '../content/link-target.ts'
import { createHtmlEngine, createTextEngine, type Render } from '../content/template-engine.ts'
import { type ResolvedVariables, resolveVariables, type VariableValue } from '../content/variables.ts'
import { renderEmail } from './email.ts'
import { renderKf } from './kf.ts'
import { renderSubscription } from './miniprogram.ts'
import { renderPopup } from './popup.ts'
import type { Addresses, RenderInput, RenderSettings } from './render-input.ts'
import type { Rendered } from './rendered.ts'
import { renderSms } from './sms.ts'
import { renderGroupSend, renderWelcome } from './welcome.ts'

const renderers: Record<Channel, (input: RenderInput) => Rendered> = {
  welcome: renderWelcome,
  wecom: renderGroupSend,
  kf: renderKf,
  miniprogram: renderSubscription,
  popup: renderPopup,
  sms: renderSms,
  email: renderEmail,
}

export interface RenderRequest {
  message: MessageDefinition
  customer: Customer
  touchId: string
  channel: Channel
  addresses: Addresses
  /** Values from outside the customer, by dotted name. */
  values: Record<string, string>
  /** Short code by link name; a link without one gets a stand-in, which is how content is checked before codes exist. */
  codes: Record<string, string>
  /** What was chosen for the `recommend` variables, by name. */
  recommended?: Record<string, string>
}

export type Renderer = (request: RenderRequest) => Rendered

/** Writes a message for one customer and channel. Throws a ContentFault that says why it cannot be written. */
export function createRenderer(settings: RenderSettings): Renderer {
  const text = createTextEngine()
  const html = createHtmlEngine()

  return (request) => {
    const { missing, ...resolved } = resolveVariables(
      request.message,
      request.customer,
      request.values,
      request.recommended ?? {},
    )
    const targets = linkTargets(request.message)
    const codes = Object.fromEntries(
      Object.keys(targets).map((name) => [name, request.codes[name] ?? 'x'.repeat(linkCodeLength)]),
    )
    const explain =
      (render: Render): Render =>
      (template, variables) => {
        try {
          return render(template, variables)
        } catch (error) {
          const name = undefinedVariable(error)
          // A name inside the text that nobody declared is the author's mistake, not this customer's.
          if (name !== null && missing.includes(name))
            throw new ContentFault(`missingVariable:${name}`, { cause: error })
          throw new ContentFault('badTemplate', { cause: error })
        }
      }
    return renderers[request.channel]({
      ...request,
      values: inertValues(resolved, request.channel),
      stored: resolved.values,
      dates: resolved.dates,
      targets,
      codes,
      text: explain(text),
      html: explain(html),
      settings,
    })
  }
}

/** A mail's HTML is escaped when it is rendered; what else knows markup cannot be told apart from here. */
function inertValues(
  { values, foreign }: Pick<ResolvedVariables, 'values' | 'foreign'>,
  channel: Channel,
): Record<string, VariableValue> {
  const inert = channel === 'email' ? withoutLinks : inertWords
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && foreign.has(name) ? inert(value) : value,
    ]),
  )
}

/** Checked targets of the message's links by name. Throws `link.unsafe`. */
export function linkTargets(message: MessageDefinition): Record<string, string> {
  const targets: Record<string, string> = {}
  for (const [name, variable] of Object.entries(message.variables)) {
    if (variable.kind === 'link') targets[name] = linkTarget(variable.to)
  }
  return targets
}

function undefinedVariable(error: unknown): string | null {
  for (let cause = error; typeof cause === 'object' && cause !== null; ) {
    if ('variableName' in cause && typeof cause.variableName === 'string')
      return cause.variableName.split('.')[0] ?? null
    cause = 'originalError' in cause ? cause.originalError : undefined
  }
  return null
}
