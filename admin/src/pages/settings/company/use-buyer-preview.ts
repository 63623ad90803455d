import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { call } from '../../../api/call.ts'
import { type BuyerPreview, withSlice } from './buyer-slices.ts'

type Asked = { part: 'tiers' | 'rfm'; written: Record<string, unknown> }

/**
 * Whom edited bounds would sort otherwise: at once where everybody can be looked at, otherwise an estimate, and everybody by slices
 * when somebody asks. A count that was stopped or failed goes on from where it was.
 */
export function useBuyerPreview(asked: () => Asked) {
  const preview = shallowRef<BuyerPreview>()
  /** What slices have found so far. */
  const counted = shallowRef<BuyerPreview>()
  const isOld = ref(false)
  const state = ref<'idle' | 'looking' | 'counting'>('idle')
  const error = ref<unknown>()
  let asking: AbortController | undefined

  async function busy(
    as: 'looking' | 'counting',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    state.value = as
    error.value = undefined
    try {
      await work(mine.signal)
    } catch (failure) {
      if (!mine.signal.aborted) error.value = failure
    } finally {
      if (asking === mine) state.value = 'idle'
    }
  }
  const ask = (signal: AbortSignal, after?: string) =>
    call('post', '/settings-buyers-preview', { body: { ...asked(), after } }, signal)

  const look = () =>
    busy('looking', async (signal) => {
      isOld.value = false
      counted.value = undefined
      preview.value = undefined
      preview.value = await ask(signal)
    })

  const countAll = () =>
    busy('counting', async (signal) => {
      for (;;) {
        const before = counted.value
        const slice = await ask(signal, before?.next ?? '')
        // Others published meanwhile: what was counted compares with what is in use no more.
        const isSame = before === undefined || before.on === slice.on
        counted.value = isSame ? (before === undefined ? slice : withSlice(before, slice)) : undefined
        if (counted.value === undefined) continue
        if (counted.value.next !== null) continue
        preview.value = counted.value
        return
      }
    })

  function stop(): void {
    asking?.abort()
    state.value = 'idle'
  }

  watch(
    () => JSON.stringify(asked()),
    () => {
      stop()
      isOld.value = true
      counted.value = undefined
    },
  )
  onBeforeUnmount(stop)

  return { preview, counted, isOld, state, error, look, countAll, stop }
}
