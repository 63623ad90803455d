import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Document, isMap, isScalar, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml'
import {
  type AnyDefinition,
  type DefinitionKind,
  type Definitions,
  groupDefinitions,
  kindOfWritten,
  type WrittenKey,
  writtenKeys,
  writtenSchemas,
} from './definitions.ts'
import { knownKeys, readIssues, type WrittenFault } from './faults.ts'
import { forbiddenFaults } from './forbidden-texts.ts'
import { readHint } from './hint.ts'
import { correction } from './nearest.ts'
import { placeOf } from './place.ts'
import { readText } from './read-text.ts'
import { checkReferences, type OnlyDraft, type ReferenceFault } from './references.ts'
import { onceOnly } from './repeats.ts'
import { warningsOf } from './warnings.ts'
import { textFaults } from './yaml-faults.ts'

/** Why a definition was refused, or what its author should know. Line and column count from 1. */
export interface DefinitionFault {
  /** Relative to the folder, with `/`. */
  file: string
  line: number
  column: number
  /** Dotted, e.g. `steps.came-back.yes`. */
  path: string
  /** zh-CN, for the author. */
  expected: string
  todo: string
  /** An expression advertising may not use, where that is the fault. */
  word?: string
}

/** What stands in a file but is not in use, and the place of its first fault. */
export interface RefusedDefinition {
  kind: DefinitionKind
  id: string
  file: string
  line: number
}

export interface LoadedDefinitions {
  definitions: Definitions
  faults: DefinitionFault[]
  /** About definitions that are in use all the same. */
  warnings: DefinitionFault[]
  refused: RefusedDefinition[]
  /** What is good, each as it stands in its file. */
  written: { one: AnyDefinition; file: string; text: string }[]
}

/** One definition as it stands in a file. */
interface Written {
  file: string
  lines: LineCounter
  root: ParsedNode | null
}
type Read = Written & { one: AnyDefinition; text: string }

/**
 * Reads every `.yaml` and `.yml` file under a folder, in the order of their paths; a file may hold several documents. A
 * definition that is wrong, or that leans on a wrong one, is refused with its faults; the rest are given. `now` tells what is
 * past already; `known` is what may be leaned on besides, unless a file says otherwise. Throws only when the folder cannot be
 * read.
 */
export async function loadDefinitions(
  dir: string,
  now: Date,
  known: readonly AnyDefinition[] = [],
): Promise<LoadedDefinitions> {
  return readDefinitions(await readSources(dir), now, known)
}

/** The files of a folder that may hold definitions; throws only when the folder cannot be read. */
export async function readSources(dir: string): Promise<Source[]> {
  const names = await readdir(dir, { recursive: true })
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort()
  const sources: Source[] = []
  for (const name of files) {
    const file = name.split(sep).join('/')
    try {
      sources.push({ file, bytes: await readFile(join(dir, name)) })
    } catch (error) {
      sources.push({ file, closed: (error as Error).message })
    }
  }
  return sources
}

/** A file at hand, or why it could not be opened. */
export type Source = { file: string } & ({ text: string } | { bytes: Uint8Array } | { closed: string })

/** What stands in files that are already at hand; `drafts` are not to be leaned on. */
export function readDefinitions(
  files: Source[],
  now: Date,
  known: readonly AnyDefinition[] = [],
  drafts: readonly OnlyDraft[] = [],
): LoadedDefinitions {
  const faults: DefinitionFault[] = []
  const refused: RefusedDefinition[] = []
  const read: Read[] = []
  for (const source of files) {
    if ('closed' in source) {
      const todo = `检查文件及其权限：${source.closed}`
      faults.push({ file: source.file, line: 1, column: 1, path: '', expected: '能打开的文件', todo })
      continue
    }
    const decoded = 'text' in source ? source : readText(source.bytes)
    if ('text' in decoded) readFileText(source.file, decoded.text, { read, faults, refused })
    else {
      const { file } = source
      faults.push({ file, column: 1, path: '', ...decoded })
      // Names are ASCII in every encoding that can stand here.
      const text = 'bytes' in source ? new TextDecoder('latin1').decode(source.bytes) : ''
      refused.push(...namesIn(text).map((one) => ({ ...one, file, line: decoded.line })))
    }
  }
  let good = withoutRepeats(read, faults)
  // Refusing one may leave another without what it names, so ask again until nothing more falls.
  for (;;) {
    const written = good.map(({ one }) => one)
    const of = new Set(written)
    const wrong = checkReferences([...written, ...besides(known, written)], [...refused, ...drafts]).filter(
      (fault) => of.has(fault.of),
    )
    if (wrong.length === 0) break
    const told = inTheirPlaces(wrong, good)
    faults.push(...told.map(({ fault }) => fault))
    refused.push(
      ...told.map(({ of, fault: { file, line } }) => ({ kind: of.kind, id: of.definition.id, file, line })),
    )
    const gone = new Set(wrong.map(({ of }) => of))
    good = good.filter(({ one }) => !gone.has(one))
  }
  const definitions = good.map(({ one }) => one)
  return {
    definitions: groupDefinitions(definitions),
    faults,
    warnings: inTheirPlaces(warningsOf([...definitions, ...besides(known, definitions)], now), good).map(
      ({ fault }) => fault,
    ),
    refused,
    written: good.map(({ one, file, text }) => ({ one, file, text })),
  }
}

