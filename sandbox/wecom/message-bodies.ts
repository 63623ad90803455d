import { mustFit, objectOf, textOf, WecomRefusal } from './call.ts'
import { checkCard } from './card-rules.ts'

const maxTextBytes = 2_048
const maxTitleBytes = 128
const maxDescriptionBytes = 512
const maxUrlBytes = 2_048
const maxButtonChars = 4

type Body = Record<string, unknown>

/** One rule a message type of message/send (document 90236); returns nothing, throws WecomRefusal. */
const checks: Record<string, (body: Body) => void> = {
  text: checkText,
  markdown: checkText,
  textcard(body) {
    for (const name of ['title', 'description', 'url']) {
      if (textOf(body[name]) === '') throw new WecomRefusal(40063, `some parameters are empty: ${name}`)
    }
    mustFit(textOf(body.title), maxTitleBytes, 'textcard.title')
    mustFit(textOf(body.description), maxDescriptionBytes, 'textcard.description')
    mustFit(textOf(body.url), maxUrlBytes, 'textcard.url')
    if ([...textOf(body.btntxt)].length > maxButtonChars) {
      throw new WecomRefusal(40058, 'invalid Request Parameter: textcard.btntxt')
    }
  },
  file(body) {
    if (textOf(body.media_id) === '') throw new WecomRefusal(40063, 'some parameters are empty: media_id')
  },
  template_card: checkCard,
}

function checkText(body: Body): void {
  const content = textOf(body.content)
  if (content === '') throw new WecomRefusal(44004, 'empty content')
  mustFit(content, maxTextBytes, 'content')
}

/** The message's type and checked body. @throws WecomRefusal for a type the sandbox does not model or a bad body */
export function checkedMessage(request: Body): { type: string; body: Body } {
  const type = textOf(request.msgtype)
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined
  if (!check) throw new WecomRefusal(40008, `invalid message type: ${type}`)
  const body = objectOf(request[type]) ?? {}
  check(body)
  return { type, body }
}
