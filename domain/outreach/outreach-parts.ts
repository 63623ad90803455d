import type { Links } from '../../models/links.ts'
import type { Slots } from '../../models/slots.ts'
import type { Touch } from '../../models/touch.ts'
import type { Touches } from '../../models/touches.ts'
import type { Calendar } from '../calendar/calendar.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { Observe } from '../freshness.ts'
import type { MessageDefinition } from '../language/message.ts'
import type { Log } from '../log.ts'
import type { RecommendParts } from './content/recommend.ts'
import type { TouchOutcome } from './contract.ts'
import type { Gate } from './gates/gate.ts'
import type { KfConversationOf } from './gates/kf-window.ts'
import type { Limits, Timings } from './gates/limits.ts'
import type { Precedence } from './gates/precedence.ts'
import type { GroupSendDoor } from './group-sends/create-group-sends.ts'
import type { Senders } from './ports.ts'
import type { PublishedMessages } from './published-messages.ts'
import type { Renderer } from './render/render.ts'
import type { ReturnPaths } from './returns/return-path.ts'
import type { TokenSigner } from './returns/signed-token.ts'
import type { FinishEffects } from './touch/effects.ts'
import type { TouchBook } from './touch/touch-book.ts'

/** What the use cases of this folder share; put together once by createOutreach. */
export interface OutreachParts {
  stores: { touches: Touches; links: Links; slots: Slots }
  customers: Customers
  senders: Senders
  shopProducts: RecommendParts['shopProducts']
  published: PublishedMessages
  clock: Clock
  log: Log
  timings: Timings
  /** In force at that moment. */
  limitsAt(now: Date): Limits
  calendarAt(now: Date): Calendar
  /** AppIDs: the configured one, and the one a message goes by; undefined = its brand is not there any more. */
  miniPrograms: { own: string; of(message: MessageDefinition): string | undefined }
  book: TouchBook
  gates: Gate[]
  precedence: Precedence
  /** Null = no salesperson can be asked. */
  groupSends: GroupSendDoor | null
  /** Absent = there is no 微信客服. */
  kfConversation?: KfConversationOf
  render: Renderer
  signer: TokenSigner
  returnPaths: ReturnPaths
  finishEffects: FinishEffects
  /** Asked instead of a request's `stillWanted` when outreach itself takes a touch on. */
  stillWanted(touch: Touch): Promise<boolean>
  askAgainAt(touch: Touch, at: Date): Promise<boolean>
  observe: Observe
}

/** The touch as a step has stored it, handed to the next one; null when somebody else may have moved it: read it again. */
export interface Moved {
  touch: Touch | null
}

/** What one step led to: an answer for the caller, or a next step. */
export type StepResult = TouchOutcome | Moved
