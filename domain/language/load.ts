import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml'
import {
  type AnyDefinition,
  type Definitions,
  definitionKinds,
  definitionSchemas,
  groupDefinitions,
} from './definitions.ts'
import { readIssues, type WrittenFault } from './faults.ts'
import { readHint } from './hint.ts'
import { placeOf } from './place.ts'
import { checkReferences, type ReferenceFault } from './references.ts'
import { warningsOf } from './warnings.ts'

/** Why a definition was refused, or what its author should know. Line and column count from 1; `expected` and `todo` are zh-CN, for the author. */
export interface DefinitionFault {
  /** Relative to the folder, with `/`. */
  file: string
  line: number
  column: number
  /** Dotted, e.g. `steps.came-back.yes`. */
  path: string
  expected: string
  todo: string
}

/** One definition as it stands in a file. */
interface Written {
  file: string
  lines: LineCounter
  root: ParsedNode | null
}
type Read = Written & { one: AnyDefinition }

interface LoadedDefinitions {
  definitions: Definitions
  faults: DefinitionFault[]
  warnings: DefinitionFault[]
}

/**
 * Reads every `.yaml` and `.yml` file under a folder, in the order of their paths; a file may hold several documents. A definition that is wrong, or that
 * leans on a wrong one, is refused with its faults; the rest are given, with warnings about those that load and still will not do what they say. Throws only when the folder cannot be read.
 */
export async function loadDefinitions(dir: string): Promise<LoadedDefinitions> {
  const names = await readdir(dir, { recursive: true })
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort()
  const texts: { file: string; text: string }[] = []
  const unreadable: DefinitionFault[] = []
  for (const name of files) {
    const file = name.split(sep).join('/')
    try {
      texts.push({ file, text: await readFile(join(dir, name), 'utf8') })
    } catch (error) {
      const todo = `检查文件及其权限：${(error as Error).message}`
      unreadable.push({ file, line: 1, column: 1, path: '', expected: '能打开的文件', todo })
    }
  }
  const { definitions, faults, warnings } = readDefinitions(texts)
  return { definitions, faults: [...unreadable, ...faults], warnings }
}

/** The same for texts that are already at hand. */
export function readDefinitions(files: { file: string; text: string }[]): LoadedDefinitions {
  const faults: DefinitionFault[] = []
  let good: Read[] = []
  for (const { file, text } of files) readFileText(file, text, good, faults)
  good = withoutRepeats(good, faults)
  // Refusing one may leave another without what it names, so ask again until nothing more falls.
  for (;;) {
    const wrong = checkReferences(good.map(({ one }) => one))
    if (wrong.length === 0) break
    faults.push(...placed(wrong, good))
    const refused = new Set(wrong.map(({ of }) => of))
    good = good.filter(({ one }) => !refused.has(one))
  }
  const definitions = good.map(({ one }) => one)
  return {
    definitions: groupDefinitions(definitions),
    faults,
    warnings: placed(warningsOf(definitions), good),
  }
}

function placed(said: ReferenceFault[], all: Read[]): DefinitionFault[] {
  return said.flatMap(({ of, path, message }) => {
    const read = all.find(({ one }) => one === of)
    return read === undefined ? [] : [faultAt(read, { path, ...texts(message) })]
  })
}

function readFileText(file: string, text: string, good: Read[], faults: DefinitionFault[]): void {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  if (!Array.isArray(documents)) return
  for (const document of documents) {
    const written: Written = { file, lines, root: document.contents }
    if (document.errors.length > 0) {
      for (const error of document.errors) {
        const { line, col } = lines.linePos(error.pos[0])
        faults.push({
          file,
          line,
          column: col,
          path: '',
          expected: '能读的 YAML',
          todo: `检查缩进、引号和冒号：${error.message}`,
        })
      }
      continue
    }
    if (document.contents === null) continue
    const result = readOne(document.contents, document)
    if ('one' in result) good.push({ ...written, one: result.one })
    else faults.push(...result.faults.map((fault) => faultAt(written, fault)))
  }
}

function readOne(
  root: ParsedNode,
  document: Document.Parsed,
): { one: AnyDefinition } | { faults: WrittenFault[] } {
  const value = readValue(document)
  if (value instanceof Error) {
    return { faults: [{ path: [], expected: '能读的 YAML', todo: `检查 & 和 * 的引用：${value.message}` }] }
  }
  const kind = isMap(root)
    ? definitionKinds.find((name) => root.items.some(({ key }) => isScalar(key) && key.value === name))
    : undefined
  if (kind === undefined) {
    return {
      faults: [
        {
          path: [],
          expected: `一种定义：${definitionKinds.join('、')}`,
          todo: '第一行写明种类和名称，例如 journey: wake-sleeping-members',
        },
      ],
    }
  }
  const result = definitionSchemas[kind].safeParse(value, { reportInput: true })
  if (!result.success) return { faults: readIssues(result.error.issues) }
  return { one: { kind, definition: result.data } as AnyDefinition }
}

/** The error for an alias that names nothing or is used without end. */
function readValue(document: Document.Parsed): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return error
  }
}

function withoutRepeats(read: Read[], faults: DefinitionFault[]): Read[] {
  const seen = new Map<string, Read>()
  return read.filter((one) => {
    for (const [key, path] of keysOf(one.one)) {
      const earlier = seen.get(key)
      if (earlier === undefined) {
        seen.set(key, one)
        continue
      }
      faults.push(
        faultAt(one, {
          path: [path],
          expected: `没有用过的名称（已在 ${earlier.file}）`,
          todo: '改名，或删去其中一个',
        }),
      )
      return false
    }
    return true
  })
}

/** What must be there only once, and the field that says it. */
function keysOf({ kind, definition }: AnyDefinition): [string, string][] {
  const id: [string, string] = [`${kind} ${definition.id}`, kind]
  if (kind !== 'channel') return [id]
  return [id, [`state ${definition.state ?? ''}`, definition.state === undefined ? 'default' : 'state']]
}

function texts(message: string): { expected: string; todo: string } {
  return readHint(message) ?? { expected: message, todo: '' }
}

function faultAt(
  { file, lines, root }: Written,
  { path, expected, todo, atKey }: WrittenFault,
): DefinitionFault {
  const { line, col } = lines.linePos(placeOf(root, path, { atKey: atKey === true }))
  return { file, line, column: col, path: path.map(String).join('.'), expected, todo }
}
