/** The envelope sender of one attempt (VERP): what comes back to it is about that attempt. */
export function bounceAddress(token: string, domain: string): string {
  return `bounce+${token}@${domain}`
}

/** Where mail hosts that ask for one fixed address send complaints. */
export function complaintAddress(domain: string): string {
  return `complaints@${domain}`
}

/** The token in an address of bounces, null for any other address. */
export function tokenIn(address: string, domain: string): string | null {
  const [, token, host] = /^bounce\+([A-Za-z0-9]{1,56})@([^@\s]+)$/i.exec(address.trim()) ?? []
  return token !== undefined && host?.toLowerCase() === domain.toLowerCase() ? token.toLowerCase() : null
}

/** Every token of such an address within a header or a field. */
export function tokensIn(text: string): string[] {
  return [...text.matchAll(/\bbounce\+([A-Za-z0-9]{1,56})@/gi)].map(([, token = '']) => token.toLowerCase())
}
