export interface StepPart {
  text: string
  /** A value to be put somewhere. */
  copy?: true
}

const value = /https?:\/\/[^\s，；、（）]+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g

/** A step with the values in it that somebody copies: addresses, IPs, names of settings. */
export function partsOfStep(step: string): StepPart[] {
  const parts: StepPart[] = []
  let end = 0
  for (const match of step.matchAll(value)) {
    if (match.index > end) parts.push({ text: step.slice(end, match.index) })
    parts.push({ text: match[0], copy: true })
    end = match.index + match[0].length
  }
  if (end < step.length) parts.push({ text: step.slice(end) })
  return parts
}