/** What is known of other things than these. */
function besides(known: readonly AnyDefinition[], these: readonly AnyDefinition[]): AnyDefinition[] {
  const keys = new Set(these.map(({ kind, definition }) => `${kind}:${definition.id}`))
  return known.filter(({ kind, definition }) => !keys.has(`${kind}:${definition.id}`))
}

function inTheirPlaces(told: ReferenceFault[], all: Read[]): { of: AnyDefinition; fault: DefinitionFault }[] {
  return told.flatMap(({ of, path, message }) => {
    const read = all.find(({ one }) => one === of)
    return read === undefined ? [] : [{ of, fault: faultAt(read, { path, ...texts(message) }) }]
  })
}

interface Found {
  read: Read[]
  faults: DefinitionFault[]
  refused: RefusedDefinition[]
}

function readFileText(file: string, text: string, { read, faults, refused }: Found): void {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  if (!Array.isArray(documents)) return
  for (const document of documents) {
    if (document.contents === null && document.errors.length === 0) continue
    const written: Written = { file, lines, root: document.contents }
    const result = readOne(document, text)
    if ('one' in result) {
      read.push({ ...written, one: result.one, text: text.slice(...outerRange(document)) })
      continue
    }
    const found = result.faults.map((fault) =>
      'offset' in fault ? { ...placed(written, fault.offset), ...fault } : faultAt(written, fault),
    )
    faults.push(
      ...found.map(({ line, column, expected, todo, path, word }) => ({
        file,
        line,
        column,
        path,
        expected,
        todo,
        ...(word !== undefined && { word }),
      })),
    )
    const line = found[0]?.line ?? 1
    refused.push(...namesIn(text.slice(...outerRange(document))).map((one) => ({ ...one, file, line })))
  }
}

function outerRange({ range }: Document.Parsed): [from: number, to: number] {
  return [range[0], range[2]]
}

type TextOrWrittenFault = WrittenFault | ReturnType<typeof textFaults>[number]

function readOne(
  document: Document.Parsed,
  text: string,
): { one: AnyDefinition } | { faults: TextOrWrittenFault[] } {
  const unreadable = textFaults(document, text)
  if (unreadable.length > 0) return { faults: unreadable }
  const value = readValue(document)
  if (value instanceof Error) {
    return {
      faults: [
        {
          path: [],
          expected: '能读的 YAML',
          todo: '检查 & 和 * 的引用：* 引用的名称要先用 & 定义，且不能层层放大',
        },
      ],
    }
  }
  const root = document.contents
  const keys = isMap(root) ? root.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : [])) : []
  const key = writtenKeys.find((name) => keys.includes(name))
  if (key === undefined) {
    return {
      faults: [
        {
          path: [],
          expected: `一种定义：${writtenKeys.join('、')}`,
          todo: correction(
            keys[0] ?? '',
            writtenKeys,
            '第一行写明种类和名称，例如 journey: wake-sleeping-members',
          ),
        },
      ],
    }
  }
  const result = writtenSchemas[key].safeParse(value, { reportInput: true, error: knownKeys })
  if (!result.success) return { faults: readIssues(result.error.issues) }
  const one = { kind: kindOfWritten(key), definition: result.data } as AnyDefinition
  const forbidden = one.kind === 'message' ? forbiddenFaults(one.definition) : []
  return forbidden.length > 0 ? { faults: forbidden } : { one }
}

/** The error for an alias that names nothing or is used without end. */
function readValue(document: Document.Parsed): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return error
  }
}

const nameLine = new RegExp(`^(${writtenKeys.join('|')})\\s*[:：]\\s*["'“]?([a-z][a-z0-9-]*)`, 'gm')

/** What a text defines, read by eye: it may be none that can be parsed. */
function namesIn(text: string): { kind: DefinitionKind; id: string }[] {
  return [...text.matchAll(nameLine)].map(([, key, id]) => ({
    kind: kindOfWritten(key as WrittenKey),
    id: id ?? '',
  }))
}

function withoutRepeats(read: Read[], faults: DefinitionFault[]): Read[] {
  const seen = new Map<string, Read>()
  return read.filter((one) => {
    for (const { key, path, told } of onceOnly(one.one)) {
      const earlier = seen.get(key)
      if (earlier === undefined) {
        seen.set(key, one)
        continue
      }
      faults.push(
        faultAt(one, {
          path,
          expected: `${told?.expected ?? '没有用过的名称'}（已在 ${earlier.file}）`,
          todo: told?.todo ?? '改名，或删去其中一个',
        }),
      )
      return false
    }
    return true
  })
}

function texts(message: string): { expected: string; todo: string } {
  return readHint(message) ?? { expected: message, todo: '' }
}

function faultAt(written: Written, { path, expected, todo, atKey, word }: WrittenFault): DefinitionFault {
  const place = placed(written, placeOf(written.root, path, { atKey: atKey === true }))
  return { ...place, path: path.map(String).join('.'), expected, todo, word }
}

function placed(
  { file, lines }: Written,
  offset: number,
): { file: string; line: number; column: number; path: string } {
  const { line, col } = lines.linePos(offset)
  return { file, line, column: col, path: '' }
}
