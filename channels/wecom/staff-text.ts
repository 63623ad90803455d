import { inertWords } from '../../domain/text/inert-words.ts'
import { byteLength, cutBytes } from '../byte-length.ts'
import { limits } from './limits.ts'

/**
 * A text to a member (document 90236). WeCom makes links of `<a>` and of addresses in it and knows no way to escape them, so
 * the words become letters on one line; the one link is `url`, whole, below them.
 */
export function presentStaffText(words: string, url?: string): string {
  const below = url === undefined ? '' : `\n${url}`
  return cutBytes(inertWords(words), limits.staffText - byteLength(below)) + below
}
