import { cleanLine } from '../../domain/text/clean-line.ts'

/** What our texts ask for (拒收请回复R, 回T退订 …), alone or with the words around it that people copy or add. */
const code = '(?:R|T|TD|N|QX|STOP|UNSUBSCRIBE|QUIT)'
const askedFor = '(?:拒收|退订|请|回复|回|发送|发|取消)'
const courtesy = '(?:谢谢|多谢|谢|了|吧|啊|呀|哦|啦|好的|THANKS|THANKYOU|THX|PLEASE)'
const codeAlone = new RegExp(`^${askedFor}*${code}(?:退订|拒收)?${courtesy}*$`)

/** Said in words. `不退订` and `取消退订` say the opposite, `怎么退订` is a question that wants an answer. */
const saysIt = [
  /(?<!不|别|没|勿|未|取消|恢复|不想|不要|不用|怎么|如何|怎样)(?:退订|拒收|取消订阅|取消关注短信)/,
  /(?:不要|别|勿|不用|不必|不想|不需要|停止|拒绝)(?:再|在|继续)(?:给我|向我|跟我|收到)?(?:发|发送|推送|推销|打扰|骚扰|联系)?(?:任何|这些|这种|此类)?(?:短信|信息|消息|广告|推销|推广)?(?:给我|过来|来)?(?:了|啦|吧|啊|$)/,
  /(?:不要|别|勿|不用|不必|不想|不需要|停止|拒绝|禁止)(?:再|收到|接收|给我|向我)*(?:发|发送|推送)?(?:任何|这些|这种|此类|垃圾|营销|推销|推广|广告)*(?:短信|广告|推销|营销|骚扰|打扰|推送)/,
]

/**
 * Whether a reply to an SMS means "no more of this". Case, width, blanks and marks do not matter. What only begins with one of
 * the letters (`RMB多少`, `T恤有吗`) does not, nor does what is about goods (退货, 不要红色).
 */
export function isRefusalReply(text: string): boolean {
  const said = cleanLine(text.normalize('NFKC'))
    .toUpperCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '')
  return codeAlone.test(said) || saysIt.some((pattern) => pattern.test(said))
}
