/**
 * Words advertising may not use (广告法 第九条, and what market supervision counts among 极限词), each with what says the same
 * and may be said. Longer ones stand for the shorter ones in them.
 */
const instead: Record<string, readonly string[]> = {
  全网最低价: ['活动优惠价'],
  全网最低: ['有新优惠'],
  史上最低: ['限时优惠'],
  历史最低: ['限时优惠'],
  最低价: ['优惠价'],
  最低: ['优惠'],
  最便宜: ['很划算'],
  最优惠: ['有优惠'],
  最划算: ['很划算'],
  最优: ['优选'],
  最好: ['很好'],
  最佳: ['优选'],
  最高级: ['高品质'],
  最高端: ['高品质'],
  最大: ['很大'],
  最强: ['出色'],
  最先进: ['先进'],
  最受欢迎: ['很受欢迎'],
  最新科技: ['新技术'],
  国家级: ['专业'],
  世界级: ['高水准'],
  宇宙级: ['高水准'],
  顶级: ['高品质'],
  顶尖: ['出色'],
  极品: ['精品'],
  极佳: ['很好'],
  全网第一: ['受欢迎'],
  全国第一: ['受欢迎'],
  销量第一: ['热销'],
  第一品牌: ['受欢迎的品牌'],
  领导品牌: ['知名品牌'],
  唯一: ['少有'],
  独一无二: ['别具一格'],
  绝无仅有: ['少有'],
  史无前例: ['少见'],
  空前绝后: ['少见'],
  无与伦比: ['出色'],
  首选: ['优选'],
  王牌: ['人气'],
  万能: ['多用'],
  永久: ['长期'],
  绝对: ['确实'],
  零风险: ['省心'],
  无副作用: ['温和'],
  根治: ['改善'],
  特供: ['专享'],
  国家免检: ['检验合格'],
  驰名商标: ['知名品牌'],
  百分百有效: ['有帮助'],
  '100%有效': ['有帮助'],
}

const all = Object.keys(instead).sort((one, other) => other.length - one.length)
const pattern = new RegExp(all.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')

export interface ForbiddenWord {
  word: string
  /** Where it begins, in UTF-16 units. */
  at: number
  instead: readonly string[]
}

/** Every such word in a text, in its order. */
export function forbiddenWordsIn(text: string): ForbiddenWord[] {
  return [...text.matchAll(pattern)].map(({ 0: word, index }) => ({
    word,
    at: index,
    instead: instead[word] ?? [],
  }))
}
