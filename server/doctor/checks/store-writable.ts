import { bad, type Check, ok } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

export const storeWritable: Check<StoreNeeds> = {
  id: 'store.writable',
  title: '存储可写',
  async find({ tryWrite, config }) {
    try {
      await tryWrite()
      return ok('能读能写')
    } catch (error) {
      const where =
        config.mongodbUri === null ? `DATA_DIR ${config.dataDir} 所在的磁盘` : 'MongoDB 的磁盘和用户权限'
      return bad(`写不进去：${(error as Error).message.split('\n')[0]}`, `检查${where}`)
    }
  },
}
