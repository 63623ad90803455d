import { randomBytes } from 'node:crypto'
import { bodyOf, textOf, WechatRefusal } from '../call.ts'
import type { WechatApi } from '../world.ts'

const longest = 2_500

/** POST /wxa/msg_sec_check, version 2: words of `mpSensitiveWords` are risky. The label is a number, whatever the documents say. */
export const msgSecCheck: WechatApi = {
  method: 'POST',
  needsToken: true,
  handle(call, { people, settings }) {
    const { version, openid, scene, content } = bodyOf(call)
    if (version !== 2) throw new WechatRefusal(47001, 'data format error: version')
    const words = textOf(content)
    if (words === '') throw new WechatRefusal(44002, 'empty content')
    if ([...words].length > longest) throw new WechatRefusal(47001, 'data format error: content')
    if (typeof scene !== 'number' || scene < 1 || scene > 4) throw new WechatRefusal(40129, 'invalid scene')
    if (!people.byOpenid(textOf(openid))) throw new WechatRefusal(40003, 'invalid openid')
    const isRisky = settings.mpSensitiveWords?.some((each) => words.includes(each)) === true
    const verdict = isRisky ? { suggest: 'risky', label: 20001 } : { suggest: 'pass', label: 100 }
    const detail = [{ strategy: 'content_model', errcode: 0, ...verdict, prob: 90 }]
    return { trace_id: randomBytes(12).toString('hex'), result: verdict, detail }
  },
}
