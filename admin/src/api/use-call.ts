import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import type { Topic } from '../../../domain/live.ts'
import { ask, type Sent } from './call.ts'
import type { AnswerOf, InputOf, PathOf } from './operations.ts'

type Rest<I> = keyof I extends never
  ? [input?: MaybeRefOrGetter<object | null>, live?: { topics: readonly Topic[] }]
  : [input: MaybeRefOrGetter<I | null>, live?: { topics: readonly Topic[] }]

/**
 * What the server answers to a GET, asked again when `input` changes or the live stream says that one of `topics` did; not asked
 * while `input` is null.
 * What was shown before stays until the new answer is there (`isPlaceholderData` greys it).
 */
export function useCall<P extends PathOf<'get'>>(path: P, ...[input, live]: Rest<InputOf<'get', P>>) {
  return useQuery({
    queryKey: computed(() => [path, toValue(input) ?? {}] as const),
    queryFn: ({ signal, queryKey: [, given] }) =>
      ask('get', path, given as Sent, signal) as Promise<AnswerOf<'get', P>>,
    enabled: computed(() => toValue(input) !== null),
    placeholderData: keepPreviousData,
    meta: { topics: live?.topics ?? [] },
  })
}
