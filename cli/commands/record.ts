import { configurationRecordColumns } from '../../domain/definitions/configuration-record.ts'
import { titleSchema } from '../../domain/language/names.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { readJourney } from '../definition-name.ts'
import { Refusal, WrongUsage } from '../refusal.ts'
import { timeText } from '../time-words.ts'

/** 自动化流程配置表 of the version in use, with what its last test said; with `--owner` somebody else looks after it from now on. */
export const record: Command = {
  usage: 'record <journey>',
  summary: '自动化流程配置表：触发、动作、分支、负责人、配置时间、测试结果',
  options: [['--owner <name>', '换负责人，不产生新版本']],
  asks: true,
  async run({ args, options, world, confirm }) {
    const { kind, id, key } = readJourney(args[0])
    const owner = readOwner(options.owner)
    const { snapshot, meta, by } = await world()
    if (snapshot.headOf('journey', id) === null)
      throw new Refusal('journey.not_found', [`没有流程 ${id}`], { key })
    if (owner !== undefined) {
      const before = (await meta.owner(kind, id)) ?? null
      await confirm({
        lines: [`流程 ${id} 的负责人从${before ?? '没有'}换成 ${owner}`],
        json: { key, from: before, to: owner },
      })
      await meta.handOver(kind, id, { owner, by })
    }
    const told = await meta.configurationRecord(id)
    const columns = Object.entries(configurationRecordColumns) as [keyof typeof told, string][]
    const rows = columns.flatMap(([column, title]) =>
      linesOf(told[column]).map((line, i) => [i === 0 ? title : '', line]),
    )
    return { lines: inColumns(rows), json: { journey: id, ...told } }
  },
}

function readOwner(written: unknown): string | undefined {
  if (written === undefined) return undefined
  const owner = titleSchema.safeParse(written)
  if (!owner.success) throw new WrongUsage('负责人写 1 到 60 个字的姓名')
  return owner.data
}

function linesOf(value: string | number | Date | string[] | null): string[] {
  if (value === null) return ['没有']
  if (value instanceof Date) return [timeText(value)]
  if (Array.isArray(value)) return value.length === 0 ? ['没有'] : value
  return [String(value)]
}
