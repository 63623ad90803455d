import type { WecomEvent } from '../parse-event.ts'

/** lihua accepts the task of her card. */
export const click: WecomEvent = {
  ToUserName: 'ww1',
  FromUserName: 'lihua',
  CreateTime: 1_772_413_200,
  MsgType: 'event',
  Event: 'template_card_event',
  TaskId: 'abc-1',
  EventKey: 'accept',
  ResponseCode: 'r1',
}
