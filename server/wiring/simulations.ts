import type { Clock } from '../../domain/clock.ts'
import type { Announce } from '../../domain/live.ts'
import type { Log } from '../../domain/log.ts'
import type { Channel } from '../../models/customer.ts'
import type { Config } from '../config.ts'
import { forkTrial, forkWork } from '../simulations/fork-work.ts'
import { createSimulations } from '../simulations/simulations.ts'
import type { Stores } from './stores.ts'

/** Walks of versions through the past, each in a process of its own. */
export function wireSimulations(deps: {
  config: Pick<
    Config,
    'sms' | 'email' | 'miniprogram' | 'kf' | 'publicUrl' | 'dataKeys' | 'brandMiniprograms'
  >
  stores: Pick<Stores, 'simulations'>
  storeUri: string
  announce: Announce
  clock: Clock
  realClock: Clock
  log: Log
}) {
  const { config, announce } = deps
  const off: Channel[] = []
  if (config.sms === null) off.push('sms')
  if (config.miniprogram === null) off.push('miniprogram')
  if (config.email === null) off.push('email')
  return createSimulations({
    ...deps,
    store: deps.stores.simulations,
    start: forkWork,
    startTrial: forkTrial,
    off,
    dataKeys: config.dataKeys,
    settings: stageSettingsOf(config),
    changed: (key) => announce('figures', key),
  })
}

/** What of the installation messages depend on when they are tried out. */
function stageSettingsOf(
  config: Pick<Config, 'sms' | 'miniprogram' | 'kf' | 'publicUrl' | 'brandMiniprograms'>,
) {
  return {
    publicUrl: config.publicUrl,
    smsGateway: config.sms?.gateway ?? 'aliyun',
    smsSignature: config.sms?.signName ?? '',
    miniprogramAppId: config.miniprogram?.appId ?? '',
    brandMiniPrograms: config.brandMiniprograms.map(({ appId }) => appId),
    ...(config.kf && { kfAccount: config.kf.account }),
  }
}
