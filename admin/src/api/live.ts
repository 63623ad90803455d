import type { QueryClient, QueryKey } from '@tanstack/vue-query'
import { readonly, ref, shallowRef } from 'vue'
import type { Change, Topic } from '../../../domain/live.ts'
import type { Sent } from './call.ts'

declare module '@tanstack/vue-query' {
  interface Register {
    queryMeta: {
      /** What it is about, as the live stream names it; a change of it is asked for at once. */
      topics?: readonly Topic[]
    }
  }
}

const address = '/api/v1/live'
/** After an answer that was no stream; a connection that broke, the browser takes up by itself. */
const tryAgainMs = 5_000

const isLost = ref(false)
const heardAt = shallowRef(new Date())

/** Whether what is shown is kept current, and since when it is not. */
export const liveState = { isLost: readonly(isLost), heardAt: readonly(heardAt) }

/**
 * Follows what changes on the server, by one stream a tab that is closed while the tab is hidden: a browser has six
 * connections to a site. The stream says what changed; the queries about it ask again. Returns how to end it.
 */
export function followChanges(queries: QueryClient): () => void {
  let stream: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let wasOpen = false

  function open(): void {
    if (stream || document.hidden) return
    stream = new EventSource(address)
    stream.addEventListener('open', () => {
      isLost.value = false
      heardAt.value = new Date()
      // What changed while nobody listened is unknown.
      if (wasOpen) askAgain(queries, { topic: 'everything' })
      wasOpen = true
    })
    stream.addEventListener('message', ({ data }) => {
      heardAt.value = new Date()
      askAgain(queries, JSON.parse(String(data)) as Change)
    })
    stream.addEventListener('error', () => {
      isLost.value = true
      if (stream?.readyState !== EventSource.CLOSED) return
      close()
      timer = setTimeout(open, tryAgainMs)
    })
  }

  function close(): void {
    clearTimeout(timer)
    stream?.close()
    stream = null
  }

  const follow = (): void => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', follow)
  open()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    close()
    isLost.value = false
  }
}

function askAgain(queries: QueryClient, { topic, id }: Change): void {
  void queries.invalidateQueries({
    predicate: ({ meta, queryKey }) => {
      if (topic === 'everything') return (meta?.topics?.length ?? 0) > 0
      return meta?.topics?.includes(topic) === true && !(topic === 'customers' && isOfAnother(queryKey, id))
    },
  })
}

/** A question about one customer, while something happened to another: hundreds may change in a minute. */
function isOfAnother([path, about]: QueryKey, changed: string | undefined): boolean {
  if (changed === undefined || typeof path !== 'string' || !path.startsWith('/customers/{id}')) return false
  const id = typeof about === 'string' ? about : (about as Sent | undefined)?.params?.id
  return id !== undefined && id !== changed
}
