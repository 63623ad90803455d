import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** Something somebody did, told until Kelu has answered. */
export interface Told {
  id: string
  name: string
  customerId: string
  props: Record<string, string>
  /** Each time it was told: whether the flow it is about let people in. */
  tries: boolean[]
  answered: boolean
}

/** What one life leaves to the next, and all of them to the judge. In a file, so that it outlives a SIGKILL. */
export function createDiary(file: string) {
  const lines: Told[] = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Told)
    : []
  const all = new Map(lines.map((line) => [line.id, line]))
  return {
    write(told: Told): void {
      all.set(told.id, told)
      appendFileSync(file, `${JSON.stringify(told)}\n`)
    },
    all: () => [...all.values()],
    unanswered: () => [...all.values()].filter(({ answered }) => !answered),
  }
}
export type Diary = ReturnType<typeof createDiary>
