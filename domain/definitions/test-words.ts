import type { TestResult } from '../../models/test-results.ts'
import { localTime } from '../local-time.ts'

/** What became of the last test of a version, zh-CN. */
export function testWords(result: Pick<TestResult, 'passed' | 'findings' | 'at'> | null): string {
  if (result === null) return '尚未测试'
  const when = localTime(result.at).toFormat('yyyy年M月d日 HH:mm')
  const faults = result.findings.filter(({ level }) => level === 'fault').length
  const warnings = result.findings.length - faults
  const also = warnings > 0 ? `，${warnings} 处提醒` : ''
  return result.passed ? `${when} 测试通过${also}` : `${when} 测试没有通过：${faults} 处问题${also}`
}
