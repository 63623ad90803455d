import { hashOf } from '../domain/definitions/keep-version.ts'
import { keyOf } from '../domain/definitions/keys.ts'
import { testWords } from '../domain/definitions/test-words.ts'
import type { AnyDefinition } from '../domain/language/definitions.ts'
import type { World } from './world.ts'

/** A journey whose very text never stood its test. */
export interface Untested {
  key: string
  /** Null = it never was tested. */
  passed: false | null
  /** zh-CN. */
  line: string
}

/** Those among the definitions, to be told with their publication. */
export async function untestedAmong(
  definitions: readonly AnyDefinition[],
  { stores }: Pick<World, 'stores'>,
): Promise<Untested[]> {
  const journeys = definitions.filter(({ kind }) => kind === 'journey')
  const all = await Promise.all(
    journeys.map(async (one): Promise<Untested | null> => {
      const key = keyOf('journey', one.definition.id)
      const result = await stores.testResults.latest(key, hashOf(one))
      if (result?.passed) return null
      const line = `${key}：${testWords(result)}${result === null ? `，kelu test ${key} 可以测试` : ''}`
      return { key, passed: result === null ? null : false, line }
    }),
  )
  return all.filter((one) => one !== null)
}
