import type { Run } from '../../models/run.ts'

/** A run of `j@1` at step `s`, begun at `at` and due then, as no test but its own needs to write it out. */
export function aRun(_id: string, at: Date, more: Partial<Run> = {}): Run {
  const { stepId = 's' } = more
  return {
    _id,
    journeyId: 'j',
    versionId: 'j@1',
    customerId: `c-${_id}`,
    state: 'active',
    stepId,
    visit: 1,
    visits: { [stepId]: 1 },
    enteredStepAt: at,
    lookFrom: at,
    dueAt: at,
    shard: 0,
    listens: [],
    vars: {},
    holdout: false,
    cause: 'test',
    used: [],
    failures: 0,
    startedAt: at,
    untold: [],
    writer: '',
    rev: 0,
    ...more,
  }
}
