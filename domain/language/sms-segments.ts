/** Longest SMS a mainland gateway takes, signature included. */
export const smsMaxLength = 500

/**
 * Billed length of a mainland SMS: 【signature】 with both brackets plus the filled text, every character counts 1.
 * Counted in UTF-16 units, as the gateways do: an emoji counts 2.
 */
export function smsLength(signature: string, text: string): number {
  return (signature ? signature.length + 2 : 0) + text.length
}

/** Segments billed: up to 70 characters one, beyond that 67 in each. */
export function smsSegments(signature: string, text: string): number {
  return segmentsOfLength(smsLength(signature, text))
}

/** The same of a billed length. */
export function segmentsOfLength(length: number): number {
  return length <= 70 ? 1 : Math.ceil(length / 67)
}

const longestParam: Record<string, number> = {
  // isv.PARAM_LENGTH_LIMIT
  aliyun: 35,
  // 6 to 12 depending on the account (cloud.tencent.com 382/39023).
  tencent: 12,
}

/** Longest value of a template variable a gateway takes, counted as above. */
export function smsParamLength(gateway: string): number {
  return longestParam[gateway] ?? smsMaxLength
}

/** 【客旅生活】: the signature the gateway puts before a text whose real one only the gateway knows. */
const usualSignature = '客旅生活'

/** What sending a filled text to one person is about to cost. */
export function smsCost(
  text: string,
  fenPerSegment: number,
): { length: number; segments: number; yuan: string } {
  const segments = smsSegments(usualSignature, text)
  return {
    length: smsLength(usualSignature, text),
    segments,
    yuan: ((segments * fenPerSegment) / 100).toFixed(2),
  }
}
