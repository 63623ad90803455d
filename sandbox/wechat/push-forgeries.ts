import type { PushSettings } from './push-envelope.ts'

const minuteMs = 60_000

/** What a push is made by, and when. */
interface Making {
  settings: PushSettings
  at: Date
}

/** Each a push nobody may believe, made of what a true one is made by. */
const forgeries = {
  wrongToken: ({ settings, at }: Making) => ({
    settings: { ...settings, mpPush: { ...settings.mpPush, token: 'guessed' } },
    at,
  }),
  foreignKey: ({ settings, at }: Making) => ({
    settings: { ...settings, mpPush: { ...settings.mpPush, aesKey: 'a'.repeat(43) } },
    at,
  }),
  otherApp: ({ settings, at }: Making) => ({ settings: { ...settings, mpAppId: 'wxother0000000000' }, at }),
  unencrypted: ({ settings, at }: Making) => ({
    settings: { ...settings, mpPush: { ...settings.mpPush, mode: 'plain' as const } },
    at,
  }),
  /** Caught and sent again much later. */
  old: ({ settings, at }: Making) => ({ settings, at: new Date(at.getTime() - 11 * minuteMs) }),
}

export type PushForgery = keyof typeof forgeries

export const forgedMaking = (as: PushForgery, making: Making): Making => forgeries[as](making)
