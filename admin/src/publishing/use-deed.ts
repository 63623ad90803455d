import { computed, ref } from 'vue'

/**
 * Doing what a plan says, or asking a second person where a rule wants one. Afterwards what is looked at is fresh again: the
 * review in any case, the plan when it was refused.
 */
export function useDeed<Plan extends { review: string | null }, Done>(given: {
  plan: { data?: Plan; refetch(): Promise<unknown> }
  review: { refetch(): Promise<unknown> }
  go(plan: Plan): Promise<Done>
  ask(plan: Plan, note: string): Promise<unknown>
}) {
  const note = ref('')
  const isBusy = ref(false)
  const error = ref<unknown>()
  /** Why a second person must agree; null when it can be done at once. */
  const mustAsk = computed(() => given.plan.data?.review ?? null)

  /** Null when it was refused: `error` says why. */
  async function go(): Promise<Done | 'asked' | null> {
    const { data: plan } = given.plan
    if (!plan) return null
    isBusy.value = true
    error.value = undefined
    try {
      if (plan.review === null) return await given.go(plan)
      await given.ask(plan, note.value)
      return 'asked'
    } catch (failure) {
      error.value = failure
      void given.plan.refetch()
      return null
    } finally {
      isBusy.value = false
      void given.review.refetch()
    }
  }

  return { note, isBusy, error, mustAsk, go }
}
