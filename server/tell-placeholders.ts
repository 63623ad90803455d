import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isStage, placeholdersIn } from '../domain/language/placeholders.ts'
import type { Log } from '../domain/log.ts'
import type { Config } from './config.ts'

/** Says where the starter templates still hold something in place of the company's own, and which settings do. */
export async function tellPlaceholders(
  config: Pick<Config, 'publicUrl' | 'templatesDir' | 'staffSmsTemplate' | 'email'>,
  log: Log,
): Promise<void> {
  const { publicUrl, templatesDir, staffSmsTemplate, email } = config
  if (isStage(publicUrl)) return
  const given = { STAFF_SMS_TEMPLATE: staffSmsTemplate, EMAIL_FROM: email?.from }
  const settings = Object.entries(given).flatMap(([name, value]) =>
    placeholdersIn(value ?? '').map((found) => `${name}: ${found}`),
  )
  const files = await placeholdersOf(templatesDir)
  if (settings.length + files.length === 0) return
  log.warn(
    { settings, files },
    'placeholders of the starter templates: no message that holds one is sent; put your own there, see templates/README.md',
  )
}

/** As `messages/welcome.yaml:8: www.kelu.example`. */
async function placeholdersOf(dir: string): Promise<string[]> {
  const names = (await readdir(dir, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(dir, name), 'utf8').catch(() => '')))
  return names.flatMap((name, i) =>
    (texts[i] ?? '').split('\n').flatMap((line, n) =>
      // What a comment holds is not sent.
      line.trimStart().startsWith('#')
        ? []
        : placeholdersIn(line).map((found) => `${name}:${n + 1}: ${found}`),
    ),
  )
}
