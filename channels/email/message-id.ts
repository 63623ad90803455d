/**
 * A Message-ID that carries our reference, so that a bounce can be brought home by it; `seal` proves that it is ours.
 * Without angle brackets.
 */
export function messageIdOf(ref: string, domain: string, seal?: string): string {
  const parts = [Buffer.from(ref, 'utf8').toString('base64url'), ...(seal === undefined ? [] : [seal])]
  return `${parts.join('.')}.kelu@${domain}`
}

const ours = /^<?([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9]+))?\.kelu@[^@\s>]+>?$/

/** The reference inside a Message-ID of ours, null for any other. */
export function refOfMessageId(messageId: string): string | null {
  const encoded = ours.exec(messageId.trim())?.[1]
  return encoded ? Buffer.from(encoded, 'base64url').toString('utf8') : null
}

/** The same with what is to prove it; null for one without. */
export function sealedRefOf(messageId: string): { ref: string; seal: string } | null {
  const ref = refOfMessageId(messageId)
  const seal = ours.exec(messageId.trim())?.[2]
  return ref === null || seal === undefined ? null : { ref, seal }
}
