import type { JourneyDefinition } from '../language/journey.ts'

/** What is said of a journey and its people (zh-CN). */
export interface JourneyWords {
  it: string
  /** What is asked of people before they enter. */
  conditions: string
  inside: string
  never: string
  /** Behind a time. */
  entered: string
  once: string
  /** Behind 可以, 才能. */
  again: string
}

const ofJourneys: JourneyWords = {
  it: '流程',
  conditions: '入口条件',
  inside: '正在流程里',
  never: '没有进入过',
  entered: '进入',
  once: '只能进入一次',
  again: '再次进入',
}

/** 群发: nobody enters it, it is sent to them. */
const ofBroadcasts: JourneyWords = {
  it: '群发',
  conditions: '受众条件',
  inside: '群发正在发给这位客户',
  never: '没有发给过这位客户',
  entered: '发出',
  once: '每人只发一次',
  again: '再发给这位客户',
}

export const wordsFor = ({ writtenAs }: Pick<JourneyDefinition, 'writtenAs'>): JourneyWords =>
  writtenAs === 'broadcast' ? ofBroadcasts : ofJourneys
