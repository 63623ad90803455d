import { cleanLine } from './clean-line.ts'

const fullWidth: Record<string, string> = { '<': '＜', '>': '＞', '.': '．', ':': '：', '/': '／' }
const widen = (text: string) => text.replace(/[<>.:/]/g, (sign) => fullWidth[sign] as string)

/** What mail programs, WeCom and phones make a link of: a scheme, a dot before letters as in a domain, an IP address. */
const linkSigns = /:\/\/|(?<!\.)\.(?=\p{L}{2})|\b\d{1,3}(?:\.\d{1,3}){3}\b/gu

/**
 * Foreign words on one line with nothing that programs turn into a link: the signs that make one are written full width,
 * `https：／／evil．example`. Read the same, and as long. HTML has to be escaped besides.
 */
export function withoutLinks(words: string): string {
  return cleanLine(words).replace(linkSigns, widen)
}

/** The same where the reader's program knows markup and no way to escape it: a WeCom text takes `<a>` (document 90236). */
export function inertWords(words: string): string {
  return withoutLinks(words).replace(/[<>]/g, widen)
}

/** Whether programs would make a link of these words. */
export function holdsLink(words: string): boolean {
  return withoutLinks(words) !== cleanLine(words)
}
