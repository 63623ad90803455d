import { DomainError } from '../../errors.ts'
import { isStage, placeholdersIn } from '../../language/placeholders.ts'
import { ContentFault } from '../content/content-fault.ts'
import type { Renderer } from '../render/render.ts'
import { type Gate, pass } from './gate.ts'

/** Faults of the channel's part of the message; another channel may say it. Anything else stops the touch. */
const ofTheChannel: ReadonlySet<string> = new Set(['noContent', 'noTemplate', 'noSignature', 'noMiniProgram'])

/** The message must read completely for this customer: no empty hole, nothing left of the starter templates, no value the provider refuses. */
export function contentGate(render: Renderer, publicUrl: string): Gate {
  const mayHoldPlaceholders = isStage(publicUrl)
  return {
    name: 'content',
    check({ touch, because, request, message, customer, channel, addresses }) {
      if (!mayHoldPlaceholders && placeholdersIn(JSON.stringify(message)).length > 0) {
        return { verdict: 'skip', reason: 'placeholder' }
      }
      try {
        render({
          message,
          customer,
          touchId: touch._id,
          channel,
          addresses,
          values: request.values ?? {},
          codes: touch.links,
          recommended: touch.recommended,
        })
        return because === undefined ? pass : { verdict: 'pass', inputs: { recommendedBy: because } }
      } catch (error) {
        if (error instanceof ContentFault) {
          const verdict = ofTheChannel.has(error.reason) ? 'fallback' : 'skip'
          return { verdict, reason: error.reason }
        }
        if (error instanceof DomainError && error.code === 'link.unsafe')
          return { verdict: 'skip', reason: error.code }
        throw error
      }
    },
  }
}
