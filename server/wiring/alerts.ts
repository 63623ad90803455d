import { kindOfReply } from '../../channels/email/refusals.ts'
import { kindOfCode } from '../../channels/sms/aliyun/codes.ts'
import { kindOfCode as kindOfTencentCode } from '../../channels/sms/tencent/codes.ts'
import { createAlertDetails } from '../../domain/alerts/alert-details.ts'
import { createAlerts } from '../../domain/alerts/create-alerts.ts'
import { createLookInto } from '../../domain/alerts/look-into.ts'
import { memberReceivers } from '../../domain/alerts/receivers.ts'
import { createTellAlert } from '../../domain/alerts/tell.ts'
import { createTellSystems } from '../../domain/alerts/tell-systems.ts'
import { rulesOf } from '../../domain/alerts/watched.ts'
import type { Clock } from '../../domain/clock.ts'
import { calendarInForce } from '../../domain/definitions/calendar-in-force.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { rulesInForce } from '../../domain/definitions/rules-in-force.ts'
import { defaultZone } from '../../domain/local-time.ts'
import type { Log } from '../../domain/log.ts'
import type { HoursInForce } from '../../domain/sales/working-hours.ts'
import type { TellSystems } from '../../domain/webhooks/outbox.ts'
import type { Config } from '../config.ts'
import type { Live } from '../live/live.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** 预警: figures that are watched, and who hears of them. */
export function wireAlerts(deps: {
  config: Pick<Config, 'publicUrl'>
  stores: Pick<Stores, 'alerts' | 'members' | 'sentAttempts'>
  platforms: Pick<Platforms, 'messenger'>
  published: Published
  tellSystems: TellSystems
  live: Pick<Live, 'announce'>
  clock: Clock
  log: Log
}) {
  const { config, stores, platforms, published, live, clock, log } = deps
  const inForce = () => rulesInForce(published.snapshot()).rules
  const rules = () => rulesOf(inForce().alerts)
  const hours = (): HoursInForce => ({
    ...inForce().workingHours,
    zone: defaultZone,
    officialOn: calendarInForce(published.snapshot()).officialOn,
  })
  const receivers = memberReceivers(stores.members.all)
  const store = stores.alerts
  const tell = createTellAlert({
    ...{ store, messenger: platforms.messenger, receivers, publicUrl: config.publicUrl, clock },
    realClock: { now: () => new Date() },
  })
  const messageName = (id: string): string =>
    published.snapshot().registry.messages.find((message) => message.id === id)?.name ?? id
  const alerts = createAlerts({
    ...{ store, attempts: stores.sentAttempts, rules, hours, tell, announce: live.announce, clock, log },
  })
  return {
    sweepers: [
      { name: 'alerts', ...alerts },
      { name: 'alertNews', sweep: createTellSystems({ store, tell: deps.tellSystems }) },
    ],
    /** What the page of alerts works with. */
    page: {
      ...{ store, rules, hours, receivers },
      lookInto: createLookInto({ store, clock }),
      details: createAlertDetails({
        ...{
          attempts: stores.sentAttempts,
          kindOf: (code) => kindOfTencentCode(code) ?? kindOfReply(code) ?? kindOfCode(code),
          messageName,
          clock,
        },
      }),
    },
  }
}
