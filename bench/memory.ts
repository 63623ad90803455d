/** What a process holds: what lives on its heap, and all it has of the machine, then and at most. */
export interface Memory {
  heapBytes: number
  rssBytes: number
  peakRssBytes: number
}

/** Heap / process / process at most. */
export const inMegabytes = ({ heapBytes, rssBytes, peakRssBytes }: Memory): string =>
  `${[heapBytes, rssBytes, peakRssBytes].map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' / ')} MB`
