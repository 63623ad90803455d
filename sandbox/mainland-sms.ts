/** What the carrier makes of messages to a phone. */
export type SmsFate = 'delivered' | 'undelivered' | 'silent'

/** What a marketing text ends with, and no other may say. */
export const refusalMark = '拒收请回复R'

/** The longest text, signature included. */
export const maxTextChars = 500

/** An address in a value. */
export const link =
  /https?:\/\/|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|vip|shop|link|ltd|info|cc|io|me|example)\b/i

/** The eleven digits of a mainland mobile number written with or without its country code; undefined for others. */
export function mainlandPhone(written: string): string | undefined {
  return /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(written)?.[1]
}

/** Up to 70 characters are one segment, above that 67 each. */
export function segmentsOf(text: string): number {
  const length = [...text].length
  return length <= 70 ? 1 : Math.ceil(length / 67)
}
