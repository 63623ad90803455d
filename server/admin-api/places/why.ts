import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import { explainRun } from '../../../domain/explanations/explain-run.ts'
import { settingBehind } from '../../../domain/explanations/setting-behind.ts'
import type { Holds } from '../../../domain/journeys/holds.ts'
import type { JourneyDefinition } from '../../../domain/language/journey.ts'
import type { DefinitionStore } from '../../../models/definitions.ts'
import type { Run } from '../../../models/run.ts'
import type { Touch } from '../../../models/touch.ts'
import { presentSetting } from '../customers/present.ts'

export interface WhyDeps {
  published: Published
  definitions: Pick<DefinitionStore, 'versions'>
  holds: Holds
  versionOf: (versionId: string) => Promise<JourneyDefinition | null>
}

/** Why somebody stands where they stand, what comes next, and the setting behind it. */
export function createWhy(deps: WhyDeps) {
  async function settingsVersion(version: string | null) {
    if (version === null) return null
    const number = Number(version.slice(version.lastIndexOf('@') + 1))
    const id = version.slice(0, version.lastIndexOf('@')).replace(/^settings:/, '')
    const [stored] = await deps.definitions.versions([versionKeyOf(keyOf('settings', id), number)])
    return stored ? { number, by: stored.by, at: stored.madeAt } : null
  }

  return async function why(run: Run, touch: Touch | null) {
    const definition = await deps.versionOf(run.versionId)
    const told = explainRun(run, {
      definition,
      causeEvent: null,
      overflow: [],
      touches: touch ? [touch] : [],
      holds: deps.holds,
      names: namesIn(deps.published.registry),
    })
    const [message] = told.touches
    const isDeferred = touch !== null && touch.state === 'deferred' && message !== undefined
    if (!isDeferred || told.held !== null) {
      const place = { kind: 'journey', id: run.journeyId, part: run.stepId } as const
      const setting = { label: `流程第 ${numberIn(run.versionId)} 版的这一步`, place, version: null }
      return { says: `${told.step.says}。`, next: told.next, setting }
    }
    const { setting, next } = settingBehind(touch, message.decided)
    return {
      says: `${message.says}。`,
      next: { says: message.next === null ? next : '到时再试', at: message.next },
      setting: {
        ...presentSetting(setting),
        version: await settingsVersion(message.decided?.settings ?? null),
      },
    }
  }
}

const numberIn = (versionId: string): string => versionId.slice(versionId.lastIndexOf('@') + 1)
