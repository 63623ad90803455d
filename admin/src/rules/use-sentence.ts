import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { call } from '../api/call.ts'
import type { SentencePart } from '../design/parts/SentenceText.vue'
import { sentenceOf } from './survey-figures.ts'
import { isComplete, isNode } from './tree.ts'

/** Long enough that a word typed asks once. */
const pauseMs = 400

/**
 * A rule in words while it is being written. Of one that is not finished the words of before stay: what is below must not jump
 * under somebody's hand.
 */
export function useSentence(rule: () => unknown) {
  const sentence = shallowRef<SentencePart[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined

  async function ask(): Promise<void> {
    const written = rule()
    if (!isNode(written)) sentence.value = []
    if (!isNode(written) || !isComplete(written)) return
    const mine = new AbortController()
    asking = mine
    try {
      const answer = await call('post', '/segments-sentence', { body: { rule: written } }, mine.signal)
      sentence.value = sentenceOf(answer)
    } catch {
      // What is not finished is told at its place, by the faults of the draft.
    }
  }

  watch(
    () => JSON.stringify(rule()),
    (_, before) => {
      asking?.abort()
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), before === undefined ? 0 : pauseMs)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    asking?.abort()
    clearTimeout(timer)
  })
  return sentence
}
