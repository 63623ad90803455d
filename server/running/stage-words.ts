import type { Stage } from '../../domain/freshness.ts'

/** zh-CN, from where to where each stage is measured. */
export const stageWords: Record<Stage, string> = {
  heard: '发生 → 收到',
  handled: '收到 → 处理完',
  step: '步骤到期 → 做完',
  sent: '该发 → 平台接收',
}
