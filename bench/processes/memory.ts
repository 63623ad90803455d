import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What a process holds: what lives on its heap, and all it has of the machine, then and at most. */
export interface Memory {
  heapBytes: number
  rssBytes: number
  peakRssBytes: number
}

/** After everything nobody holds any more was collected. */
export function memoryHeld(): Memory {
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    heapBytes: heapUsed + external,
    rssBytes: rss,
    peakRssBytes: process.resourceUsage().maxRSS * 1_024,
  }
}
