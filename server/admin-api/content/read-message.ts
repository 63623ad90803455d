import type { Structure } from '../../../domain/definitions/written-text.ts'
import { readIssues } from '../../../domain/language/faults.ts'
import type { MessageDefinition } from '../../../domain/language/message.ts'
import { messageSchema } from '../../../domain/language/message-schema.ts'
import type { Channel } from '../../../models/customer.ts'
import { sentenceOf } from '../definitions/present.ts'

export type Reading =
  | { message: MessageDefinition; faults: [] }
  | { message: null; faults: { path: string; sentence: string }[] }

/** A message as far as one channel needs it: what is wrong elsewhere hinders no look at it. */
export function readForChannel(structure: Structure, channel: Channel): Reading {
  return readMessage({ ...only(structure, channel), prefer: 'auto' })
}

export function readMessage(structure: Structure): Reading {
  const read = messageSchema.safeParse(structure)
  if (read.success) return { message: read.data, faults: [] }
  const faults = readIssues(read.error.issues).map((fault) => ({
    path: fault.path.map(String).join('.'),
    sentence: sentenceOf(fault),
  }))
  return { message: null, faults }
}

const shared = ['message', 'name', 'purpose', 'category', 'brand', 'variables']

function only(structure: Structure, channel: Channel): Structure {
  const kept = Object.entries(structure).filter(([key]) => shared.includes(key))
  const { miniprogram = {} } = structure as { miniprogram?: Record<string, unknown> }
  const own: Structure =
    channel === 'miniprogram'
      ? { miniprogram: { subscription: miniprogram.subscription } }
      : channel === 'popup'
        ? { miniprogram: { popup: miniprogram.popup } }
        : { [channel]: structure[channel] }
  return { ...Object.fromEntries(kept), ...own }
}
