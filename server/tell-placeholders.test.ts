import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { silentLog } from '../domain/log.ts'
import { tellPlaceholders } from './tell-placeholders.ts'

const templatesDir = fileURLToPath(new URL('../templates', import.meta.url))
const email = { smtpUrl: 'smtp://m', from: '客旅 <hello@kelu.example>', bounces: null }

async function told(publicUrl: string, dir = templatesDir) {
  const lines: object[] = []
  const log = { ...silentLog, warn: (data: object) => void lines.push(data) }
  const config = { publicUrl, templatesDir: dir, staffSmsTemplate: 'SMS_100005', email }
  await tellPlaceholders(config, log)
  return lines
}

it('the start names every placeholder of the starter templates by file and line, and every setting that is one', async () => {
  const [line, ...more] = await told('https://kelu.cn')
  expect(more).toEqual([])
  expect(line).toMatchObject({
    settings: ['STAFF_SMS_TEMPLATE: SMS_100005', 'EMAIL_FROM: kelu.example'],
    files: expect.arrayContaining([
      'messages/lead-welcome.yaml:8: www.kelu.example',
      'messages/lead-welcome.yaml:10: k.example',
      'messages/lead-welcome.yaml:11: SMS_100001',
      'messages/product-introduction.yaml:11: tmpl-product-introduction',
    ]),
  })
})

it('it says nothing where Kelu itself is reached below .example', async () => {
  expect(await told('http://k.example')).toEqual([])
})
