import { encodeTime } from 'ulid'
import type { Sealing } from '../../domain/customers/sealing.ts'
import type { Customer, Tag } from '../../models/customer.ts'
import { customerOf } from './customer.ts'
import { drawn } from './numbers.ts'
import { staffOf, storeCount, storeOf, type TownPlan } from './plan.ts'

const shares: readonly (readonly [name: string, kind: Tag['kind'], share: number])[] = [
  ['已购买', 'rule', 0.45],
  ['看过商品', 'rule', 0.5],
  ['会员', 'base', 0.6],
  ['复购', 'rule', 0.2],
  ['高价值', 'rule', 0.05],
  ['潜力', 'rule', 0.15],
  ['高意向', 'rule', 0.03],
  ['勿扰', 'manual', 0.01],
  ['员工', 'manual', 0.001],
]

const regions = [
  [0.4, '上海'],
  [0.7, '北京'],
  [0.85, '杭州'],
  [1, '成都'],
] as const
const sources = [
  [0.5, '门店扫码'],
  [0.8, '小程序'],
  [1, '展会'],
] as const

/** `c_` and a ULID of that moment; the number makes it one of its own. */
const idOf = (ms: number, number: number): string =>
  `c_${encodeTime(ms, 10)}${String(number).padStart(16, '0')}`

/**
 * Somebody as an installation of some years has them: tags, an owner, a friendship, segments. One in a hundred was merged
 * into another since, one in two thousand is a test account.
 */
export function personOf(
  number: number,
  createdAt: Date,
  ground: { plan: TownPlan; chance: () => number; seal: Sealing['seal'] },
): Customer {
  const { plan, chance } = ground
  const bare = customerOf(idOf(createdAt.getTime(), number), number, createdAt)
  const staff = staffOf(number)
  const isMerged = number % 100 === 99
  const isTest = number % 2_000 === 1_000
  return {
    ...bare,
    profile: {
      ...bare.profile,
      phone: ground.seal(`+86138${String(number).padStart(8, '0')}`),
      region: drawn(chance(), regions),
      ...(chance() < 0.8 && { sourceChannel: drawn(chance(), sources) }),
    },
    ...(chance() < 0.8 && { homeStore: storeOf(Math.floor(chance() * storeCount)) }),
    tags: shares.flatMap(([name, kind, share]) => (chance() < share ? [{ name, kind, at: createdAt }] : [])),
    traits: {
      tier: chance() < 0.05 ? 'high' : chance() < 0.3 ? 'growth' : 'none',
      orderCount: Math.floor(chance() * 6),
      spend365Fen: Math.floor(chance() * 600_000),
      lastSeenAt: new Date(createdAt.getTime() + Math.floor(chance() * (Date.now() - createdAt.getTime()))),
    },
    ...(number % 10 < 7 && { owner: staff }),
    follows:
      number % 10 < 7
        ? [{ corp: 'bench', staff, since: createdAt, ...(chance() < 0.3 && { state: plan.friendState }) }]
        : [],
    isTest,
    segments: plan.liveSegments.filter(() => chance() < 0.2),
    recent: Array.from({ length: 10 }, (_, at) => `bench:${bare._id}:${at}`),
    ...(isMerged && { mergedInto: idOf(createdAt.getTime(), number - 1) }),
  }
}
