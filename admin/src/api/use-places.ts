import { computed, reactive, ref, type WatchSource, watch } from 'vue'

/**
 * Where the pages gone through began, the present one last: lists go on behind a place and have no number of pages. Back at the
 * first when what the list is narrowed by changes.
 */
export function usePlaces(...narrowedBy: WatchSource[]) {
  const begun = ref<(string | undefined)[]>([undefined])
  watch(narrowedBy, () => {
    begun.value = [undefined]
  })
  return reactive({
    /** Of the present page; undefined = the first. */
    after: computed(() => begun.value.at(-1)),
    /** From 1. */
    number: computed(() => begun.value.length),
    back: (): void => {
      begun.value = begun.value.slice(0, -1)
    },
    forth: (next: string): void => {
      begun.value = [...begun.value, next]
    },
  })
}

export type Places = ReturnType<typeof usePlaces>
