const noBreak = '\u00a0'
const whole = new Intl.NumberFormat('zh-CN')

/** 1,204 人: number and unit never part. % stands without a space. */
export function figure(value: number, unit = ''): string {
  const text = whole.format(value)
  if (unit === '' || unit === '%') return `${text}${unit}`
  return `${text}${noBreak}${unit}`
}

/** ¥99.90 */
export function money(fen: number): string {
  return `¥${(fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** 11.6%; – of nothing. */
export function rate(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)}%`
}

/** Yuan with two places and nothing else, as spreadsheets add it up; whole fen stay whole. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.abs(fen)
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`
}
