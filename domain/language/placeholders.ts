/**
 * What the starter templates hold in place of a company's own: hosts below `.example`, which nobody can ever own
 * (RFC 2606), and codes of texts no platform has approved.
 */
const placeholder = /\b(?:[\w-]+\.)+example\b|\bSMS_10000\d\b|\btmpl-[\w-]+/g

/** Every placeholder in the text, as often as it is there. */
export function placeholdersIn(text: string): string[] {
  return text.match(placeholder) ?? []
}

/** Whether placeholders are to be sent all the same: a Kelu that is itself reached below `.example` plays before a stage. */
export function isStage(publicUrl: string): boolean {
  return new URL(publicUrl).hostname.endsWith('.example')
}
