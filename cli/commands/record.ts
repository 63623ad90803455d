import { configurationRecordColumns } from '../../domain/definitions/configuration-record.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { readJourney } from '../definition-name.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'

/** 自动化流程配置表 of the version in use, with what its last test said. */
export const record: Command = {
  usage: 'record <journey>',
  summary: '自动化流程配置表：触发、动作、分支、负责人、配置时间、测试结果',
  async run({ args, world }) {
    const { id, key } = readJourney(args[0])
    const { snapshot, meta } = await world()
    if (snapshot.headOf('journey', id) === null)
      throw new Refusal('journey.not_found', [`没有流程 ${id}`], { key })
    const told = await meta.configurationRecord(id)
    const columns = Object.entries(configurationRecordColumns) as [keyof typeof told, string][]
    const rows = columns.flatMap(([column, title]) =>
      linesOf(told[column]).map((line, i) => [i === 0 ? title : '', line]),
    )
    return { lines: inColumns(rows), json: { journey: id, ...told } }
  },
}

function linesOf(value: string | number | Date | string[] | null): string[] {
  if (value === null) return ['没有']
  if (value instanceof Date) return [timeText(value)]
  if (Array.isArray(value)) return value.length === 0 ? ['没有'] : value
  return [String(value)]
}
