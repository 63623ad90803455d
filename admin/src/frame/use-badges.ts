import { type ComputedRef, computed } from 'vue'
import { useCall } from '../api/use-call.ts'
import { useSession } from '../session/session.ts'

/** How many things wait for this person, by the path of the menu; nothing where none does. */
export function useBadges(): ComputedRef<Record<string, number>> {
  const session = useSession()
  const { data } = useCall(
    '/money/today',
    computed(() => (session.may('money.today') ? {} : null)),
    { topics: ['orders', 'money'] },
  )
  const { data: alerts } = useCall(
    '/alerts/live',
    computed(() => (session.may('alerts.live') ? {} : null)),
    { topics: ['alerts'] },
  )
  return computed(() => {
    const { waitingRefunds = 0, stuckRefunds = 0, openDifferences = 0 } = data.value ?? {}
    const counts = {
      '/alerts': alerts.value?.open ?? 0,
      '/refunds': waitingRefunds + stuckRefunds,
      '/reconciliation': openDifferences,
    }
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
  })
}
