import { ulid } from 'ulid'
import { hashOf } from '../../domain/definitions/keep-version.ts'
import { keyOf, versionKeyOf } from '../../domain/definitions/keys.ts'
import type { Finding, TrialResult } from '../../domain/simulation/trial/finding.ts'
import { runTrial } from '../../domain/simulation/trial/run-trial.ts'
import type { Command } from '../command.ts'
import { findJourneyVersion, versionOptions } from '../journey-version.ts'

/** Walks test customers through a version of a journey in memory, and keeps how it stood the test. */
export const test: Command = {
  usage: 'test <journey>',
  summary: '测试一个流程：测试客户在内存里走遍每条路，检查触发条件、内容和频控；结果记入配置表',
  options: versionOptions,
  async run({ args, options, world, settings: { templatesDir } }) {
    const opened = await world()
    const { config, snapshot, stores, clock, by } = opened
    const { version, others, name } = await findJourneyVersion(args[0], options, opened, templatesDir)
    const result = await runTrial({
      journey: version,
      inUse: snapshot,
      others,
      now: clock.now(),
      settings: {
        publicUrl: config.publicUrl,
        smsGateway: config.sms?.gateway ?? 'aliyun',
        smsSignature: config.sms?.signName ?? '',
        miniprogramAppId: config.miniprogram?.appId ?? 'test',
      },
    })
    const { definition, number } = version
    const key = keyOf('journey', definition.id)
    const at = clock.now()
    // What each test customer was sent is for the page, which shows it.
    const { branches: _, ...told } = result
    const { passed, findings } = told
    await stores.testResults.insert({
      _id: `${versionKeyOf(key, number)}:${ulid(at.getTime())}`,
      key,
      number,
      hash: hashOf({ kind: 'journey', definition }),
      passed,
      findings,
      by,
      at,
    })
    return {
      lines: [`测试「${definition.name}」（${name}）`, ...lines(result)],
      json: { journey: name, ...told },
      ...(!passed && { faulty: true }),
    }
  },
}

function lines({ passed, findings, tried, sms }: TrialResult): string[] {
  return [
    `触发：${tried.mustStart > 0 ? '该进入的测试客户试了 1 类' : '没有能进入的测试客户'}，差一点的 ${tried.mustNotStart} 类`,
    `路径：${tried.ways} 条，走通 ${tried.waysWalked} 条`,
    `内容：${tried.contents} 份，缺省值和长内容各写一遍`,
    ...sms.map(
      ({ message, segments, fen }) =>
        `  短信 ${message}：最长 ${segments} 条，每人约 ¥${(fen / 100).toFixed(2)}`,
    ),
    ...(findings.length > 0 ? ['', ...findings.map(findingLine)] : []),
    '',
    passed ? '通过' : `没有通过：${findings.filter(({ level }) => level === 'fault').length} 处问题`,
  ]
}

const levels: Record<Finding['level'], string> = { fault: '问题', warning: '提醒' }

const findingLine = ({ level, place, reason, todo }: Finding): string =>
  `${levels[level]}  ${place}：${reason}；${todo}`
