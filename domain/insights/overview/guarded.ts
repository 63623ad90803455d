/** What gates say of a message they held back: each reason belongs to one risk at the most. */
const kinds = {
  tooOften: [
    ...['dayCapFull', 'weekCapFull', 'channelDayCapFull', 'channelWeekCapFull', 'wecomQuotaFull'],
    ...['categoryDayCapFull', 'categoryWeekCapFull', 'precedence'],
  ],
  untimely: ['quietHours', 'silentDay'],
  unwanted: ['doNotDisturb', 'refused', 'noConsent', 'individualisationOff', 'noGuardian'],
  wrongFlow: ['excluded', 'journeyEnded', 'moved'],
} as const

/** `excluded:员工` is of the kind `excluded`. */
const isOf =
  (kind: keyof typeof kinds) =>
  (reason: string): boolean =>
    (kinds[kind] as readonly string[]).includes(reason.split(':')[0] ?? '')

export const isTooOften = isOf('tooOften')
export const isUntimely = isOf('untimely')
export const isUnwanted = isOf('unwanted')
export const isWrongFlow = isOf('wrongFlow')
