import { bad, type Check, ok, skipped } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

const mega = 1024 * 1024
/** The built-in store stops taking writes at 64 MB; an operator needs time before that. */
const leastBytes = 1024 * mega

export const diskRoom: Check<StoreNeeds> = {
  id: 'store.disk',
  title: '磁盘空间',
  async find({ config, freeBytes }) {
    if (config.mongodbUri !== null) return skipped('数据在 MongoDB 里，磁盘由它那边看')
    const free = await freeBytes(config.dataDir)
    const told = `DATA_DIR ${config.dataDir} 所在的磁盘还剩 ${Math.floor(free / mega)} MB`
    if (free >= leastBytes) return ok(told)
    return bad(told, '清理或扩大磁盘：不到 64 MB 时客旅停止写入')
  },
}
