import { ulid } from 'ulid'
import type { Clock } from '../../../domain/clock.ts'
import { hashOf } from '../../../domain/definitions/keep-version.ts'
import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { StageSettings } from '../../../domain/simulation/stage.ts'
import type { Finding } from '../../../domain/simulation/trial/finding.ts'
import type { DraftStore } from '../../../models/drafts.ts'
import type { TestResultStore } from '../../../models/test-results.ts'
import type { StartTrial } from '../../simulations/fork-work.ts'
import { findTriedVersion } from '../../simulations/version.ts'
import type { Handlers } from '../core/endpoint.ts'
import { inWords } from '../simulations/in-words.ts'
import type { trials as contract } from './contract.ts'

/** 测试: every way of a version walked by test customers, off the process that serves pages. */
export function createTrialHandlers(deps: {
  start: StartTrial
  storeUri: string
  settings: StageSettings
  published: Published
  drafts: DraftStore
  testResults: TestResultStore
  auditLog: Pick<AuditLog, 'record'>
  announce: (topic: 'definitions', id: string) => void
  clock: Clock
}): Handlers<typeof contract> {
  const { published, testResults, clock } = deps

  return {
    async run({ params: { id }, body: { of }, caller }) {
      const { version, others } = await inWords(findTriedVersion({ id, of }, deps))
      const { settings, storeUri } = deps
      const at = clock.now()
      const result = await deps.start({ storeUri, trial: version, others, now: at, settings })
      const { definition, number } = version
      const key = keyOf('journey', id)
      const { passed, findings, tried } = result
      const kept = { passed, findings, by: caller.name, at }
      await testResults.insert({
        _id: `${versionKeyOf(key, number)}:${ulid(at.getTime())}`,
        key,
        number,
        hash: hashOf({ kind: 'journey', definition }),
        ...kept,
      })
      await deps.auditLog.record(caller, { action: 'journey.tested', on: key, details: { of, passed } })
      deps.announce('definitions', key)
      const names = new Map(published.snapshot().registry.messages.map((one) => [one.id, one.name]))
      return {
        ...kept,
        findings: findings.map(presentFinding),
        tried,
        sms: result.sms.map((price) => ({ ...price, name: names.get(price.message) ?? price.message })),
      }
    },

    async latest({ params: { id }, query: { of } }) {
      const { version } = await inWords(findTriedVersion({ id, of }, deps))
      const { definition } = version
      const found = await testResults.latest(keyOf('journey', id), hashOf({ kind: 'journey', definition }))
      if (found === null) return { test: null }
      const { passed, findings, by, at } = found
      return { test: { passed, findings: findings.map(presentFinding), by, at } }
    },
  }
}

function presentFinding(finding: Finding) {
  const [, stepId = null] = /^steps\.([a-z][a-z0-9-]*)/.exec(finding.place) ?? []
  return { ...finding, stepId }
}
