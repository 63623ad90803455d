import { keyOf } from '../domain/definitions/keys.ts'
import {
  type DefinitionKind,
  kindOfWritten,
  type WrittenKey,
  writtenKeys,
} from '../domain/language/definitions.ts'
import { WrongUsage } from './refusal.ts'

export interface DefinitionName {
  kind: DefinitionKind
  id: string
  /** `<kind>:<id>`. */
  key: string
  /** Behind an `@`. */
  number?: number
}

/** Reads `journey:lead-nurture` or `journey:lead-nurture@3`; a broadcast may be named as one. @throws WrongUsage */
export function readName(written = ''): DefinitionName {
  const [, key = '', id = '', number] = /^(\w+):([\w-]+)(?:@(\d+))?$/.exec(written) ?? []
  if (!isWrittenKey(key)) {
    throw new WrongUsage(
      `“${written}”不是定义的名称：写成 种类:名称，例如 journey:lead-nurture（种类：${writtenKeys.join('、')}）`,
    )
  }
  const kind = kindOfWritten(key)
  return { kind, id, key: keyOf(kind, id), ...(number !== undefined && { number: Number(number) }) }
}

/** Reads `@3` or `3`. @throws WrongUsage */
export function readNumber(written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  const number = /^@?([1-9]\d*)$/.exec(written)?.[1]
  if (number === undefined) throw new WrongUsage(`“${written}”不是版本号：写成 @3`)
  return Number(number)
}

/** The id of a journey, written with or without its kind. @throws WrongUsage */
export function readJourney(written = ''): DefinitionName {
  const name = readName(written.includes(':') ? written : `journey:${written}`)
  if (name.kind !== 'journey' || name.number !== undefined) {
    throw new WrongUsage(`“${written}”不是流程的名称：写成 lead-nurture 或 journey:lead-nurture`)
  }
  return name
}

const isWrittenKey = (key: string): key is WrittenKey => (writtenKeys as string[]).includes(key)
