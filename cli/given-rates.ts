import { type ChannelRates, type Rates, usualRates } from '../domain/simulation/rates.ts'
import { isChannel } from '../domain/simulation/reactions.ts'
import { WrongUsage } from './refusal.ts'

const names: readonly (keyof ChannelRates)[] = ['failed', 'opened', 'clicked', 'replied']

/** Rates with those somebody gave, written `sms.clicked=5%,email.opened=0.2`. @throws WrongUsage */
export function withRates(rates: Rates, written: unknown): Rates {
  if (written === undefined) return rates
  const channels = { ...rates.channels }
  for (const part of String(written).split(',')) {
    const [, channel = '', name = '', number = '', percent] =
      /^(\w+)\.(\w+)=([\d.]+)(%)?$/.exec(part.trim()) ?? []
    const value = Number(number) / (percent === undefined ? 1 : 100)
    const rate = names.find((one) => one === name)
    if (!isChannel(channel) || rate === undefined || !(value >= 0 && value <= 1)) {
      throw new WrongUsage(
        `“${part}”不是比例：写成 渠道.回应=百分比，如 sms.clicked=5%（回应：${names.join('、')}）`,
      )
    }
    const known = channels[channel] ?? usualRates.channels[channel]
    channels[channel] = { failed: 0, opened: 0, clicked: 0, replied: 0, ...known, [rate]: value }
  }
  return { ...rates, channels }
}
