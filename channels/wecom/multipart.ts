import { randomBytes } from 'node:crypto'

/** One file as the body of a form (RFC 7578), field `media` as WeCom wants it. */
export function fileForm(file: { filename: string; contentType: string; bytes: Buffer }): {
  contentType: string
  bytes: Buffer
} {
  const boundary = `kelu-${randomBytes(16).toString('hex')}`
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="media"; filename="${file.filename}"; filelength=${file.bytes.length}`,
    `Content-Type: ${file.contentType}`,
    '',
    '',
  ].join('\r\n')
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}
