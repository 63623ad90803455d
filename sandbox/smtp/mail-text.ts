/** What a reader of the mail sees. */
export interface ReadMail {
  /** Names in lower case, unfolded, encoded words decoded. */
  headers: Record<string, string>
  text: string
  html: string
}

interface Part {
  headers: Record<string, string>
  body: Buffer
}

/** Reads a MIME message: nested multiparts, base64 and quoted-printable, texts in UTF-8. Attachments are left out. */
export function readMail(raw: Buffer): ReadMail {
  const top = splitPart(raw)
  const mail: ReadMail = { headers: top.headers, text: '', html: '' }
  collect(top, mail)
  return mail
}

function collect(part: Part, mail: ReadMail): void {
  const type = part.headers['content-type'] ?? 'text/plain'
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/is.exec(type)?.[1]
  if (boundary !== undefined) {
    for (const inner of partsOf(part.body, boundary)) collect(splitPart(inner), mail)
    return
  }
  if (/^attachment/i.test(part.headers['content-disposition'] ?? '')) return
  if (/^text\/html/i.test(type)) mail.html += decodeBody(part)
  else if (/^text\/plain/i.test(type)) mail.text += decodeBody(part)
}

function splitPart(raw: Buffer): Part {
  const gap = /\r?\n\r?\n/.exec(raw.toString('latin1'))
  const end = gap ? gap.index : raw.length
  const headers: Record<string, string> = {}
  const unfolded = raw
    .subarray(0, end)
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
  for (const line of unfolded.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim())
  }
  return { headers, body: gap ? raw.subarray(end + gap[0].length) : Buffer.alloc(0) }
}

/** The parts between the boundary's lines; what stands before the first and after the last is no part. */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  const pieces = body.toString('latin1').split(`--${boundary}`)
  return pieces
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => Buffer.from(piece.replace(/^\r?\n/, '').replace(/\r?\n$/, ''), 'latin1'))
}

function decodeBody({ headers, body }: Part): string {
  const encoding = (headers['content-transfer-encoding'] ?? '7bit').toLowerCase()
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return decodeQuoted(body.toString('latin1').replace(/=\r?\n/g, ''))
  return body.toString('utf8')
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-Fa-f]{2})/g, (_mark, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** RFC 2047; blanks between two encoded words do not count. */
function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?')
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_mark, kind: string, word: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(word, 'base64').toString('utf8')
      : decodeQuoted(word.replaceAll('_', ' ')),
  )
}
