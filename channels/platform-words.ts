const mostChars = 200
/** Longer than any errmsg seen; more is not even looked at. */
const mostRead = 2_000

/** What WeCom and WeChat add to every refusal: a trace number, our address, a link, a request id. */
const appendix = /[,\s]*(?:\bhint\s*:|\bfrom ip\s*:|\bmore info at\b|\brid\s*:).*$/i

/** Forms in which an id, a token, an address or a number may come that the request did not hold. */
const secrets: readonly RegExp[] = [
  /\bhttps?:\/\/\S+/gi,
  /\S+@\S+/g,
  /"[^"]*"|'[^']*'|\[[^\]]*\]|“[^”]*”|「[^」]*」/g,
  // A word as long as a token, or letters mixed with digits as in an id.
  /[\w-]{20,}/g,
  /\b(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{5,}/gi,
  /\+?\d[\d\s-]{4,}\d|\d{5,}/g,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
]

/**
 * The platform's own words about a code we know nothing of, fit to be kept: without its appendix, without anything the
 * request held, and without what looks like an id, a token, an address or a phone number. At most 200 characters.
 * Undefined when nothing is left.
 */
export function platformWords(
  errmsg: string,
  request: { query?: unknown; body?: unknown },
): string | undefined {
  let words = errmsg
    .slice(0, mostRead)
    .replace(/\p{C}+/gu, ' ')
    .replace(appendix, '')
  for (const held of textsOf(request)) words = words.replace(wholeWord(held), '…')
  for (const secret of secrets) words = words.replace(secret, '…')
  const kept = words.replace(/\s+/g, ' ').trim()
  if (!/[\p{L}]/u.test(kept)) return undefined
  const chars = [...kept]
  return chars.length > mostChars ? `${chars.slice(0, mostChars - 1).join('')}…` : kept
}

/** Every text of the request, longest first, and each part of `a|b` lists; names of its fields are no secret. */
function textsOf(request: { query?: unknown; body?: unknown }): string[] {
  const texts = new Set<string>()
  const names = new Set<string>()
  const walk = (value: unknown): void => {
    if (typeof value === 'number') texts.add(String(value))
    if (typeof value === 'string') for (const text of [value, ...value.split('|')]) texts.add(text.trim())
    if (value === null || typeof value !== 'object') return
    for (const [name, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) names.add(name)
      walk(inner)
    }
  }
  walk(request)
  return [...texts].filter((text) => text !== '' && !names.has(text)).sort((a, b) => b.length - a.length)
}

/** WeCom writes userids back in lower case. */
function wholeWord(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`(?<![A-Za-z0-9_])${escaped}(?![A-Za-z0-9_])`, 'giu')
}
