import type { AnyDefinition, DefinitionKind } from '../language/definitions.ts'
import { type DefinitionFault, readDefinitions } from '../language/load.ts'
import type { TogetherFault } from './check-together.ts'
import { keyOf, partsOf } from './keys.ts'

/** In bytes of UTF-8: far more than anybody writes, and with all its copies still one document. */
export const greatestTextBytes = 1_048_576

/** Why a draft cannot be published as it is, and where: line and column count from 1. */
export interface DraftFault extends TogetherFault {
  line: number
  column: number
  /** An expression advertising may not use, where that is the fault. */
  word?: string
}

/** What the text of a draft says so far. */
export interface DraftReading {
  /** By key, each with its text; those without fault. */
  definitions: Map<string, { definition: AnyDefinition; text: string }>
  faults: DraftFault[]
  /** What will not do all it says. */
  warnings: DraftFault[]
}

/** Reads drafts as they would be published: together, on top of what is in use, and with no draft besides to lean on. */
export function readDrafts(
  drafts: readonly { _id: string; text: string }[],
  besides: { inUse: readonly AnyDefinition[]; draftKeys: readonly string[]; now: Date },
): DraftReading {
  const sources = drafts.map(({ _id, text }) => ({ file: _id, text }))
  const onlyDrafts = besides.draftKeys.map(partsOf)
  const { written, faults, warnings } = readDefinitions(sources, besides.now, besides.inUse, onlyDrafts)
  const reading: DraftReading = {
    definitions: new Map(),
    faults: faults.map(asDraftFault),
    warnings: warnings.map(asDraftFault),
  }
  for (const { _id: key, text } of drafts) {
    const here = written.filter(({ file }) => file === key)
    const strange = here.filter(({ one }) => keyOf(one.kind, one.definition.id) !== key)
    const [only] = here
    if (here.length > 1 || strange.length > 0) reading.faults.push(notThisOne(key, here.length))
    else if (only !== undefined) reading.definitions.set(key, { definition: only.one, text })
    else if (!reading.faults.some((fault) => fault.key === key)) reading.faults.push(notThisOne(key, 0))
  }
  return reading
}

function asDraftFault({ file, ...fault }: DefinitionFault): DraftFault {
  return { key: file, ...fault }
}

/** A draft is the text of one definition, and that is the one it is called after. */
function notThisOne(key: string, count: number): DraftFault {
  const { kind, id }: { kind: DefinitionKind; id: string } = partsOf(key)
  const todo = count > 1 ? '其余的定义各写各的草稿' : `第一行写成 ${kind}: ${id}`
  return { key, path: '', line: 1, column: 1, expected: `一份 ${kind}: ${id} 的定义`, todo }
}
