import { Liquid } from 'liquidjs'
import { hint } from './hint.ts'
import type { MessageDefinition } from './message.ts'
import { tencentFaults } from './tencent-wording.ts'

interface MessageFault {
  path: (string | number)[]
  message: string
}

/** Required by Alibaba at the end of every marketing SMS. */
export const smsRefusalWords = '拒收请回复R'

/** Checks that need the whole message; paths are those of the written form. */
export function checkMessage(message: MessageDefinition): MessageFault[] {
  return [
    ...missingContent(message),
    ...templateFaults(message),
    ...smsFaults(message),
    ...tencentFaults(message),
  ]
}

function missingContent({ prefer, content }: MessageDefinition): MessageFault[] {
  if (Object.keys(content).length === 0) {
    return [
      { path: [], message: hint('至少一个渠道的内容', '补上 sms、miniprogram、welcome、wecom、kf 或 email') },
    ]
  }
  if (prefer === 'auto') return []
  return prefer.flatMap((channel, at) =>
    content[channel] === undefined
      ? [
          {
            path: ['prefer', at],
            message: hint('有内容的渠道', `补上 ${channel} 的内容，或从 prefer 去掉它`),
          },
        ]
      : [],
  )
}

const engine = new Liquid()

/** Every Liquid text with its path in the written form. */
export function textsOf({
  content,
}: Pick<MessageDefinition, 'content'>): { path: (string | number)[]; text: string }[] {
  const texts: { path: (string | number)[]; text: string | undefined }[] = []
  const { sms, miniprogram, popup, email } = content
  texts.push({ path: ['sms', 'text'], text: sms?.text })
  texts.push({ path: ['miniprogram', 'subscription', 'page'], text: miniprogram?.page })
  for (const [key, text] of Object.entries(miniprogram?.data ?? {})) {
    texts.push({ path: ['miniprogram', 'subscription', 'data', key], text })
  }
  for (const key of ['title', 'body', 'to', 'picture'] as const) {
    texts.push({ path: ['miniprogram', 'popup', key], text: popup?.[key] })
  }
  for (const channel of ['welcome', 'wecom', 'kf'] as const) {
    texts.push({ path: [channel, 'text'], text: content[channel]?.text })
    for (const [at, attachment] of (content[channel]?.attach ?? []).entries()) {
      for (const [key, text] of Object.entries(attachment)) {
        if (key !== 'kind') texts.push({ path: [channel, 'attach', at, attachment.kind, key], text })
      }
    }
  }
  for (const key of ['subject', 'html', 'text'] as const)
    texts.push({ path: ['email', key], text: email?.[key] })
  return texts.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
}

function templateFaults(message: MessageDefinition): MessageFault[] {
  return textsOf(message).flatMap(({ path, text }): MessageFault[] => {
    let used: string[]
    try {
      used = engine.globalVariablesSync(text)
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return [{ path, message: hint('能渲染的 Liquid 模板', `检查 {{ }} 与 {% %} 的写法：${detail}`) }]
    }
    return used
      .filter((name) => !Object.hasOwn(message.variables, name))
      .map((name) => ({
        path,
        message: hint(`已声明的变量（没有“${name}”）`, `在 variables 里声明 ${name}，或改正拼写`),
      }))
  })
}

/** What may stand before a short code: a domain, a machine of this network, an IP address; with a port where PUBLIC_URL has one. */
const host = '(?:(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}|localhost|\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{1,5})?'

function smsFaults({ purpose, variables, content: { sms } }: MessageDefinition): MessageFault[] {
  if (sms === undefined) return []
  const faults: MessageFault[] = Object.entries(sms.params)
    .filter(([, name]) => !Object.hasOwn(variables, name))
    .map(([key, name]) => ({
      path: ['sms', 'params', key],
      message: hint(`已声明的变量（没有“${name}”）`, `在 variables 里声明 ${name}，或改正拼写`),
    }))
  if (purpose === 'marketing' && !sms.text.endsWith(smsRefusalWords)) {
    faults.push({
      path: ['sms', 'text'],
      message: hint(`营销短信以“${smsRefusalWords}”结尾`, '在末尾加上退订用语'),
    })
  }
  // Gateways refuse links in variables: the approved text holds the domain, only the code varies.
  const codes = Object.values(sms.params).filter((name) => variables[name]?.kind === 'link')
  for (const [name, variable] of Object.entries(variables)) {
    if (variable.kind !== 'link' || !new RegExp(`{{-?\\s*${name}\\b`).test(sms.text)) continue
    if (!codes.includes(name)) {
      faults.push({
        path: ['sms', 'params'],
        message: hint(`链接 ${name} 的短码对应一个模板变量`, `写成 params: { code: ${name} }`),
      })
    }
    if (!new RegExp(`${host}(/[a-z])?/{{-?\\s*${name}\\s*-?}}`).test(sms.text)) {
      faults.push({
        path: ['sms', 'text'],
        message: hint('短链写成“域名/{{变量}}”，变量只是短码', `写成 k.example/{{${name}}}`),
      })
    }
  }
  return faults
}
