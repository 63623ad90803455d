import type { createOperatorAlerts } from '../../channels/operator-alerts.ts'
import type { Activity } from '../../domain/activity.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Sealing } from '../../domain/customers/sealing.ts'
import type { AuditLog } from '../../domain/members/audit-log.ts'
import { createLockout, ofAskingForCodes, ofSmsCodes } from '../../domain/members/lockout.ts'
import { createSmsLogin, type SmsLogin } from '../../domain/sales/sms-login.ts'
import type { StaffDirectory } from '../../domain/sales/staff-directory.ts'
import type { Config } from '../config.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** Log-in to the task page by SMS; null without a gateway and a template for its codes. */
export function wireSmsLogin(deps: {
  config: Pick<Config, 'sms' | 'staffLoginSmsTemplate'>
  stores: Pick<Stores, 'loginAttempts' | 'staffLoginCodes'>
  platforms: Pick<Platforms, 'staffSms'>
  directory: Pick<StaffDirectory, 'useridOfPhone'>
  sealing: Pick<Sealing, 'blindIndex'>
  auditLog: Pick<AuditLog, 'record'>
  alerts: Pick<ReturnType<typeof createOperatorAlerts>, 'sender'>
  activity: Pick<Activity, 'background'>
  realClock: Clock
}): SmsLogin | null {
  const { config, stores, realClock } = deps
  if (config.sms === null || config.staffLoginSmsTemplate === null) return null
  const store = stores.loginAttempts
  return createSmsLogin({
    ...deps,
    codes: stores.staffLoginCodes,
    sms: deps.alerts.sender('sms', deps.platforms.staffSms),
    templates: { [config.sms.gateway]: config.staffLoginSmsTemplate },
    asking: createLockout({ store, realClock, rule: ofAskingForCodes }),
    entering: createLockout({ store, realClock, rule: ofSmsCodes }),
    background: deps.activity.background,
  })
}
