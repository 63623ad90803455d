import { createUnseal } from '../../domain/customers/sealing.ts'
import { calendarInForce } from '../../domain/definitions/calendar-in-force.ts'
import { localTime } from '../../domain/local-time.ts'
import { withTimeIn } from '../../domain/simulation/broadcast-time.ts'
import { ratesFrom } from '../../domain/simulation/rates.ts'
import { type AnswerPlan, simulate as runSimulation } from '../../domain/simulation/simulate.ts'
import type { CouponStock } from '../../models/coupons.ts'
import type { Channel } from '../../models/customer.ts'
import type { Config } from '../../server/config.ts'
import type { Command } from '../command.ts'
import { forecastLines } from '../forecast-lines.ts'
import { withRates } from '../given-rates.ts'
import { findJourneyVersion, versionOptions } from '../journey-version.ts'
import { createProgress } from '../progress.ts'
import { WrongUsage } from '../refusal.ts'
import type { World } from '../world.ts'

const dayMs = 86_400_000
/** How far back the installation's own rates are measured. */
const ratesOfMs = 90 * dayMs

/** 预演: what a version of a journey would have done over customers of the past. */
export const simulate: Command = {
  usage: 'simulate <journey>',
  summary: '预演：让一个流程或群发的某个版本在过去的客户身上走一遍，不写入、不发送',
  options: [
    ...versionOptions,
    ['--days <天数>', '过去多少天（缺省 30）'],
    ['--from <日期>', '从哪天开始，如 2026-03-01'],
    ['--to <日期>', '到哪天为止（不含）'],
    ['--share <百分比>', '只看这么多客户（缺省 100）'],
    ['--seed <文字>', '没人给过的回应按比例抽取；同一个 seed 抽取结果相同'],
    ['--recorded', '不抽取：用当时真实的回应重放'],
    ['--rates <比例>', '改用这些比例，如 sms.clicked=5%,email.opened=20%'],
  ],
  async run({ args, options, world, note, settings: { templatesDir } }) {
    const stretchOf = readStretch(options)
    const sharePercent = readShare(options.share)
    const opened = await world()
    const { config, simulationReader: records, snapshot, stores, clock } = opened
    const { version, others, name } = await findJourneyVersion(args[0], options, opened, templatesDir)
    const now = clock.now()
    const stretch = stretchOf(now)
    const { journey, at } = withTimeIn(version.definition, stretch, calendarInForce(snapshot))
    const measuredSince = new Date(now.getTime() - ratesOfMs)
    const measured = ratesFrom(await records.answers(measuredSince), await records.tasks(measuredSince))
    const rates = withRates(measured, options.rates)
    const seed = typeof options.seed === 'string' ? options.seed : version.definition.id
    const answers: AnswerPlan =
      options.recorded === true ? { kind: 'recorded' } : { kind: 'drawn', rates, seed, isOn: isOnIn(config) }
    const cancelling = new AbortController()
    const cancel = () => cancelling.abort()
    process.once('SIGINT', cancel)
    const stocks = await Promise.all(
      snapshot.registry.couponBatches.map(({ id }) => stores.coupons.stockNow(id)),
    )
    const progress = createProgress(await records.count(), note)
    try {
      const forecast = await runSimulation({
        journey: { ...version, definition: journey },
        inUse: snapshot,
        others,
        stretch,
        answers,
        sharePercent,
        records,
        settings: {
          publicUrl: config.publicUrl,
          smsGateway: config.sms?.gateway ?? 'aliyun',
          smsSignature: config.sms?.signName ?? '',
          miniprogramAppId: config.miniprogram?.appId ?? '',
          brandMiniPrograms: config.brandMiniprograms.map(({ appId }) => appId),
          ...(config.kf && { kfAccount: config.kf.account }),
        },
        staff: await opened.directory.all(),
        unseal: createUnseal(config.dataKeys),
        stocks,
        progress,
        signal: cancelling.signal,
      })
      const about = {
        name,
        stretch,
        sharePercent,
        answers,
        journey,
        movedTo: at,
        stockOf: stockIn(snapshot, stocks),
      }
      return {
        lines: forecastLines(forecast, about),
        json: { journey: name, ...stretch, movedTo: at, share: sharePercent, seed, rates, forecast },
        ...(Object.keys(forecast.faults).length > 0 && { faulty: true }),
      }
    } finally {
      process.removeListener('SIGINT', cancel)
    }
  },
}

/** How many of a batch are left; nobody here knows that of the shop's own. */
function stockIn({ registry }: World['snapshot'], stocks: readonly CouponStock[]) {
  return (batchId: string): number | undefined => {
    const stock = stocks.find(({ _id }) => _id === batchId)
    const batch = registry.couponBatches.find(({ id }) => id === batchId)
    if (stock === undefined || batch === undefined || !Number.isFinite(batch.quantity)) return undefined
    return batch.quantity - stock.next + stock.free.length
  }
}

/** Which platforms are set up, so that a channel that is switched off here is so in a simulation. */
function isOnIn(config: Config): (channel: Channel) => boolean {
  const on: Partial<Record<Channel, boolean>> = {
    sms: config.sms !== null,
    miniprogram: config.miniprogram !== null,
    email: config.email !== null,
  }
  return (channel) => on[channel] ?? true
}

function readStretch({ from, to, days }: Readonly<Record<string, unknown>>) {
  if ((from === undefined) !== (to === undefined)) throw new WrongUsage('--from 和 --to 一起写')
  if (from !== undefined && days !== undefined) throw new WrongUsage('写 --days，或写 --from 和 --to')
  const count = days === undefined ? 30 : Number(days)
  if (!Number.isInteger(count) || count < 1 || count > 400) throw new WrongUsage('--days 是 1 到 400 的整数')
  return (now: Date) => {
    if (from === undefined) return { from: new Date(now.getTime() - count * dayMs), to: now }
    const stretch = { from: readDay(from), to: readDay(to) }
    if (stretch.from >= stretch.to) throw new WrongUsage('--from 要早于 --to')
    if (stretch.from > now) throw new WrongUsage('预演的是过去的日子：--from 要早于现在')
    return { from: stretch.from, to: stretch.to > now ? now : stretch.to }
  }
}

function readDay(written: unknown): Date {
  const text = String(written)
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00+08:00`) : new Date(Number.NaN)
  if (Number.isNaN(day.getTime()) || localTime(day).toISODate() !== text)
    throw new WrongUsage(`“${text}”不是日期：写成 2026-03-01`)
  return day
}

function readShare(written: unknown): number {
  if (written === undefined) return 100
  const percent = Number(String(written).replace(/%$/, ''))
  if (!(percent > 0 && percent <= 100)) throw new WrongUsage('--share 是 0 到 100 之间的百分比，如 10')
  return percent
}
