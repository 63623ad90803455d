import { createHash } from 'node:crypto'
import { limits } from './limits.ts'

const markLength = 4

/**
 * The name a tag has in WeCom, which takes 30 characters. A longer one is cut and gets a mark of the whole: two long names
 * that begin alike stay two tags.
 */
export function tagNameInWecom(name: string): string {
  const characters = [...name]
  if (characters.length <= limits.tagName) return name
  const mark = createHash('sha256').update(name).digest('hex').slice(0, markLength)
  return `${characters.slice(0, limits.tagName - markLength - 1).join('')}…${mark}`
}
