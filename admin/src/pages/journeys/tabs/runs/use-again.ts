import { onBeforeUnmount, onMounted } from 'vue'

/** People go on all the time; nobody tells of each. */
const everyMs = 15_000

/** Asks again and again as long as somebody looks. */
export function useAgain(ask: () => Promise<unknown>): void {
  let timer: number | undefined
  onMounted(() => {
    timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void ask()
    }, everyMs)
  })
  onBeforeUnmount(() => window.clearInterval(timer))
}
