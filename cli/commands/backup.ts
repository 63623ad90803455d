import { join } from 'node:path'
import { silentLog } from '../../domain/log.ts'
import { erasedListName, listErased, uniteErased, writeErasedList } from '../../server/erased-list.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { erasedListIn } from '../backups/erased.ts'
import { keepNewest } from '../backups/keep.ts'
import { makeBackup } from '../backups/make.ts'
import type { Command } from '../command.ts'
import { openAnyStore } from '../open-store.ts'
import { Refusal, WrongUsage } from '../refusal.ts'
import { timeText } from '../time-words.ts'

const defaultFolder = './backups'

/** A copy of the built-in store as it is at one moment, made by the store itself while Kelu works. */
export const backup: Command = {
  usage: 'backup [folder]',
  summary: `备份自带存储，不用停下客旅：在文件夹里（默认 ${defaultFolder}）新建一份，查验过才改成正式的名字`,
  options: [
    ['--keep <n>', '只留最新的 n 份，更早的删除'],
    ['--compress', '压缩（gzip）：小得多，慢一些，做的时候多占一份压缩后的空间'],
  ],
  async run({ args, options, settings }) {
    const keep = countOf(options.keep)
    const config = settings.config()
    if (config.mongodbUri !== null) throw notOurs('备份', 'mongodump')
    const into = args[0] ?? defaultFolder
    const store = await openAnyStore(config, silentLog)
    try {
      const listed = await erasedListIn(into)
      const { folder, manifest } = await makeBackup(store.connection, into, {
        now: new Date(),
        form: options.compress === true ? 'compressed' : 'plain',
      })
      const erased = uniteErased(listed, await listErased(wireStores(store.connection)))
      if (erased.erasures.length > 0) await writeErasedList(into, erased)
      const gone = keep === null ? [] : await keepNewest(into, keep, new Date())
      return {
        lines: [
          `已备份到 ${folder}（${((manifest.compressedBytes ?? manifest.bytes) / 1_000_000).toFixed(1)} MB）`,
          `是 ${timeText(new Date(manifest.takenAt))} 那一刻的全部数据：之前已确认的都在，之后的都不在`,
          `密钥不在里面：恢复时还需要 .env 里的 ${manifest.keys.map(({ _id }) => settingOf(_id)).join('、')}，另外妥善保存`,
          ...(erased.erasures.length > 0
            ? [
                `${join(into, erasedListName)} 记着删除过个人信息的 ${erased.erasures.length} 位客户（只有编号）：和备份放在一起，恢复时照它再删一次`,
              ]
            : []),
          '也不在里面：TEMPLATES_DIR、STAFF_FILE 和微信支付的证书文件',
          ...(gone.length > 0 ? [`删除了更早的 ${gone.length} 份：${gone.join('、')}`] : []),
        ],
        json: { folder, ...manifest, deleted: gone },
      }
    } finally {
      await store.close()
    }
  },
}

/** MongoDB has tools of its own, which know replica sets and shards. */
export function notOurs(what: string, tool: 'mongodump' | 'mongorestore'): Refusal {
  const how = {
    mongodump: 'mongodump --uri "$MONGODB_URI" --oplog --gzip --archive=kelu.archive.gz',
    mongorestore: 'mongorestore --uri "$MONGODB_URI" --oplogReplay --gzip --archive=kelu.archive.gz',
  }[tool]
  return new Refusal('store.mongodb', [
    `MONGODB_URI 已设置，数据在 MongoDB 里：用它自己的工具${what}（副本集）：`,
    `  ${how}`,
    '分片集群用厂商的快照；见 deploy/README.md',
  ])
}

const settingOf = (id: string): string =>
  id === 'blind-index' ? 'BLIND_INDEX_KEY' : `DATA_KEYS 的 ${id.replace('data:', '')}`

function countOf(given: unknown): number | null {
  if (given === undefined) return null
  const count = Number(given)
  if (Number.isInteger(count) && count > 0) return count
  throw new WrongUsage('--keep 要一个大于 0 的整数')
}
