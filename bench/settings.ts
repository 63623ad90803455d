import { randomBytes } from 'node:crypto'
import type { SandboxSettings } from '../sandbox/contract.ts'

/** Settings every Kelu of the bench has; platforms not configured are off. */
export function keluSettings(own: { mongodbUri: string; templatesDir: string }): Record<string, string> {
  const key = () => randomBytes(32).toString('base64')
  return {
    ROLE: 'all',
    PORT: '0',
    // The shipped messages are sent only by whoever owns the addresses in them.
    PUBLIC_URL: 'https://k.example',
    MONGODB_URI: own.mongodbUri,
    TEMPLATES_DIR: own.templatesDir,
    DATA_KEYS: `bench:${key()}`,
    BLIND_INDEX_KEY: key(),
    LINK_KEY: key(),
  }
}

/** WeCom as the sandbox plays it. */
export function wecomSettings(baseUrl: string, settings: SandboxSettings): Record<string, string> {
  return {
    WECOM_BASE_URL: baseUrl,
    WECOM_CORP_ID: settings.corpId,
    WECOM_AGENT_ID: String(settings.agentId),
    WECOM_SECRET: settings.wecomSecret,
    WECOM_CALLBACK_TOKEN: settings.callbackToken,
    WECOM_CALLBACK_AES_KEY: settings.callbackAesKey,
  }
}
