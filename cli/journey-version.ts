import { readDrafts } from '../domain/definitions/draft-text.ts'
import { versionKeyOf } from '../domain/definitions/keys.ts'
import type { AnyDefinition } from '../domain/language/definitions.ts'
import { type DefinitionFault, readDefinitions } from '../domain/language/load.ts'
import type { JourneyVersion } from '../domain/simulation/stage-publication.ts'
import { readName } from './definition-name.ts'
import { readFolder } from './read-folder.ts'
import { Refusal, WrongUsage } from './refusal.ts'
import type { World } from './world.ts'

/** A version of a journey to be tried out, with what else would come with it. */
export interface FoundVersion {
  version: JourneyVersion
  /** What would be published together with it. */
  others: AnyDefinition[]
  /** For people: `lead-nurture@3`, or what it is instead of a version. */
  name: string
  /** Its number, if it is a version there is; nothing is known of the tests of anything else. */
  stored: number | null
}

/** Options by which a command says which text of a journey it means. */
export const versionOptions = [
  ['--draft', '用草稿，而不是在用的版本；流程名后写 @3 用第 3 版'],
  ['--files [文件夹]', '用还没发布的文件（缺省为 TEMPLATES_DIR）'],
] as const

/** The journey somebody names, in the version in use, that of its number, of its draft or of files. @throws Refusal, WrongUsage */
export async function findJourneyVersion(
  written: string | undefined,
  { draft, files }: Readonly<Record<string, unknown>>,
  world: World,
  templatesDir: string,
): Promise<FoundVersion> {
  const name = readName(written?.includes(':') ? written : `journey:${written ?? ''}`)
  if (name.kind !== 'journey')
    throw new WrongUsage(`“${written}”不是流程的名称：写成 lead-nurture 或 lead-nurture@3`)
  if (draft !== undefined && files !== undefined) throw new WrongUsage('--draft 和 --files 只写一个')
  const { id, key, number } = name
  const { snapshot, published } = world
  if (draft === true) return inDefinitions(id, `${id} 的草稿`, await ofDrafts(key, world), world)
  if (files !== undefined) {
    const sources = await readFolder(typeof files === 'string' ? files : templatesDir)
    const { written: found, faults } = readDefinitions(sources, world.clock.now(), snapshot.definitions)
    refuseFaulty(faults)
    return inDefinitions(
      id,
      `文件里的 ${id}`,
      found.map(({ one }) => one),
      world,
    )
  }
  const wanted = number ?? snapshot.headOf('journey', id)?.number
  const definition =
    wanted === undefined ? null : await published.version('journey', versionKeyOf(id, wanted))
  if (definition === null || wanted === undefined) throw notFound(written ?? '')
  return {
    version: { definition, number: wanted },
    others: [],
    name: versionKeyOf(id, wanted),
    stored: wanted,
  }
}

/** All drafts together, as they would be published. */
async function ofDrafts(key: string, { stores, snapshot, clock }: World): Promise<AnyDefinition[]> {
  const keys = await stores.drafts.keys()
  if (!keys.includes(key)) throw notFound(`${key} 的草稿`)
  const drafts = (await Promise.all(keys.map((one) => stores.drafts.find(one)))).filter((one) => one !== null)
  const reading = readDrafts(drafts, { inUse: snapshot.definitions, draftKeys: [], now: clock.now() })
  refuseFaulty(
    reading.faults.filter((fault) => fault.key === key).map((fault) => ({ file: fault.key, ...fault })),
  )
  return [...reading.definitions.values()].map(({ definition }) => definition)
}

function inDefinitions(id: string, name: string, all: AnyDefinition[], { snapshot }: World): FoundVersion {
  const journey = all.find((one) => one.kind === 'journey' && one.definition.id === id)
  if (journey?.kind !== 'journey') throw notFound(name)
  const number = (snapshot.headOf('journey', id)?.number ?? 0) + 1
  const others = all.filter((one) => one !== journey)
  return { version: { definition: journey.definition, number }, others, name, stored: null }
}

function refuseFaulty(faults: readonly DefinitionFault[]): void {
  if (faults.length === 0) return
  const lines = faults.map(
    ({ file, line, column, expected, todo }) => `${file}:${line}:${column}  应为${expected}；${todo}`,
  )
  throw new Refusal('definitions.refused', ['先改正这些错误：', ...lines], { faults })
}

const notFound = (name: string): Refusal =>
  new Refusal('journey.not_found', [`没有流程 ${name}；kelu list 列出所有定义`], { name })
