import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, reactive } from 'vue'
import { call } from '../../../../api/call.ts'
import { type Difference, differenceOf, type Said } from '../../graph/diff.ts'
import type { Which } from './version-words.ts'

export interface Compared extends Difference {
  before: Said
  after: Said
}

/** What differs between two versions of a flow; nothing is asked while there is no pair. */
export function useDifference(id: string, pair: () => { from: number; to: Which } | null) {
  const query = reactive(
    useQuery({
      queryKey: computed(() => ['flow-difference', id, pair()] as const),
      queryFn: async ({ queryKey: [, , asked], signal }): Promise<Compared | null> => {
        if (asked === null) return null
        const params = { kind: 'journey', id } as const
        const { from, to } = await call(
          'get',
          '/definitions/{kind}/{id}/diff',
          { params, query: asked },
          signal,
        )
        const [before, after] = [from, to].map(
          ({ structure, sentences }): Said => ({ structure: structure ?? {}, sentences }),
        ) as [Said, Said]
        return { ...differenceOf(before, after), before, after }
      },
      placeholderData: keepPreviousData,
      meta: { topics: ['definitions', 'drafts'] },
    }),
  )
  return query
}
