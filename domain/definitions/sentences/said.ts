/** A part of a sentence; one with a field stands for what is written there: `send.message` of a step, `again` of an entry. */
export interface SaidPart {
  text: string
  field?: string
}

/** A sentence as it is put together. */
export type Said = string | SaidPart | readonly Said[]

/** What stands for a field. */
export const at = (field: string, text: string): SaidPart => ({ text, field })

/** Its parts in a row, what stands for nothing joined. */
export function partsIn(said: Said): SaidPart[] {
  const parts: SaidPart[] = []
  for (const part of flat(said)) {
    const last = parts.at(-1)
    if (part.text === '') continue
    if (last && last.field === undefined && part.field === undefined) last.text += part.text
    else parts.push({ ...part })
  }
  return parts
}

export const textOf = (said: Said): string =>
  flat(said)
    .map(({ text }) => text)
    .join('')

function flat(said: Said): SaidPart[] {
  if (typeof said === 'string') return [{ text: said }]
  return isPart(said) ? [said] : said.flatMap(flat)
}

const isPart = (said: SaidPart | readonly Said[]): said is SaidPart => !Array.isArray(said)

/** With something between them; what says nothing is left out. */
export function joined(said: readonly Said[], between: string): Said[] {
  const told = said.filter((each) => textOf(each) !== '')
  return told.flatMap((each, index) => (index === 0 ? [each] : [between, each]))
}
