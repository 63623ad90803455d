import { eventLabels, labelOf } from '../../../domain/audience/labels.ts'
import { configurationRecord } from '../../../domain/definitions/configuration-record.ts'
import { hashOf } from '../../../domain/definitions/keep-version.ts'
import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import { sentencesOf } from '../../../domain/definitions/sentences/parts.ts'
import { readVersion, type Snapshot } from '../../../domain/definitions/snapshot.ts'
import { testWords } from '../../../domain/definitions/test-words.ts'
import { textOfVersion } from '../../../domain/definitions/version-text.ts'
import { type Structure, structureOf, writeInto } from '../../../domain/definitions/written-text.ts'
import { DomainError } from '../../../domain/errors.ts'
import { type createJourneyFigures, figuresDays } from '../../../domain/journeys/journey-figures.ts'
import type { createJourneyTrends } from '../../../domain/journeys/journey-trends.ts'
import type { DefinitionVersion } from '../../../models/definitions.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { DefinitionsGround } from '../definitions/ground.ts'
import { createLook } from '../definitions/look.ts'
import type { journeys as contract } from './contract.ts'
import type { Starter } from './starters.ts'

type Summary = Awaited<ReturnType<ReturnType<typeof createLook>['all']>>[number]

/** The table of all journeys, and new ones. */
export function createJourneyHandlers(
  ground: DefinitionsGround & {
    figuresOf: ReturnType<typeof createJourneyFigures>
    trendsOf: ReturnType<typeof createJourneyTrends>
    starters: () => Promise<Starter[]>
  },
): Handlers<typeof contract> {
  const { published, definitions, draftStore, drafts, testResults, auditLog, announce } = ground
  const look = createLook(ground)

  /** What a published version says, as the configuration record does. */
  async function recordOf(summary: Summary, version: DefinitionVersion, snapshot: Snapshot) {
    const one = readVersion(version)
    if (one.kind !== 'journey') throw new DomainError('journey.not_found', { id: summary.id })
    const names = namesIn(snapshot.registry)
    const tested = await testResults.latest(version.key, hashOf(one))
    const owner = summary.owner ?? undefined
    const head = snapshot.headOf('journey', summary.id)
    const record = configurationRecord({ journey: one.definition, version, head, owner, names, tested })
    const { goal } = one.definition
    return {
      ...record,
      goalEvent: goal ? labelOf(eventLabels, goal.event) : null,
      test: {
        passed: tested?.passed ?? null,
        words: testWords(tested),
        faults: tested?.findings.filter(({ level }) => level === 'fault').length ?? 0,
        at: tested?.at ?? null,
      },
    }
  }

  /** The same of a text that nobody published. */
  async function recordOfDraft(key: string, { draft }: Summary, snapshot: Snapshot) {
    const structure = structureOf((await draftStore.find(key))?.text ?? '') ?? {}
    const said = sentencesOf(structure, namesIn(snapshot.registry))
    const steps = Object.keys((structure.steps ?? {}) as Structure)
    return {
      trigger: said.entry ?? '还没有写',
      actions: steps.flatMap((id) => said[`steps.${id}`] ?? []),
      branches: [],
      goal: said.goal ?? null,
      goalEvent: null,
      configuredAt: draft?.at ?? new Date(0),
      configuredBy: draft?.by ?? '',
      test: { passed: null, words: testWords(null), faults: 0, at: null },
    }
  }

  async function faultsOf({ id, draft }: Summary): Promise<number> {
    return draft === null ? 0 : ((await drafts.read('journey', id))?.faults.length ?? 0)
  }

  async function freeIdLike(base: string): Promise<string> {
    const taken = new Set([...published.snapshot().heads.map(({ key }) => key), ...(await draftStore.keys())])
    for (let n = 2; ; n += 1) {
      const id = `${base.replace(/-\d+$/, '').slice(0, 50)}-${n}`
      if (!taken.has(keyOf('journey', id))) return id
    }
  }

  type From = Parameters<Handlers<typeof contract>['create']>[0]['body']['from']

  async function textFrom(from: From): Promise<{ base: string; text: string }> {
    if (from === 'empty') return { base: 'flow', text: '' }
    if ('template' in from) {
      const starter = (await ground.starters()).find(({ id }) => id === from.template)
      if (starter === undefined) throw new DomainError('definition.not_found', { id: from.template })
      return { base: starter.id, text: starter.text }
    }
    const key = keyOf('journey', from.journey)
    const head = (await published.refresh()).headOf('journey', from.journey)
    const [version] = head ? await definitions.versions([versionKeyOf(key, head.number)]) : []
    const text = version ? textOfVersion(version) : (await draftStore.find(key))?.text
    if (text === undefined) throw new DomainError('definition.not_found', { key })
    return { base: from.journey, text }
  }

  return {
    async list() {
      const summaries = await look.all('journey')
      const snapshot = await published.refresh()
      const keyFor = ({ id }: Summary) => keyOf('journey', id)
      const inUse = summaries.flatMap((each) =>
        each.number === null ? [] : [versionKeyOf(keyFor(each), each.number)],
      )
      const versions = new Map((await definitions.versions(inUse)).map((one) => [one.key, one]))
      const figures = await ground.figuresOf(
        [...versions.values()].map(({ key }) => key.slice('journey:'.length)),
      )
      const items = await Promise.all(
        summaries.map(async (summary) => {
          const version = versions.get(keyFor(summary))
          const record = version
            ? await recordOf(summary, version, snapshot)
            : await recordOfDraft(keyFor(summary), summary, snapshot)
          const counted = figures.get(summary.id)
          return {
            ...summary,
            ...record,
            owner: summary.owner,
            since: summary.since,
            name: summary.name,
            figures: counted ? { ...counted, reached: record.goal === null ? null : counted.reached } : null,
            draftFaults: await faultsOf(summary),
          }
        }),
      )
      return { items, days: figuresDays }
    },

    async trends() {
      const ids = (await look.all('journey')).filter(({ number }) => number !== null).map(({ id }) => id)
      const trends = await ground.trendsOf(ids)
      return { items: ids.map((id) => ({ id, entered: trends.get(id) ?? [] })) }
    },

    async templates() {
      const { registry } = await published.refresh()
      const items = (await ground.starters()).map(({ id, name, note, text }) => {
        const trigger = sentencesOf(structureOf(text) ?? {}, namesIn(registry)).entry ?? ''
        return { id, name, note, trigger }
      })
      return { items }
    },

    async create({ body: { name, session, from }, caller }) {
      await published.refresh()
      const { base, text } = await textFrom(from)
      const id = await freeIdLike(base)
      const { journey: _, name: __, owner: ___, ...rest } = structureOf(text) ?? { steps: {} }
      const written = writeInto(text, { journey: id, name, owner: caller.name, ...rest })
      const editor = { session, by: caller.name }
      await drafts.open('journey', id, editor)
      await drafts.save('journey', id, { editor, text: written })
      const on = keyOf('journey', id)
      await auditLog.record(caller, { action: 'draft.begun', on, details: { from } })
      announce('drafts', on)
      return { id }
    },
  }
}
