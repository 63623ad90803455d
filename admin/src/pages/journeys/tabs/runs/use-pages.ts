import { computed, ref } from 'vue'

/** Pages of a list that tells only where the next one begins: forth, and back the way one came. */
export function usePages(size: number) {
  const begun = ref<(string | undefined)[]>([undefined])
  const number = computed(() => begun.value.length)

  return {
    size,
    number,
    after: computed(() => begun.value.at(-1)),
    /** Position of the first on this page, from 1. */
    first: computed(() => (number.value - 1) * size + 1),
    forth(next: string): void {
      begun.value = [...begun.value, next]
    },
    back(): void {
      if (begun.value.length > 1) begun.value = begun.value.slice(0, -1)
    },
    restart(): void {
      begun.value = [undefined]
    },
  }
}
