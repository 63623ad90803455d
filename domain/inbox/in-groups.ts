/**
 * Performs single requests in groups: one group is under way at a time, and what is asked for meanwhile is the next one. So
 * nobody waits when little is asked for, and under load one command does for many. A group that fails fails for each in it.
 */
export function inGroups<T, R>(
  perform: (items: T[]) => Promise<R[]>,
  mostAtOnce = 100,
): (item: T) => Promise<R> {
  const waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = []
  let underWay = false

  async function performAll(): Promise<void> {
    underWay = true
    while (waiting.length > 0) {
      const group = waiting.splice(0, mostAtOnce)
      try {
        const results = await perform(group.map(({ item }) => item))
        for (const [index, { resolve }] of group.entries()) resolve(results[index] as R)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    underWay = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!underWay) void performAll()
    })
}
