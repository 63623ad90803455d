import { reactive } from 'vue'
import { call } from '../../api/call.ts'
import type { Refund } from './refund-words.ts'

export type RefundDeedsOf = ReturnType<typeof useRefundDeeds>

/** Agreeing to a refund, going on with one that stands still, and refusing one, asked about in a dialog first. */
export function useRefundDeeds(refetch: () => Promise<unknown>) {
  const state = reactive({
    asked: undefined as Refund | undefined,
    isApproving: false,
    isDeclining: false,
    isBusy: false,
    error: undefined as unknown,
  })
  const paramsOf = ({ no, refundNo }: Refund) => ({ no, refundNo })

  function ask(what: 'approve' | 'decline', refund: Refund): void {
    state.asked = refund
    state.error = undefined
    if (what === 'approve') state.isApproving = true
    else state.isDeclining = true
  }

  async function approve(refund: Refund): Promise<void> {
    state.isBusy = true
    state.error = undefined
    const params = paramsOf(refund)
    try {
      await (refund.state === 'pending'
        ? call('post', '/refunds/{no}/{refundNo}/retry', { params })
        : call('post', '/refunds/{no}/{refundNo}/approve', { params }))
      state.isApproving = false
      await refetch()
    } catch (failure) {
      state.error = failure
    } finally {
      state.isBusy = false
    }
  }

  async function decline(answer: string): Promise<void> {
    if (!state.asked) return
    const params = paramsOf(state.asked)
    await call('post', '/refunds/{no}/{refundNo}/decline', { params, body: { answer } })
    await refetch()
  }

  return { state, ask, approve, decline }
}
