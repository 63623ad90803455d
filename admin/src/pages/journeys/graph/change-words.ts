/** What was there, and what is there now; either may be empty. */
export interface ChangeWords {
  before: string
  after: string
}

const words = new Intl.Segmenter('zh', { granularity: 'word' })
/** Where a way leads is drawn, and told by itself; a coupon that depends on the customer is no way. */
const isWay = (clause: string): boolean => /^就(?!发「)/.test(clause)
const clausesOf = (sentence: string): string[] =>
  sentence
    .split(/[；，]/)
    .filter((clause) => clause !== '' && clause !== '到时没有' && clause !== '到时都没有' && !isWay(clause))

/** The clauses of two sentences that differ; null when they say the same but for where they lead. */
export function changedClauses(before: string, after: string): ChangeWords | null {
  const [old, now] = [clausesOf(before), clausesOf(after)]
  const gone = old.filter((clause) => !now.includes(clause))
  const come = now.filter((clause) => !old.includes(clause))
  if (gone.length === 0 && come.length === 0) return null
  return { before: gone.join('，'), after: come.join('，') }
}

/** The same without what they begin and end with alike, so that it fits below a step: 3 天 → 5 天. */
export function shortened({ before, after }: ChangeWords): ChangeWords {
  const [old, now] = [wordsIn(before), wordsIn(after)]
  const least = Math.min(old.length, now.length)
  let head = 0
  while (head < least && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < least - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const [short, long] = [old, now].map((all) => between(all, head, all.length - tail))
  return short && long ? { before: short, after: long } : { before, after }
}

const wordsIn = (text: string): string[] => [...words.segment(text)].map(({ segment }) => segment)

/** A number says nothing without its unit. */
function between(all: string[], from: number, to: number): string {
  const text = all.slice(from, to).join('').trim()
  if (!/^\d+$/.test(text)) return text
  const unit = all.slice(to).find((word) => word.trim() !== '')
  return unit === undefined ? text : `${text} ${unit}`
}
