import type { Media } from '../../models/media.ts'
import type { TogetherFault } from '../definitions/check-together.ts'
import { keyOf } from '../definitions/keys.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { MessageDefinition } from '../language/message.ts'
import { textsOf } from '../language/message-checks.ts'
import type { PictureType } from './picture.ts'
import { picturesNamedIn } from './picture-name.ts'

/** What shows moving pictures: mail alone. WeCom takes PNG and JPEG (document 90253). */
const typesOf = (channel: string | number | undefined): readonly PictureType[] =>
  channel === 'email' ? ['png', 'jpeg', 'gif'] : ['png', 'jpeg']

/** The pictures messages name, each with its place. */
function namedIn(message: Pick<MessageDefinition, 'content'>) {
  return textsOf(message).flatMap(({ path, text }) => picturesNamedIn(text).map((id) => ({ path, id })))
}

/** Pictures that are not there, or of a kind their channel does not take, in the words of a fault. */
export async function checkPictures(
  all: readonly AnyDefinition[],
  findMany: (ids: readonly string[]) => Promise<Media[]>,
): Promise<TogetherFault[]> {
  const named = all.flatMap((one) =>
    one.kind === 'message'
      ? namedIn(one.definition).map((each) => ({ ...each, key: keyOf('message', one.definition.id) }))
      : [],
  )
  if (named.length === 0) return []
  const known = new Map(
    (await findMany([...new Set(named.map(({ id }) => id))])).map((one) => [one._id, one]),
  )
  return named.flatMap(({ key, path, id }): TogetherFault[] => {
    const picture = known.get(id)
    const place = { key, path: path.join('.') }
    if (picture === undefined)
      return [{ ...place, expected: '已经上传的图片（这张不在了）', todo: '重新上传一张' }]
    if (typesOf(path[0]).includes(picture.type)) return []
    return [{ ...place, expected: '企业微信收的图片：PNG 或 JPEG', todo: '换一张，或另存为 PNG 再上传' }]
  })
}

/** Pictures that WeCom may have to show at any moment. */
export function picturesForWecom(all: readonly AnyDefinition[]): string[] {
  const named = all.flatMap((one) => (one.kind === 'message' ? namedIn(one.definition) : []))
  // Of a link WeCom shows the picture at its address, 微信客服 its own copy.
  const inWecom = ({ path: [channel] }: (typeof named)[number]) =>
    channel === 'welcome' || channel === 'wecom' || channel === 'kf'
  const copied = named.filter((each) => inWecom(each) && (each.path[3] !== 'link' || each.path[0] === 'kf'))
  return [...new Set(copied.map(({ id }) => id))]
}
