import type { Channel } from '../../models/customer.ts'
import type { AnyDefinition } from './definitions.ts'
import { groupDefinitions } from './definitions.ts'
import { hint } from './hint.ts'
import type { JourneyDefinition } from './journey.ts'
import type { MessageDefinition } from './message.ts'
import type { ReferenceFault } from './references.ts'
import type { SendStep } from './steps/send.ts'

type Warning = Omit<ReferenceFault, 'of'>

/** What may be meant but will not do what its author expects; the definitions are in use all the same. */
export function warningsOf(all: AnyDefinition[]): ReferenceFault[] {
  const { messages } = groupDefinitions(all)
  return all.flatMap((of) => warningsAbout(of, messages).map((warning) => ({ of, ...warning })))
}

function warningsAbout(one: AnyDefinition, messages: MessageDefinition[]): Warning[] {
  if (one.kind === 'message') return unconfirmable(one.definition)
  return one.kind === 'journey' ? unheard(one.definition, messages) : []
}

function unheard({ steps }: JourneyDefinition, messages: MessageDefinition[]): Warning[] {
  return Object.entries(steps).flatMap(([stepId, step]) => {
    if (step.kind !== 'send') return []
    const said = messages.find(({ id }) => id === step.message)
    const warnings = said === undefined ? [] : unsendable(step, said)
    return warnings.map(({ path, message }) => ({ path: ['steps', stepId, ...path], message }))
  })
}

/** Group-sends that staff confirm are not built yet. */
function unconfirmable({ content }: MessageDefinition): Warning[] {
  if (content.wecom === undefined) return []
  const message = hint('已开通的渠道（企业群发尚未开通）', '先写好备用渠道：目前会改走下一个渠道')
  return [{ path: ['wecom'], message }]
}

const cannotSend: ReadonlySet<Channel> = new Set<Channel>(['welcome', 'wecom'])

function unsendable({ channels }: SendStep, { id, prefer, content }: MessageDefinition): Warning[] {
  const usable = channels ?? (prefer === 'auto' ? (Object.keys(content) as Channel[]) : prefer)
  if (usable.some((channel) => !cannotSend.has(channel))) return []
  const message = hint(
    '流程里发得出去的渠道：miniprogram、popup、sms 或 email',
    `这一步目前谁也收不到：给消息 ${id} 补上其他渠道（welcome 只在新加好友时发出，wecom 企业群发尚未开通）`,
  )
  return [{ path: ['send', channels === undefined ? 'message' : 'channels'], message }]
}
