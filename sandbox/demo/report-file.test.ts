import { expect, it } from 'vitest'
import { sceneOf } from './report-file.ts'

it('is as it should be where the file names the campaign and lists whom it counts, and somebody at all', () => {
  expect(sceneOf(1, 5, 5)).toEqual({
    line: '复盘：周敏下载的报告里有「新客首购与复购」，明细里进入流程 5 人',
    faults: [],
  })
  expect(sceneOf(0, 5, 5).faults).toEqual(['复盘 · 报告里有这个活动: 1, 0'])
  expect(sceneOf(1, 4, 5).faults).toEqual(['复盘 · 进入流程的人: 5, 4'])
  expect(sceneOf(1, 0, 0).faults).toHaveLength(1)
})
