import type { z } from 'zod'
import { readHint } from './hint.ts'
import { correction } from './nearest.ts'

/** One thing wrong with a written definition; `path` is that of the written form, texts are zh-CN. */
export interface WrittenFault {
  path: PropertyKey[]
  expected: string
  todo: string
  /** The mistake is the key itself, not its value. */
  atKey?: boolean
  /** An expression advertising may not use is the mistake. */
  word?: string
}

type Issue = z.core.$ZodIssue

/**
 * Given to the parse as its error map: the message of a strange key says which keys there are, the only place where an issue
 * can carry them to `readIssues`.
 */
export function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  const shape = (issue.inst as Partial<z.core.$ZodObject> | undefined)?._zod?.def.shape
  return issue.code === 'unrecognized_keys' && shape !== undefined ? Object.keys(shape).join(' ') : undefined
}

const typeNames: Record<string, string> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '一组 名称: 值',
  record: '一组 名称: 值',
}

/** Turns schema issues into faults people can act on. */
export function readIssues(issues: readonly Issue[], base: PropertyKey[] = []): WrittenFault[] {
  // A misspelt key makes further checks of the same object fail; telling them too would only distract.
  const strange = issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.'))
  return issues
    .filter(({ code, path }) => code !== 'custom' || !strange.includes(path.join('.')))
    .flatMap((issue) => readIssue(issue, [...base, ...issue.path]))
}

function readIssue(issue: Issue, path: PropertyKey[]): WrittenFault[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        expected: `没有“${key}”这一项`,
        todo: correction(key, issue.message.split(' '), '改正拼写，或删去这一项'),
        atKey: true,
      }))
    case 'invalid_union':
      return readUnion(issue, path)
    case 'invalid_key':
      return readIssues(issue.issues.map((inner) => ({ ...inner, path: [] })) as Issue[], path).map(
        (fault) => ({
          ...fault,
          atKey: true,
        }),
      )
    default: {
      const written = readHint(issue.message)
      return [{ path, ...(written ?? plain(issue)) }]
    }
  }
}

/**
 * A union refuses with one list of issues per option. The option the author meant is the one whose top level fits best;
 * when no option's own keys are there, the union says what it wants.
 */
function readUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: PropertyKey[]): WrittenFault[] {
  const options = (issue.errors as Issue[][])
    .filter((issues) => issues.length > 0)
    .map((issues) => ({
      issues,
      strangers: strangers(issues),
      absent: absent(issues),
      wrongType: wrongType(issues),
    }))
    .sort((a, b) => cost(a) - cost(b))
  const best = options[0]
  const clear = best !== undefined && !best.wrongType && !(best.absent > 0 && best.strangers > 0)
  const alone = options.length === 1
  if (best !== undefined && (clear || alone)) return readIssues(best.issues, path)
  const written = readHint(issue.message)
  return [{ path, ...(written ?? { expected: '其中一种写法', todo: '对照文档检查写法' }) }]
}

const cost = (option: { strangers: number; absent: number; wrongType: boolean }): number =>
  option.strangers * 2 + option.absent * 2 + (option.wrongType ? 100 : 0)

const strangers = (issues: Issue[]): number =>
  issues.reduce(
    (sum, issue) =>
      sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0),
    0,
  )

/** Without `reportInput` a missing key shows as an issue one level down that received undefined. */
const absent = (issues: Issue[]): number =>
  issues.filter((issue) => issue.path.length === 1 && issue.input === undefined && issue.code !== 'custom')
    .length

const wrongType = (issues: Issue[]): boolean =>
  issues.some(
    (issue) =>
      issue.path.length === 0 &&
      (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_format'),
  )

function plain(issue: Issue): { expected: string; todo: string } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { expected: `必填项：${nameOf(issue.expected)}`, todo: '补上这一项' }
        : { expected: nameOf(issue.expected), todo: asNumber(issue) ?? '改成这种值' }
    case 'invalid_value':
      return {
        expected: issue.values.map(String).join('、'),
        todo: correction(String(issue.input), issue.values.map(String), '写成其中之一'),
      }
    case 'too_small':
      return { expected: `不小于 ${issue.minimum}`, todo: '加大或加长' }
    case 'too_big':
      return { expected: `不大于 ${issue.maximum}`, todo: '减小或缩短' }
    default:
      return { expected: '符合格式的值', todo: `对照文档检查写法（${issue.message}）` }
  }
}

/** `10%`, `５０` and `50元` are numbers with something around them. */
function asNumber({ expected, input }: Extract<Issue, { code: 'invalid_type' }>): string | undefined {
  if ((expected !== 'number' && expected !== 'int') || typeof input !== 'string') return undefined
  const digits = /\d+(\.\d+)?/.exec(input.normalize('NFKC'))?.[0]
  return digits === undefined ? undefined : `写成 ${digits}：不带引号、% 和单位`
}

const nameOf = (type: string): string => typeNames[type] ?? type
