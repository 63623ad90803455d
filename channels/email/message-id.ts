/** A Message-ID that carries our reference, so that a bounce can be brought home by it. Without angle brackets. */
export function messageIdOf(ref: string, domain: string): string {
  return `${Buffer.from(ref, 'utf8').toString('base64url')}.kelu@${domain}`
}

/** The reference inside a Message-ID of ours, null for any other. */
export function refOfMessageId(messageId: string): string | null {
  const encoded = /^<?([A-Za-z0-9_-]+)\.kelu@[^@\s>]+>?$/.exec(messageId.trim())?.[1]
  return encoded ? Buffer.from(encoded, 'base64url').toString('utf8') : null
}
