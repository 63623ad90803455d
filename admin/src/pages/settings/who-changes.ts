/** Whom something that is not yet published would change, as far as was looked. */
export interface WhoFound {
  changed: number
  looked: number
  isExact: boolean
  tags: { tag: string; gain: number; lose: number }[]
  examples: { id: string; name: string; phone: string | null }[]
}

/** 12 人得到、3 人去掉 */
export function changeInWords({ gain, lose }: { gain: number; lose: number }, about: string): string {
  const parts = [
    ...(gain > 0 ? [`${about}${gain}\u00a0人得到`] : []),
    ...(lose > 0 ? [`${about}${lose}\u00a0人去掉`] : []),
  ]
  return parts.length === 0 ? '没有人变' : parts.join('，')
}
