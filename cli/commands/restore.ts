import { writeErasedList } from '../../server/erased-list.ts'
import { erasedSince } from '../backups/erased.ts'
import { holdsData, lookAtBackup, restoreBackup } from '../backups/restore.ts'
import type { Command } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { timeText } from '../time-words.ts'
import { notOurs } from './backup.ts'

/** Puts a backup into the data folder of these settings, while no Kelu runs there. */
export const restore: Command = {
  usage: 'restore <folder>',
  summary: '把一份备份恢复到 DATA_DIR（先停下客旅）：查验无误才换上，原来的数据改名留着',
  options: [['--replace', 'DATA_DIR 里已有数据时也恢复']],
  asks: true,
  async run({ args, options, settings, confirm }) {
    const folder = args[0] ?? ''
    const config = settings.config()
    if (config.mongodbUri !== null) throw notOurs('恢复', 'mongorestore')
    const { dataDir } = config
    const manifest = await lookAtBackup(folder, config)
    const isThere = holdsData(dataDir)
    if (isThere && options.replace !== true) {
      throw new Refusal('restore.occupied', [
        `${dataDir} 里已有数据，什么都没有做`,
        '确实要换成备份就加上 --replace（原来的会改名留在那里），或把 DATA_DIR 指向一个新的文件夹',
      ])
    }
    const erased = await erasedSince(folder, config)
    const count = erased.list.erasures.length
    const moment = timeText(new Date(manifest.takenAt))
    await confirm({
      lines: [
        `把 ${folder}（${moment}，客旅 ${manifest.version}，${(manifest.bytes / 1_000_000).toFixed(1)} MB）恢复到 ${dataDir}`,
        ...(isThere ? ['那里现有的数据改名留着'] : []),
        ...(count === 0 ? [] : [`删除过个人信息的客户有 ${count} 位：下次启动时先再删一次，再做别的`]),
        ...(erased.untold === null
          ? []
          : [
              `现有的数据打不开（${erased.untold}），不知道最近一次备份之后又删除过谁：那些客户会回来，要重新删除`,
            ]),
        `${moment} 之后的一切，存储里都不再有：那以后发出的消息，客旅不知道已经发过`,
      ],
      json: { folder, dataDir, takenAt: manifest.takenAt, replaces: isThere, erased: count },
    })
    // First: killed in between, the store of before has nobody of them, and loses nothing.
    if (count > 0) await writeErasedList(dataDir, erased.list)
    const kept = await restoreBackup(folder, manifest, dataDir)
    return {
      lines: [
        `已恢复到 ${moment}`,
        ...(kept === null ? [] : [`原来的数据在 ${kept}，确认不需要后再删除`]),
        '启动之前可以先 kelu marketing hold：看清情况再放行，不让营销消息重发',
      ],
      json: { restored: folder, dataDir, takenAt: manifest.takenAt, kept, erased: count },
    }
  },
}
