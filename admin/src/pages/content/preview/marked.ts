/** A piece of what a reader sees, and whether it is a value of theirs or a default. */
export interface MarkedPart {
  text: string
  from?: 'customer' | 'default'
}

/** A written text with the values in it marked, the longer ones first; a value that is nowhere is left out. */
export function marked(
  text: string,
  variables: readonly { text: string | null; from: string }[],
): MarkedPart[] {
  let parts: MarkedPart[] = [{ text }]
  const values = variables
    .filter(
      ({ text: value, from }) => value && (from === 'customer' || from === 'default' || from === 'recommend'),
    )
    .sort((one, other) => (other.text ?? '').length - (one.text ?? '').length)
  for (const { text: value, from } of values) {
    const kind = from === 'default' ? 'default' : 'customer'
    parts = parts.flatMap((part) => (part.from ? [part] : cut(part.text, value ?? '', kind)))
  }
  return parts
}

function cut(text: string, value: string, from: 'customer' | 'default'): MarkedPart[] {
  const at = text.indexOf(value)
  if (at < 0) return [{ text }]
  const [before, after] = [text.slice(0, at), text.slice(at + value.length)]
  return [
    ...(before ? [{ text: before }] : []),
    { text: value, from },
    ...(after ? cut(after, value, from) : []),
  ]
}
