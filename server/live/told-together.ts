import type { Announce, Topic } from '../../domain/live.ts'

/** Real time: the changes of so long are told together. */
const gatherMs = 1_000

/** Tells open pages of changes of a topic, of all within a while once; which ones is not said. */
export function createToldTogether(announce: Announce, topic: Topic, everyMs = gatherMs): () => void {
  let isTelling = false
  return function note(): void {
    if (isTelling) return
    isTelling = true
    setTimeout(() => {
      isTelling = false
      announce(topic)
    }, everyMs).unref()
  }
}
