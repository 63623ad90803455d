import type { IdentityClaim } from '../../customers/contract.ts'
import type { Target } from '../kind.ts'
import { readId, readPhone } from '../read-cell.ts'
import type { RowReader } from '../read-row.ts'

/** Systems whose ids of customers have columns of their own, by the name identities are kept under. */
export const extSystems = {
  member: {
    name: '会员号',
    aliases: ['会员编号', '会员卡号', '会员id', '卡号', 'memberid', 'memberno', 'cardno'],
  },
  crm: { name: 'CRM 客户号', aliases: ['crmid', '客户编号', '客户号', '客户id', 'customerid', 'customerno'] },
  erp: { name: 'ERP 客户号', aliases: ['erpid', 'erp编号', 'erp客户编码', '客户编码'] },
  shop: { name: '商城用户号', aliases: ['商城id', '用户id', '用户编号', 'userid', 'buyerid'] },
} as const
export type ExtSystem = keyof typeof extSystems

export const phoneTarget: Target = {
  id: 'phone',
  name: '手机号',
  aliases: [
    '手机',
    '手机号码',
    '电话',
    '联系电话',
    '移动电话',
    '联系方式',
    'mobile',
    'mobilephone',
    'phonenumber',
    'tel',
    'cellphone',
  ],
}

/** Ids by which somebody is known; a phone is one more. */
export const idTargets: readonly Target[] = [
  ...Object.entries(extSystems).map(([system, { name, aliases }]) => ({
    id: `ext:${system}`,
    name,
    aliases,
  })),
  { id: 'unionid', name: 'unionid', aliases: ['微信unionid', 'wechatunionid'] },
  {
    id: 'external',
    name: '企业微信客户号',
    aliases: ['externaluserid', '外部联系人id', '客户userid'],
    hint: 'wm 开头，本企业自建应用的',
  },
]

/** Whom a row that tells of somebody who is there already is about. */
export const whoTargets: readonly Target[] = [
  {
    ...phoneTarget,
    aliases: [...phoneTarget.aliases, '买家手机', '买家手机号', '收货人手机', '会员手机号', '客户手机'],
  },
  ...idTargets,
  { id: 'customer', name: '客旅客户号', aliases: ['kelu客户号', 'keluid'], hint: '客旅导出的文件里的那一列' },
]

export const whoNeeds: readonly string[] = whoTargets.map(({ id }) => id)

/** The ids a row says somebody is known by. A phone in a file proves nothing. */
export function claimsIn({ take }: RowReader, phone: string | undefined, corp: string | undefined) {
  const unionid = take('unionid', readId)
  const external = corp === undefined ? undefined : take('external', readId)
  const exts = (Object.keys(extSystems) as ExtSystem[]).flatMap((system): IdentityClaim[] => {
    const value = take(`ext:${system}`, readId)
    return value === undefined ? [] : [{ kind: 'ext', system, value }]
  })
  return [
    ...(unionid === undefined ? [] : [{ kind: 'unionid', value: unionid } as const]),
    ...(external === undefined || corp === undefined
      ? []
      : [{ kind: 'external', corp, value: external } as const]),
    ...exts,
    ...(phone === undefined ? [] : [{ kind: 'phone', value: phone, verified: false } as const]),
  ] satisfies IdentityClaim[]
}

/** Whom a row is about: by ids, or by the id Kelu itself gave them. */
export interface Who {
  claims: IdentityClaim[]
  customer?: string
}

/** Whom the row is about; `noIdentity` is noted where it says of nobody. */
export function whoIn(row: RowReader, corp: string | undefined): Who {
  const before = row.faults.length
  const claims = claimsIn(row, row.take('phone', readPhone), corp)
  const customer = row.take('customer', readId)
  if (claims.length === 0 && customer === undefined && row.faults.length === before)
    row.faults.push({ code: 'noIdentity' })
  return { claims, ...(customer !== undefined && { customer }) }
}
