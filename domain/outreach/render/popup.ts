import { withPictureAddresses } from '../../media/picture-name.ts'
import { ContentFault } from '../content/content-fault.ts'
import { linkAddresses, linkPages } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** A pop-up, kept on the touch until the mini-program pulls it. */
export function renderPopup(input: RenderInput): Rendered {
  const content = input.message.content.popup
  if (!content) throw new ContentFault('noContent')
  const texts = { ...input.values, ...linkAddresses(input) }
  return {
    channel: 'popup',
    message: {
      title: input.text(content.title, texts),
      body: input.text(content.body, texts),
      ...(content.picture && { picture: withPictureAddresses(content.picture, input.settings.publicUrl) }),
      ...(content.priority !== undefined && { priority: content.priority }),
      to: content.to ? input.text(content.to, { ...input.values, ...linkPages(input) }) : undefined,
    },
    address: input.customer._id,
  }
}
