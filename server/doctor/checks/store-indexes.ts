import { bad, type Check, ok } from '../check.ts'
import type { StoreNeeds } from '../store-checks.ts'

export const storeIndexes: Check<StoreNeeds> = {
  id: 'store.indexes',
  title: '索引',
  async find({ indexDrifts }) {
    const drifts = await indexDrifts()
    const toRun = drifts.flatMap((drift) => drift.toRun)
    const foreign = drifts.flatMap(({ collection, foreign: names }) =>
      names.map((name) => `${collection}.${name}`),
    )
    const others = foreign.length === 0 ? '' : `；另有 ${foreign.join('、')} 不是客旅声明的，保留不动`
    if (toRun.length === 0) return ok(`和声明的一致${others}`)
    const missing = drifts.filter((drift) => drift.toRun.length > 0).map(({ collection }) => collection)
    return bad(
      `${missing.join('、')} 缺少索引${others}`,
      `重启客旅会自动补上；数据量大的集合在空闲时执行：${toRun.join('; ')}`,
    )
  },
}
