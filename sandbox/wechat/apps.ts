import { createHash } from 'node:crypto'
import type { Person, SandboxSettings } from '../contract.ts'

/** The id somebody has in a mini-program: another in each. */
export function openidIn(
  appid: string,
  { openid }: Pick<Person, 'openid'>,
  { mpAppId }: SandboxSettings,
): string {
  if (appid === mpAppId) return openid
  return `o${createHash('sha256').update(`${appid} ${openid}`).digest('base64url').slice(0, 27)}`
}

/** The keys of each subscription template a mini-program has: no other knows them. */
export function templatesOf(
  appid: string,
  { mpAppId, subscriptionTemplates, mpBrands = {} }: SandboxSettings,
): Record<string, string[]> {
  if (appid === mpAppId) return subscriptionTemplates
  return mpBrands[appid]?.subscriptionTemplates ?? {}
}

/** Whether the company has bound this mini-program to its WeCom. */
export const isOfCompany = (appid: unknown, { mpAppId, mpBrands = {} }: SandboxSettings): boolean =>
  appid === mpAppId || (typeof appid === 'string' && Object.hasOwn(mpBrands, appid))
