import type { Target } from '../kind.ts'
import { whoTargets } from '../people/who.ts'

/** What a column of coupons may be. */
export const couponTargets: readonly Target[] = [
  ...whoTargets,
  {
    id: 'batch',
    name: '批次编号',
    aliases: ['批次', '券批次', '优惠券编号', '券名称', '优惠券名称', '活动编号', 'batchid', 'couponname'],
    hint: '客旅里那个批次的编号或名称；要是商城发码的批次',
    fixable: true,
  },
  { id: 'code', name: '券码', aliases: ['优惠券码', '卡券码', '兑换码', '核销码', 'couponcode'] },
  {
    id: 'validUntil',
    name: '到期时间',
    aliases: ['有效期至', '失效时间', '过期时间', '截止时间', '到期日', 'expiresat', 'expires', 'validto'],
    fixable: true,
  },
  { id: 'grantedAt', name: '发放时间', aliases: ['领取时间', '发券时间', '领券时间', 'grantedat'] },
  {
    id: 'state',
    name: '状态',
    aliases: ['券状态', '使用状态', 'status'],
    hint: '未使用、已使用、已过期；不写就是未使用',
    fixable: true,
  },
  { id: 'redeemedAt', name: '使用时间', aliases: ['核销时间', '用券时间', 'usedat', 'redeemedat'] },
  { id: 'orderId', name: '使用的订单', aliases: ['订单号', '订单编号', '使用订单号', 'orderno'] },
]
