import type { InputOf } from '../../api/operations.ts'

type Target = InputOf<'post', '/refunds/{no}/{refundNo}/redirect'>['body']
export type Bank = Extract<Target, { kind: 'card' }>['bank']

/** Banks whose debit cards WeChat Pay takes. */
export const bankNames: Record<Bank, string> = {
  ICBC: '工商银行',
  ABC: '农业银行',
  BOC: '中国银行',
  CCB: '建设银行',
  COMM: '交通银行',
  PSBC: '邮储银行',
  CMB: '招商银行',
  CITIC: '中信银行',
  CEB: '光大银行',
  CMBC: '民生银行',
  CIB: '兴业银行',
  SPDB: '浦发银行',
  PAB: '平安银行',
  GDB: '广发银行',
  NBCB: '宁波银行',
}

/** What is wrong with a card; null = nothing. */
export function cardFault(bank: Bank | undefined, { account, name }: { account: string; name: string }) {
  if (bank === undefined) return '选开户银行'
  if (!/^\d{12,30}$/.test(account)) return '卡号是 12 到 30 位数字'
  return name.length < 2 ? '写持卡人的姓名' : null
}
