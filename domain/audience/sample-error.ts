/** What one place of a sample held: how many were looked at there, and how many of them are meant. */
export interface SamplePlace {
  seen: number
  hits: number
}

/**
 * The standard error of the share found in a sample of neighbours: who came at about the same time is alike, so the places vary,
 * not the people. Null where there are too few to tell. Cochran, Sampling Techniques, ratio estimates of clusters.
 */
export function sampleError(places: readonly SamplePlace[]): number | null {
  const seen = places.reduce((sum, place) => sum + place.seen, 0)
  if (places.length < 5 || seen === 0) return null
  const share = places.reduce((sum, { hits }) => sum + hits, 0) / seen
  const squares = places.reduce((sum, place) => sum + (place.hits - share * place.seen) ** 2, 0)
  return Math.sqrt((places.length * squares) / (places.length - 1)) / seen
}
