import { randomUUID } from 'node:crypto'
import type { Announce, Change, LiveRelay } from '../../domain/live.ts'

/** Changes kept for those who come back after a moment. */
const kept = 500
/** Real time: what changes many times within it is told once. */
const gatherMs = 100

/** A change as it was told, with the id by which a page goes on after it. */
export interface Told extends Change {
  eventId: string
}

export interface Live {
  announce: Announce
  /** Hears every change from now on; first of all what was told after `lastId`, or `everything` if that is not known. */
  follow(lastId: string | null, heard: (told: Told) => void, ended: () => void): { stop(): void }
  /** Streams that are open. */
  open(): number
  /** Ends all streams, and takes no more. */
  close(): void
}

/** What changed, from whoever knows of it to every open page. */
export function createLive({ relay }: { relay: LiveRelay | null }): Live {
  const process = randomUUID().slice(0, 8)
  const told: Told[] = []
  const followers = new Map<(told: Told) => void, () => void>()
  const gathered = new Map<string, Change & { isOurs: boolean }>()
  let number = 0
  let timer: NodeJS.Timeout | null = null
  let closed = false

  relay?.listen((change) => gather(change, { isOurs: false }))

  function gather(change: Change, { isOurs }: { isOurs: boolean }): void {
    if (closed) return
    const key = `${change.topic}:${change.id ?? ''}`
    gathered.set(key, { ...change, isOurs: isOurs || (gathered.get(key)?.isOurs ?? false) })
    timer ??= setTimeout(tell, gatherMs).unref()
  }

  function tell(): void {
    timer = null
    for (const { isOurs, ...change } of gathered.values()) {
      if (isOurs) relay?.publish(change)
      number += 1
      const one = { eventId: `${process}.${number}`, ...change }
      told.push(one)
      for (const heard of followers.keys()) heard(one)
    }
    gathered.clear()
    told.splice(0, told.length - kept)
  }

  /** What a page that heard `lastId` has missed. */
  function missedSince(lastId: string): Told[] {
    const known = told.findIndex(({ eventId }) => eventId === lastId)
    if (known >= 0) return told.slice(known + 1)
    return lastId === `${process}.${number}` ? [] : [{ eventId: `${process}.${number}`, topic: 'everything' }]
  }

  return {
    announce(topic, id) {
      gather({ topic, id }, { isOurs: true })
    },
    follow(lastId, heard, ended) {
      if (closed) {
        ended()
        return { stop: () => undefined }
      }
      if (lastId !== null) for (const each of missedSince(lastId)) heard(each)
      followers.set(heard, ended)
      return { stop: () => void followers.delete(heard) }
    },
    open: () => followers.size,
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      for (const ended of followers.values()) ended()
      followers.clear()
      relay?.close()
    },
  }
}
