import { DomainError } from '../../errors.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { PublishedMessages } from '../published-messages.ts'

/** Published messages of which a test says what they are: each saying of another text is a version of its own. */
export function publishedMessages(first: readonly MessageDefinition[] = []) {
  /** Those in use. */
  const messages = new Map<string, MessageDefinition>()
  const versions = new Map<string, MessageDefinition[]>()
  let number = 0
  let heldSince: Date | null = null
  const of = (id: string) => versions.get(id) ?? []

  function say(message: MessageDefinition): MessageDefinition {
    number += 1
    messages.set(message.id, message)
    versions.set(message.id, [...of(message.id), message])
    return message
  }
  for (const message of first) say(message)

  const published: PublishedMessages = {
    snapshot: () => ({
      number,
      marketingHeldSince: heldSince,
      registry: {
        message(id) {
          const message = messages.get(id)
          if (!message) throw new DomainError('message.not_found', { id })
          return message
        },
      },
      headOf: () => null,
      versionOf: (_, id) => (messages.has(id) ? `${id}@${of(id).length}` : null),
    }),
    async version(_, versionId) {
      const [id = '', number] = versionId.split('@')
      return of(id)[Number(number) - 1] ?? null
    },
  }
  return {
    messages,
    say,
    hold(at: Date): void {
      number += 1
      heldSince = at
    },
    release(): void {
      number += 1
      heldSince = null
    },
    published,
  }
}
