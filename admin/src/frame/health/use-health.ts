import { useQuery } from '@tanstack/vue-query'
import { call } from '../../api/call.ts'
import type { AnswerOf } from '../../api/operations.ts'

export type Health = AnswerOf<'get', '/health'>

/** It is about the present, so it is asked for again without anybody telling that it changed. */
const everyMs = 20_000

/** How fast Kelu is, who stands still, whether marketing is held: for the header, of every page. */
export function useHealth() {
  return useQuery({
    queryKey: ['/health', {}],
    queryFn: ({ signal }) => call('get', '/health', {}, signal),
    refetchInterval: everyMs,
    meta: { topics: ['marketing', 'alerts', 'definitions'] },
  })
}
