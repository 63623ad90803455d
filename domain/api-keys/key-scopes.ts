/** What a key may be given: of each the operations of the API name the one that lets a key call them. */
export const keyScopes = [
  'customers:read',
  'customers:write',
  'customers:export',
  'customers:erase',
  'leads:write',
  'events:write',
  'orders:read',
  'orders:write',
  'flows:write',
  'figures:read',
] as const
export type KeyScope = (typeof keyScopes)[number]

/** As people read them. */
export const keyScopeNames: Record<KeyScope, string> = {
  'customers:read': '查客户和原因',
  'customers:write': '建客户、改资料和标签',
  'customers:export': '导出一位客户的全部资料（含手机号）',
  'customers:erase': '删除一位客户的个人信息（不能恢复）',
  'leads:write': '提交留资表单',
  'events:write': '上报行为',
  'orders:read': '查订单',
  'orders:write': '上报订单',
  'flows:write': '让客户进出流程',
  'figures:read': '查总览数字',
}
