/** One part of a form as files are sent (RFC 7578). */
export interface FormPart {
  name: string
  filename?: string
  bytes: Buffer
}

/** The parts of a multipart body; empty for what is none. */
export function partsOfForm(contentType: string, body: Buffer): FormPart[] {
  const boundary = /^multipart\/form-data;\s*boundary="?([^";]+)"?$/i.exec(contentType)?.[1]
  if (boundary === undefined) return []
  // latin1 keeps each byte a character.
  const [, ...pieces] = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`)
  const end = pieces.pop()
  if (end === undefined || !end.startsWith('--')) return []
  return pieces.flatMap((piece): FormPart[] => {
    const headEnd = piece.indexOf('\r\n\r\n')
    const head = piece.slice(0, headEnd)
    const named = /^content-disposition:\s*form-data;\s*name="([^"]*)"(?:;\s*filename="([^"]*)")?/im.exec(
      head,
    )
    if (headEnd < 0 || !named) return []
    const bytes = Buffer.from(piece.slice(headEnd + 4), 'latin1')
    return [{ name: named[1] ?? '', filename: named[2] && utf8(named[2]), bytes }]
  })
}

const utf8 = (latin: string): string => Buffer.from(latin, 'latin1').toString('utf8')
