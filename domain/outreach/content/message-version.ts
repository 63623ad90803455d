import type { Attempt, Touch } from '../../../models/touch.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { PublishedMessages } from '../published-messages.ts'

/** A message as one of its versions says it. */
export interface MessageVersion {
  message: MessageDefinition
  /** `<id>@<number>`; absent where an earlier release did not write it down. */
  version?: string
}

/** The version in use; null when the message is not in use any more. */
export function messageInUse(published: PublishedMessages, messageId: string): MessageVersion | null {
  const { registry, versionOf } = published.snapshot()
  const version = versionOf('message', messageId)
  return version === null ? null : { message: registry.message(messageId), version }
}

/** The version an attempt was written from: what became of it is asked, and repeated, in its very words. */
export async function messageOf(
  published: PublishedMessages,
  { messageId }: Touch,
  attempt: Attempt,
): Promise<MessageVersion | null> {
  const version = attempt.message
  const message = version === undefined ? null : await published.version('message', version)
  return message === null ? messageInUse(published, messageId) : { message, version }
}
