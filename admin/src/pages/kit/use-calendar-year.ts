import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { call } from '../../api/call.ts'
import type { AnswerOf } from '../../api/operations.ts'
import type { Structure } from '../../drafts/use-draft.ts'

export type CalendarYearView = AnswerOf<'post', '/kit/calendar-year'>

const pauseMs = 400

/** What a year looks like, with a calendar as it is being edited; what was seen last stays until the next is there. */
export function useCalendarYear(
  year: () => number,
  edited: () => { id: string; structure: Structure } | null,
) {
  const view = shallowRef<CalendarYearView>()
  const error = shallowRef<unknown>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined

  async function ask(): Promise<void> {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    try {
      const body = { year: year(), edited: edited() }
      view.value = await call('post', '/kit/calendar-year', { body }, mine.signal)
      error.value = undefined
    } catch (failed) {
      if (!mine.signal.aborted) error.value = failed
    }
  }

  watch(
    () => JSON.stringify([year(), edited()]),
    (_, before) => {
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), before === undefined ? 0 : pauseMs)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearTimeout(timer)
    asking?.abort()
  })
  return { view, error, again: () => void ask() }
}
