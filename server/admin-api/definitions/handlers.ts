import { readDrafts } from '../../../domain/definitions/draft-text.ts'
import { historyOf } from '../../../domain/definitions/history.ts'
import { stateNames } from '../../../domain/definitions/journey-life.ts'
import { versionKeyOf } from '../../../domain/definitions/keys.ts'
import { textDiff } from '../../../domain/definitions/text-diff.ts'
import { textOfVersion } from '../../../domain/definitions/version-text.ts'
import { writeInto } from '../../../domain/definitions/written-text.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { definitions as contract } from './contract.ts'
import type { DefinitionsGround } from './ground.ts'
import { createLook } from './look.ts'
import { readNamed, readToChange } from './named.ts'
import { presentDraft, presentFault, presentText } from './present.ts'
import { createPublishing } from './publishing/publish-change.ts'

/** What there is, in which versions, and who looks after it. */
export function createDefinitionHandlers(ground: DefinitionsGround): Handlers<typeof contract> {
  const { published, definitions, draftStore, drafts, meta, auditLog, clock, realClock } = ground
  const look = createLook(ground)
  const publishing = createPublishing(ground)

  async function versionAt(key: string, number: number) {
    const [version] = await definitions.versions([versionKeyOf(key, number)])
    if (version === undefined) throw new DomainError('definition.not_found', { key, number })
    return version
  }

  async function textAt(key: string, at: number | 'draft'): Promise<string> {
    if (at !== 'draft') return textOfVersion(await versionAt(key, at))
    const draft = await draftStore.find(key)
    if (draft === null) throw new DomainError('draft.not_found', { key })
    return draft.text
  }

  return {
    list: async ({ params }) => ({ items: await look.all(params.kind) }),

    async find({ params, query }) {
      const { kind, id, key } = readNamed(params)
      const summary = await look.one(key)
      if (summary === null) throw new DomainError('definition.not_found', { key })
      const view = await drafts.read(kind, id)
      const snapshot = await published.refresh()
      const head = snapshot.headOf(kind, id)
      const newest = (await definitions.newestVersion(key))?.number ?? 0
      return {
        ...summary,
        published: head && {
          number: head.number,
          ...presentText(textOfVersion(await versionAt(key, head.number)), snapshot),
        },
        draft: view && presentDraft(view, { snapshot, newest, session: query.session, now: realClock.now() }),
        usedBy: look.usedBy(key, snapshot),
      }
    },

    async versions({ params }) {
      const { kind, id, key } = readNamed(params)
      const { versions, states } = await historyOf(key, definitions)
      const snapshot = await published.refresh()
      const inUse = snapshot.versionOf(kind, id)
      return {
        items: versions.map((version) => ({ ...version, inUse: inUse === versionKeyOf(id, version.number) })),
        states: states.map((each) => ({ ...each, stateName: stateNames[each.state] })),
      }
    },

    async version({ params }) {
      const { key } = readNamed(params)
      const version = await versionAt(key, params.number)
      const { number, by, madeAt } = version
      return { ...presentText(textOfVersion(version), published.snapshot()), number, by, madeAt }
    },

    async diff({ params, query }) {
      const { key } = readNamed(params)
      const [from, to] = [await textAt(key, query.from), await textAt(key, query.to)]
      const snapshot = published.snapshot()
      return { lines: textDiff(from, to), from: presentText(from, snapshot), to: presentText(to, snapshot) }
    },

    async check({ params, body }) {
      const { key } = readNamed(params)
      const text =
        'text' in body ? body.text : writeInto((await draftStore.find(key))?.text ?? '', body.structure)
      const snapshot = await published.refresh()
      const { faults, warnings } = readDrafts([{ _id: key, text }], {
        inUse: snapshot.definitions,
        draftKeys: await draftStore.keys(),
        now: clock.now(),
      })
      return {
        ...presentText(text, snapshot),
        faults: faults.map(presentFault),
        warnings: warnings.map(presentFault),
      }
    },

    async record({ params }) {
      const { kind, id, key } = readNamed(params)
      if (kind !== 'journey') throw new DomainError('journey.not_found', { key })
      return meta.configurationRecord(id)
    },

    async handOver({ params, body, caller }) {
      const { kind, id, key } = readToChange(params, caller)
      if ((await look.one(key)) === null) throw new DomainError('definition.not_found', { key })
      await meta.handOver(kind, id, { owner: body.owner, by: caller.name })
      await auditLog.record(caller, {
        action: 'definition.handed_over',
        on: key,
        details: { owner: body.owner },
      })
      ground.announce('definitions', key)
      return {}
    },

    async retire({ params, body, caller }) {
      const { key } = readToChange(params, caller)
      const { number } = await publishing.publish(
        { retire: [key] },
        { key, on: body.on, action: 'definition.retired' },
        caller,
      )
      return { publication: number }
    },
  }
}
