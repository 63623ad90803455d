import type { DefinitionVersion, Head } from '../../models/definitions.ts'
import type { TestResult } from '../../models/test-results.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { describeBroadcast, describeEntry, describeExit, describeGoal } from './sentences/entry.ts'
import type { DefinitionNames } from './sentences/names.ts'
import { describeStep, partOfStep } from './sentences/steps.ts'
import { testWords } from './test-words.ts'

/** 自动化流程配置表: what a journey does, who answers for it and since when, for people who do not read its definition. zh-CN. */
export interface ConfigurationRecord {
  name: string
  trigger: string
  /** In the order they are written. */
  actions: string[]
  branches: string[]
  /** null = none was set. */
  goal: string | null
  /** Null = nobody was named. */
  owner: string | null
  /** Of the version it tells of. */
  version: number
  configuredAt: Date
  configuredBy: string
  /** When it was published for the first time. */
  since: Date | null
  testResult: string
}

/** What its columns are called. */
export const configurationRecordColumns: Record<keyof ConfigurationRecord, string> = {
  name: '流程名称',
  trigger: '触发条件',
  actions: '执行动作',
  branches: '分支逻辑',
  goal: '目标',
  owner: '负责人',
  version: '版本',
  configuredAt: '配置时间',
  configuredBy: '配置人',
  since: '首次发布',
  testResult: '测试结果',
}

/** The record of one version of a journey, whatever it is: in use, older, or never published. */
export function configurationRecord(of: {
  journey: JourneyDefinition
  version: Pick<DefinitionVersion, 'number' | 'madeAt' | 'by'>
  /** How it was left; null before its first publication. */
  head: Pick<Head, 'since'> | null
  owner: string | undefined
  names: DefinitionNames
  /** The last test of this version; absent or null = there was none. */
  tested?: Pick<TestResult, 'passed' | 'findings' | 'at'> | null
}): ConfigurationRecord {
  const { journey, version, head, owner, names, tested } = of
  const around = { steps: journey.steps, names }
  const told = (part: 'action' | 'judgement') =>
    Object.entries(journey.steps)
      .filter(([, step]) => partOfStep(step) === part)
      .map(([id, step]) => {
        // Ways lead to a judgement by its name or else its id, to an action without a name by what it does.
        const name = step.name ?? (part === 'judgement' ? id : undefined)
        return titled(name, describeStep(step, around))
      })
  return {
    name: journey.name,
    trigger: (journey.writtenAs === 'broadcast' ? describeBroadcast : describeEntry)(journey.entry, names),
    actions: told('action'),
    branches: [
      ...told('judgement'),
      ...journey.exit.map((exit) => describeExit(exit, names)),
      ...priority(journey.priority),
      ...holdout(journey.holdout),
    ],
    goal: journey.goal === undefined ? null : describeGoal(journey.goal),
    owner: owner ?? null,
    version: version.number,
    configuredAt: version.madeAt,
    configuredBy: version.by,
    since: head?.since ?? null,
    testResult: testWords(tested ?? null),
  }
}

function titled(name: string | undefined, sentence: string): string {
  if (name === undefined) return sentence
  return /[？?！!。]$/.test(name) ? `${name}${sentence}` : `${name}：${sentence}`
}

function priority(of: number | undefined): string[] {
  return of === undefined ? [] : [`触达次数不够时，按优先级 ${of}（9 最高，一般是 5）决定谁先发`]
}

function holdout(percent: number): string[] {
  return percent === 0 ? [] : [`${percent}% 的客户留作空白对照组，只收到自己要的消息`]
}
