import { computed, reactive } from 'vue'
import { useCall } from '../../api/use-call.ts'

/** What the one set of settings is called, whoever wrote it; `isThere` is false while Kelu's own hold and no draft was begun. */
export function useCompanyId() {
  const query = reactive(
    useCall('/definitions/{kind}', { params: { kind: 'settings' } }, { topics: ['definitions', 'drafts'] }),
  )
  const first = computed(() => query.data?.items[0]?.id)
  return {
    query,
    id: computed(() => first.value ?? 'company'),
    isThere: computed(() => first.value !== undefined),
  }
}
