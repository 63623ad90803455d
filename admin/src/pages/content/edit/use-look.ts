import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { call } from '../../../api/call.ts'
import type { AnswerOf } from '../../../api/operations.ts'
import type { Channel } from '../../../design/channels.ts'
import type { Message } from '../message.ts'

export type Look = AnswerOf<'post', '/content/look'>

const settleMs = 400

/** How what is written reads, made anew a moment after it changes; the server renders it. */
export function useLook(
  asked: () => {
    message: Message
    channel: Channel
    reader: string | null
    mayLook: boolean
    isWritten: boolean
  },
) {
  const look = shallowRef<Look>()
  const error = shallowRef<unknown>()
  const isOld = ref(false)
  let asking = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    const { message, channel, reader, isWritten } = asked()
    const known = reader === null ? [null] : [reader, null]
    const readers = isWritten ? known : []
    try {
      const body = { structure: message, channel, readers }
      look.value = await call('post', '/content/look', { body }, signal)
      error.value = undefined
      isOld.value = false
    } catch (failure) {
      if (!signal.aborted) error.value = failure
    }
  }

  watch(
    () => JSON.stringify(asked()),
    () => {
      clearTimeout(timer)
      if (!asked().mayLook) return
      isOld.value = true
      timer = setTimeout(() => void ask(), look.value === undefined ? 0 : settleMs)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    asking.abort()
  })
  return { look, error, isOld, ask }
}
