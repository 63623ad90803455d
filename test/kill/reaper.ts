import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** Where the next kill strikes: at the `pass`-th time, counted over the whole round, that a point is passed. */
export interface Strike {
  point: string
  pass: number
}

/** One kill as the dying process wrote it down. */
export interface Kill extends Strike {
  /** Touches and tasks whose call to a provider was under way, and inbox records that were being dealt with. */
  inFlight: string[]
}

export interface Diary {
  passes: Map<string, number>
  kills: Kill[]
}

/** Reads what every life of one round wrote into its diary. */
export function readDiary(file: string): Diary {
  const diary: Diary = { passes: new Map(), kills: [] }
  if (!existsSync(file)) return diary
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('{')) diary.kills.push(JSON.parse(line) as Kill)
    else if (line !== '') diary.passes.set(line, (diary.passes.get(line) ?? 0) + 1)
  }
  return diary
}

export interface Reaper {
  /** Notes that a point was passed, and ends the process there and then if a strike is meant for it. */
  pass(point: string): void
  /** Work that a kill would cut off, from `begin` to `end`. */
  begin(work: string): void
  end(work: string): void
}

/** Runs inside the process that dies. What it writes is with the operating system before it goes on, so it outlives a SIGKILL. */
export function createReaper(diaryFile: string, strikes: Strike[]): Reaper {
  const { passes } = readDiary(diaryFile)
  const inFlight = new Set<string>()
  return {
    pass(point) {
      const pass = (passes.get(point) ?? 0) + 1
      passes.set(point, pass)
      appendFileSync(diaryFile, `${point}\n`)
      // Another strike may have been in the way of the very pass that was meant.
      if (!strikes.some((strike) => strike.point === point && strike.pass <= pass)) return
      const kill: Kill = { point, pass, inFlight: [...inFlight] }
      appendFileSync(diaryFile, `${JSON.stringify(kill)}\n`)
      process.kill(process.pid, 'SIGKILL')
    },
    begin: (work) => void inFlight.add(work),
    end: (work) => void inFlight.delete(work),
  }
}
