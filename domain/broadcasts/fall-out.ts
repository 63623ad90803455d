/** Where people fall out, in the order the gates ask. */
export const fallOuts = [
  'channel',
  'consent',
  'excluded',
  'holdout',
  'held',
  'content',
  'quiet',
  'caps',
  'other',
] as const
export type FallOut = (typeof fallOuts)[number]

const ofReason: Record<string, FallOut> = {
  noIdentity: 'channel',
  unreachable: 'channel',
  noFriend: 'channel',
  noWelcomeCode: 'channel',
  senderAway: 'channel',
  confirmationsFull: 'channel',
  pastTheirDay: 'channel',
  wecomQuotaFull: 'caps',
  noContent: 'channel',
  noTemplate: 'channel',
  noSignature: 'channel',
  noMiniProgram: 'channel',
  noCredit: 'channel',
  noChannel: 'channel',
  off: 'channel',
  refused: 'consent',
  noConsent: 'consent',
  noGuardian: 'consent',
  individualisationOff: 'consent',
  doNotDisturb: 'excluded',
  holdout: 'holdout',
  marketingHeld: 'held',
  journeyPaused: 'held',
  placeholder: 'content',
  smsTooLong: 'content',
  badTemplate: 'content',
  content: 'content',
  'link.unsafe': 'content',
  messageRetired: 'content',
  quietHours: 'quiet',
  dayCapFull: 'caps',
  weekCapFull: 'caps',
  channelDayCapFull: 'caps',
  channelWeekCapFull: 'caps',
}

const ofKind: Record<string, FallOut> = {
  excluded: 'excluded',
  missingVariable: 'content',
  linkInVariable: 'content',
  badValue: 'content',
  silentDay: 'quiet',
  categoryDayCapFull: 'caps',
  categoryWeekCapFull: 'caps',
  precedence: 'caps',
}

/** At which gate a reason of outreach stops somebody. */
export function fallOutOf(reason: string): FallOut {
  const [kind = ''] = reason.split(':')
  return ofReason[reason] ?? ofKind[kind] ?? 'other'
}
