import { ulid } from 'ulid'
import type { Clock } from '../../../domain/clock.ts'
import { hashOf } from '../../../domain/definitions/keep-version.ts'
import { keyOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { TrialResult } from '../../../domain/simulation/trial/finding.ts'
import type { DraftStore } from '../../../models/drafts.ts'
import type { TestResultStore } from '../../../models/test-results.ts'
import type { Simulations } from '../../simulations/simulations.ts'
import { findTriedVersion } from '../../simulations/version.ts'
import type { Handlers } from '../core/endpoint.ts'
import { inWords } from '../simulations/in-words.ts'
import type { trials as contract } from './contract.ts'
import { presentDetails, presentFinding, presentUnderway } from './present.ts'

/** 测试: every way of a version walked by test customers, off the process that serves pages. */
export function createTrialHandlers(deps: {
  simulations: Pick<Simulations, 'test' | 'latestTest'>
  smsSignature: string
  published: Published
  drafts: DraftStore
  testResults: TestResultStore
  auditLog: Pick<AuditLog, 'record'>
  announce: (topic: 'definitions', id: string) => void
  clock: Clock
}): Handlers<typeof contract> {
  const { published, testResults, simulations, smsSignature } = deps

  return {
    async run({ params: { id }, body: { of }, caller }) {
      const tried = await inWords(findTriedVersion({ id, of }, deps))
      const { definition, number } = tried.version
      const key = keyOf('journey', id)
      async function ended({ passed, findings }: TrialResult): Promise<void> {
        const at = deps.clock.now()
        await testResults.insert({
          _id: `${versionKeyOf(key, number)}:${ulid(at.getTime())}`,
          key,
          number,
          hash: hashOf({ kind: 'journey', definition }),
          passed,
          findings,
          by: caller.name,
          at,
        })
        await deps.auditLog.record(caller, { action: 'journey.tested', on: key, details: { of, passed } })
        deps.announce('definitions', key)
      }
      await simulations.test(tried, caller.name, ended)
      return {}
    },

    async latest({ params: { id }, query: { of } }) {
      const { version } = await inWords(findTriedVersion({ id, of }, deps))
      const hash = hashOf({ kind: 'journey', definition: version.definition })
      const key = keyOf('journey', id)
      const [found, newest, own] = await Promise.all([
        testResults.latest(key, hash),
        simulations.latestTest(key),
        simulations.latestTest(key, hash),
      ])
      const snapshot = published.snapshot()
      const segmentFen = rulesInForce(snapshot).rules.costs.smsSegmentFen
      return {
        test: found && {
          passed: found.passed,
          findings: found.findings.map((finding) => presentFinding(finding, snapshot)),
          by: found.by,
          at: found.at,
        },
        underway: newest && presentUnderway(newest),
        hasFailed: own?.state === 'failed',
        details: own && presentDetails(own, { registry: snapshot.registry, smsSignature, segmentFen }),
      }
    },
  }
}
