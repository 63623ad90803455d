import { createReaper, type Reaper, type Strike } from './reaper.ts'

/** How a round tells the process it starts where to die. */
export function reaperEnvironment(diaryFile: string, strikes: Strike[]): Record<string, string> {
  return { KILL_DIARY: diaryFile, KILL_STRIKES: JSON.stringify(strikes) }
}

export function reaperFromEnvironment(): Reaper {
  const { KILL_DIARY, KILL_STRIKES } = process.env
  if (!KILL_DIARY || !KILL_STRIKES) throw new Error('this start-up file is for the kill proof only')
  return createReaper(KILL_DIARY, JSON.parse(KILL_STRIKES) as Strike[])
}
