import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import type { Summary } from '../../domain/insights/summary.ts'
import { loadDefinitions } from '../../domain/language/load.ts'
import type { Sandbox } from '../contract.ts'
import { keluEnvironment } from '../kelu-environment.ts'
import { payEnvironment } from '../pay-environment.ts'
import { approved } from './approved-texts.ts'
import { type Cast, dealCast } from './cast.ts'
import { conduct, type Deed } from './conductor.ts'
import { judgeReports, takenReports } from './daily-report.ts'
import { dataHubDeeds, type Heard, playedDataHub, startDataHub } from './data-hub.ts'
import { endTime, lastDay, storyDays } from './days.ts'
import { writeDefinitions } from './definitions.ts'
import { festivalDeeds } from './festival-office.ts'
import { type FirstDay, takeOverCorp } from './first-day.ts'
import { hire } from './hire.ts'
import { type KeluChild, startKeluChild } from './kelu-child.ts'
import { createMovedClock, nextMonday } from './moved-clock.ts'
import { officeDeeds, writtenOnPage } from './office.ts'
import { createPageClient, type PageClient } from './page-client.ts'
import { makeReport, type Report } from './report.ts'
import { lookBackDeeds, takenReport } from './report-file.ts'
import { createSalesTeam } from './sales-team.ts'
import { startSandboxChild } from './sandbox-child.ts'
import type { Scene } from './scene.ts'
import { playedScenes } from './scenes.ts'
import { booksOf, shopOfficeDeeds } from './shop-office.ts'
import { createTeller } from './story.ts'
import { tellReport } from './tell-report.ts'
import { expectedOfCrowd, offersOf } from './trial.ts'
import { trialDeedsOfOffice } from './trial-office.ts'
import { playedTrial } from './trial-scenes.ts'
import { tryFlows } from './try-flows.ts'
import { whatNext, writeSettings } from './what-next.ts'
import { namesOf } from './words.ts'

const options = new Command('demo')
  .description('Plays forty days of Kelu with simulated platforms and a cast of virtual customers.')
  .option(
    '--cast <size>',
    'how many customers, 1 to 239; as many again, 16 to 80, come for a new product',
    (text) => wholeNumber(text),
    60,
  )
  .option('--exit', 'play once and end with exit code 0 only if everything is as the cast calls for')
  .option('--json', 'print the report as one line of JSON, last')
  .option('--kelu <file>', 'another start-up file for Kelu')
  .option('--sandbox <file>', 'another start-up file for the platforms')
  .parse()
  .opts<{ cast: number; exit?: true; json?: true; kelu?: string; sandbox?: string }>()

/** Ctrl-C ends the demo at any time, once what it started can be ended; a second one kills it. */
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
})
/** What a shell says of a command that Ctrl-C ended. */
const interruptedCode = 130
const folder = await mkdtemp(join(tmpdir(), 'kelu demo '))
try {
  const report = await play()
  if (options.json && report) process.stdout.write(`${JSON.stringify(report)}\n`)
  process.exitCode = report === null ? interruptedCode : report.ok ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exit()

/** Null when it was interrupted before the end. */
async function play(): Promise<Report | null> {
  const begun = Date.now()
  const start = nextMonday(new Date())
  const clock = createMovedClock(start)
  const cast = dealCast(options.cast, start)
  const at = (day: number, time: string) => cast.at(day, time)
  const files = await writeDefinitions(folder, at)
  const { definitions } = await loadDefinitions(files.templates, new Date())
  const names = namesOf({ ...definitions, journeys: [...definitions.journeys, ...writtenOnPage] })
  const teller = createTeller((line) => process.stdout.write(`${line}\n`), names)

  // Anew each time: whoever reaches this machine must not know it from the source.
  const password = randomBytes(9).toString('base64url')
  const page = () => createPageClient(kelu?.url ?? '', password)
  const hub = await startDataHub(clock)
  const agenda: Deed[] = [
    ...cast.deeds,
    ...officeDeeds(at, page),
    ...shopOfficeDeeds(at, page),
    ...festivalDeeds(at, page, cast.members),
    ...trialDeedsOfOffice(at, page),
    ...lookBackDeeds(at, page),
    ...dataHubDeeds(at, page, { receiver: hub, crowd: cast.crowd }),
  ]
  const team = createSalesTeam(cast, agenda, storyDays)

  const platforms = await startSandboxChild(start, approved, options.sandbox)
  const { sandbox } = platforms
  let kelu: KeluChild | undefined
  try {
    const env = keluEnvironment(sandbox, {
      ...(await payEnvironment(sandbox)),
      LOG_LEVEL: 'error',
      DATA_DIR: join(folder, 'data'),
      TEMPLATES_DIR: files.templates,
      STAFF_FILE: files.staffFile,
      // The hub is of this machine.
      WEBHOOK_NETWORKS: '127.0.0.1/32',
    })
    await writeSettings(folder, env)
    kelu = await startKeluChild({
      startFile: options.kelu ?? fileURLToPath(new URL('./kelu.ts', import.meta.url)),
      env,
      now: start,
      onStory(line) {
        team.hear({ name: line.name, at: new Date(line.at) })
        teller.tell(line)
      },
    })
    const report = await Promise.race([tell(kelu), interrupted.then(() => null)])
    if (report && !options.exit) {
      for (const line of await tryFlows(page())) teller.say(line)
      for (const line of whatNext({ folder, url: kelu.url, password })) teller.say(line)
      await interrupted
    }
    return report
  } finally {
    await kelu?.stop()
    await platforms.stop()
    await hub.close()
  }

  async function tell(kelu: KeluChild): Promise<Report> {
    await sandbox.setTarget(kelu.url)
    await hire(sandbox)
    for (const { person } of [...cast.members, ...cast.crowd]) await sandbox.addPerson(person)
    await kelu.letIn(password)
    const firstDay = await takeOverCorp(page())

    const end = at(lastDay, endTime)
    const { jumps } = await conduct({
      kelu,
      sandbox,
      clock,
      agenda,
      end,
      onJump: teller.catchUp,
    })
    teller.catchUp()
    const report = await reportOf(cast, kelu, { sandbox, page: page(), firstDay, heard: hub })
    tellReport(teller, names, report, { jumps, seconds: (Date.now() - begun) / 1_000 })
    return report
  }
}

async function reportOf(
  cast: Cast,
  kelu: KeluChild,
  outside: { sandbox: Sandbox; page: PageClient; firstDay: FirstDay; heard: Heard },
): Promise<Report> {
  const { sandbox, page, heard } = outside
  const deliveries = await sandbox.deliveries()
  const { figures, ...summary } = (await kelu.report()) as Summary & { figures: Scene }
  return makeReport({
    cast,
    dealt: expectedOfCrowd(cast.crowd, offersOf(cast.crowd, deliveries)),
    days: storyDays,
    summary,
    deliveries,
    callbacks: await sandbox.callbacks(),
    money: await booksOf(page, sandbox),
    scenes: [
      ...(await playedScenes(cast.members, deliveries, outside)),
      ...(await playedTrial(cast.crowd, deliveries, page)),
      judgeReports(await takenReports(page, sandbox)),
      await takenReport(page),
      await playedDataHub(heard, { ...cast, sandbox }),
      figures,
    ],
  })
}

function wholeNumber(text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1 || n > 239)
    throw new InvalidArgumentError('It takes a whole number from 1 to 239.')
  return n
}
