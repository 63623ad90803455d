import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { type ChatWorld, friend } from '../testing/chat-world.ts'
import { patienceMs, widths } from './browser.ts'

/** The client says who it is by this; a page looks no further. */
const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 wxwork/4.1.30'

interface Call {
  name: string
  params: Record<string, unknown> & { timestamp?: string; nonceStr?: string; signature?: string }
  url: string
}

export interface WecomClient {
  context: BrowserContext
  /** Whose chat is open beside; null = no chat with a customer. */
  chat: string | null
  /** What was sent into chats. */
  sent: unknown[]
  close(): Promise<void>
}

/**
 * WeCom's client on a phone, as far as a page can tell, with this member logged in: the signature is judged by the sandbox, the
 * rest is what the test says.
 */
export async function wecomClientOf(world: ChatWorld, userid: string): Promise<WecomClient> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  const context = await browser.newContext({
    viewport: { width: widths.phone, height: 844 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    userAgent,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(patienceMs)
  const [name = '', value = ''] = (await world.loggedIn(userid)).split('=')
  await context.addCookies([{ name, value, url: `${world.base}/sidebar` }])
  const client: WecomClient = {
    context,
    chat: friend.externalUserid,
    sent: [],
    close: () => browser.close(),
  }
  await context.exposeFunction('askClient', (call: Call) => answer(call, client, world))
  await context.addInitScript(`window.WeixinJSBridge = {
    on() {},
    invoke(name, params, done) { askClient({ name, params, url: location.href }).then(done) },
  }`)
  return client
}

async function answer({ name, params, url }: Call, client: WecomClient, world: ChatWorld) {
  switch (name) {
    case 'agentConfig': {
      const { timestamp = '', nonceStr = '', signature = '' } = params
      const said = await world.sandbox.openPageInClient({ kind: 'app', url, timestamp, nonceStr, signature })
      return { err_msg: `agentConfig:${said}` }
    }
    case 'getCurExternalContact':
      return client.chat === null
        ? { err_msg: 'getCurExternalContact:fail without context of external contact' }
        : { err_msg: 'getCurExternalContact:ok', userId: client.chat }
    case 'sendChatMessage': {
      const { msgtype, ...message } = params
      client.sent.push(message[String(msgtype)])
      return { err_msg: 'sendChatMessage:ok' }
    }
    default:
      return { err_msg: `${name}:fail no permission` }
  }
}
