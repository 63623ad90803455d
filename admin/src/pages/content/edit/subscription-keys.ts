/** What WeChat takes under each type of field, as people read it; the server checks it. */
const rules: Record<string, string> = {
  thing: '20 字以内，可汉字、数字、字母',
  number: '32 位以内的数字',
  letter: '32 位以内的字母',
  symbol: '5 位以内的符号',
  character_string: '32 位以内的数字、字母或符号',
  time: '时间，如 15:01 或 2026年3月5日 15:01',
  date: '日期，如 2026年3月5日',
  amount: '金额，如 ¥199.00',
  phone_number: '17 位以内的电话',
  car_number: '8 位以内的车牌',
  name: '10 个汉字或 20 个字母以内',
  phrase: '5 个汉字以内',
}
export const types = Object.keys(rules)

export function ruleOf(key: string): string {
  return rules[key.replace(/\d+$/, '')] ?? '按模板详情里的要求'
}

/** thing1 is there: thing2. */
export function nextKey(type: string, keys: readonly string[]): string {
  let at = 1
  while (keys.includes(`${type}${at}`)) at += 1
  return `${type}${at}`
}
