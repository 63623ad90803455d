import { forbiddenWords, harmlessWords } from './forbidden-word-list.ts'

const all = [...Object.keys(forbiddenWords), ...harmlessWords].sort((one, other) => other.length - one.length)
const pattern = new RegExp(all.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')

export interface ForbiddenWord {
  word: string
  /** Where it begins, in UTF-16 units. */
  at: number
  instead: readonly string[]
}

/** Every such word in a text, in its order, as it is written there. */
export function forbiddenWordsIn(text: string): ForbiddenWord[] {
  return [...plain(text).matchAll(pattern)].flatMap(({ 0: word, index }) => {
    const instead = forbiddenWords[word]
    return instead ? [{ word: text.slice(index, index + word.length), at: index, instead }] : []
  })
}

/** Letters, digits and signs as they are wide in Chinese texts (１００％) are the same letters; each stays one unit. */
function plain(text: string): string {
  return text.replaceAll(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
}
