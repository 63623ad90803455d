import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Memory } from '../memory.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

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
