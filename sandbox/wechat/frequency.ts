import { shanghaiWindow } from '../clock.ts'
import { WechatRefusal } from './call.ts'
import type { WechatWorld } from './world.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** @throws WechatRefusal 45011 over a minute's quota */
export function takePerMinute(key: string, limit: number, { counter, clock }: WechatWorld): void {
  if (counter.add(`minute ${key}`, shanghaiWindow(clock.now(), minuteMs)) > limit) {
    throw new WechatRefusal(45011, 'api minute-quota reach limit  mustslower  retry next minute')
  }
}

/** @throws WechatRefusal 44990 over a second's quota */
export function takePerSecond(key: string, limit: number, { counter, clock }: WechatWorld): void {
  if (counter.add(`second ${key}`, shanghaiWindow(clock.now(), 1_000)) > limit) {
    throw new WechatRefusal(44990, 'reach max api frequency limit')
  }
}

/** The day ends at midnight in Shanghai. @throws WechatRefusal 45009 over a day's quota */
export function takePerDay(key: string, limit: number, { counter, clock }: WechatWorld): void {
  if (counter.add(`day ${key}`, shanghaiWindow(clock.now(), dayMs)) > limit) {
    throw new WechatRefusal(45009, 'reach max api daily quota limit')
  }
}
