import { withPictureAddresses } from '../../media/picture-name.ts'
import { ContentFault } from '../content/content-fault.ts'
import { linkAddresses } from './link-values.ts'
import type { RenderInput } from './render-input.ts'
import type { Rendered } from './rendered.ts'

/** Adds what every e-mail carries: the visible way out (marketing only) and, last in the body, the open pixel. */
export function renderEmail(input: RenderInput): Rendered {
  const { message, customer, touchId, settings } = input
  const content = message.content.email
  if (!content) throw new ContentFault('noContent')
  const unsubscribeUrl =
    message.purpose === 'marketing' ? settings.unsubscribeUrl(customer._id, touchId) : undefined
  const variables = { ...input.values, ...linkAddresses(input), ...(unsubscribeUrl && { unsubscribeUrl }) }
  const html = withPictureAddresses(input.html(content.html, variables), settings.publicUrl)
  const text = input.text(content.text, variables)
  const wayOut = unsubscribeUrl && !html.includes(unsubscribeUrl) ? footer(unsubscribeUrl) : ''
  const address = input.addresses.email ?? ''
  return {
    channel: 'email',
    message: {
      to: address,
      // A line break in a subject would start another header.
      subject: input
        .text(content.subject, variables)
        .replace(/[\r\n]+/g, ' ')
        .trim(),
      html: beforeBodyEnd(html, wayOut + pixel(settings.openUrl(customer._id, touchId))),
      text: unsubscribeUrl && !text.includes(unsubscribeUrl) ? `${text}\n\n退订：${unsubscribeUrl}\n` : text,
      unsubscribeUrl,
    },
    address,
  }
}

const footer = (url: string) =>
  `<p style="font-size:12px;color:#888">不想再收到此类邮件？<a href="${url}">点此退订</a></p>`

const pixel = (url: string) => `<img src="${url}" width="1" height="1" alt="" style="display:none">`

function beforeBodyEnd(html: string, addition: string): string {
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end < 0 ? html + addition : html.slice(0, end) + addition + html.slice(end)
}
