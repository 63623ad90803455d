import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { loadConfig } from '../../server/config.ts'
import { createMetrics } from '../../server/metrics.ts'
import { settings } from '../../server/settings.ts'

// What deploy/ hands out for other machines must go with the product it is handed out with.

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'kelu-deploy-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Environment = Record<string, string>

/** Secrets as somebody lays them down, in files of this machine. */
const secrets: Environment = {
  data_keys: `first:${randomBytes(32).toString('base64')}`,
  blind_index_key: randomBytes(32).toString('base64'),
  link_key: randomBytes(32).toString('base64'),
  mongodb_uri: 'mongodb://mongo/kelu',
  redis_url: 'redis://redis',
}
for (const [name, value] of Object.entries(secrets)) writeFileSync(join(folder, name), `${value}\n`)

/** Settings as the server reads them there; a name the server does not know is a fault. */
function configOf(env: Environment) {
  const unknown = Object.keys(env).filter(
    (name) =>
      name !== 'NODE_ENV' && !(name.replace(/_FILE$/, '') in settings.shape) && !(name in settings.shape),
  )
  expect(unknown).toEqual([])
  const here = Object.entries(env).map(([name, value]) => [
    name,
    name.endsWith('_FILE') ? join(folder, basename(value)) : value,
  ])
  return loadConfig(Object.fromEntries(here))
}

describe('compose.yaml', () => {
  const compose = parse(read('compose.yaml'), { merge: true })

  it.for(['web', 'worker'])('%s: its settings are taken, and it may write nowhere but in memory', (name) => {
    const service = compose.services[name]
    const config = configOf(service.environment)
    expect(config).toMatchObject({ role: name, mongodbUri: expect.any(String), redisUrl: expect.any(String) })
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(25)
    // Each secret it names is handed to it, and is a file of its own.
    const named = Object.entries(service.environment as Environment)
      .filter(([key]) => key.endsWith('_FILE'))
      .map(([, path]) => basename(path))
    expect(service.secrets.toSorted()).toEqual(named.toSorted())
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(named))
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on)))
  })

  it('the port of the web is the one that is handed on, to this machine alone', () => {
    const { environment, ports } = compose.services.web
    expect(ports).toEqual([`127.0.0.1:3000:${environment.PORT}`])
  })
})

describe('the Kubernetes example', () => {
  const documents = parseAllDocuments(read('deploy/kubernetes/kelu.yaml')).map((one) => one.toJS())
  const map = documents.find(({ kind }) => kind === 'ConfigMap')
  const secret = documents.find(({ kind }) => kind === 'Secret')
  const deployments = documents.filter(({ kind }) => kind === 'Deployment')

  it.for(deployments)(
    '$metadata.name: settings, probes, drain, and no right it does not need',
    (deployment) => {
      const pod = deployment.spec.template.spec
      const [container] = pod.containers
      const own = container.env.map(({ name, value }: { name: string; value: string }) => [name, value])
      const config = configOf({ ...map.data, ...Object.fromEntries(own) })
      const [port] = container.ports
      expect(config.role).toBe(deployment.metadata.labels.part)
      expect(config.role === 'web' ? config.port : config.opsPort).toBe(port.containerPort)
      for (const [probe, path] of [
        ['startupProbe', '/readyz'],
        ['readinessProbe', '/readyz'],
        ['livenessProbe', '/healthz'],
      ] as const) {
        expect(container[probe].httpGet).toEqual({ path, port: port.name })
      }
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      })
      const drainSeconds = Number(container.lifecycle?.preStop.exec.command[1] ?? 0)
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drainSeconds + 25)
      expect(config.role === 'web' ? drainSeconds : 5).toBeGreaterThan(0)
      expect(deployment.spec.selector.matchLabels).toEqual(deployment.spec.template.metadata.labels)
      const mounted = container.volumeMounts.map(({ name }: { name: string }) => name)
      expect(pod.volumes.map(({ name }: { name: string }) => name)).toEqual(mounted)
    },
  )

  it('every file the settings name is in the secret', () => {
    const files = Object.entries(map.data as Environment)
      .filter(([name]) => name.endsWith('_FILE'))
      .map(([, path]) => basename(path))
    expect(Object.keys(secret.stringData).toSorted()).toEqual(files.toSorted())
  })
})

describe('the systemd units', () => {
  const linesOf = (name: string) => read(`deploy/systemd/${name}`).split('\n')
  const valuesOf = (name: string, key: string) =>
    linesOf(name)
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => line.slice(key.length + 1))
  const environmentOf = (name: string) =>
    Object.fromEntries(valuesOf(name, 'Environment').map((pair) => pair.split(/=(.*)/s).slice(0, 2)))

  it.for(['kelu.service', 'kelu-backup.service'])(
    '%s: its settings are taken, each secret is a credential of its own',
    (name) => {
      const environment = environmentOf(name)
      expect(configOf(environment)).toMatchObject({ role: 'all', dataDir: '/var/lib/kelu', mongodbUri: null })
      const credentials = valuesOf(name, 'LoadCredential').map((pair) => pair.split(':')[0])
      const named = Object.entries(environment).filter(([key]) => key.endsWith('_FILE'))
      expect(named.map(([, path]) => path)).toEqual(credentials.map((one) => `%d/${one}`))
      expect(valuesOf(name, 'User')).toEqual(['kelu'])
      expect(valuesOf(name, 'NoNewPrivileges')).toEqual(['yes'])
      expect(valuesOf(name, 'ProtectSystem')).toEqual(['strict'])
    },
  )

  it('Kelu gets longer to end than it takes, and memory it may compile into', () => {
    expect(Number(valuesOf('kelu.service', 'TimeoutStopSec')[0])).toBeGreaterThan(25)
    expect(valuesOf('kelu.service', 'MemoryDenyWriteExecute')).toEqual([])
    expect(valuesOf('kelu.service', 'StateDirectory')).toEqual(['kelu'])
  })
})

describe('figures', () => {
  const registry = createMetrics({
    inbox: { countByState: async () => ({ received: 0, done: 0, failed: 0, ignored: 0 }) },
    held: async () => [],
    freeBytes: async () => 7,
  }).registry
  const dashboard = JSON.parse(read('deploy/grafana/kelu.json'))
  const alerts = parse(read('deploy/prometheus/alerts.yaml'))
  const expressions: string[] = [
    ...dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    ),
    ...alerts.groups.flatMap(({ rules }: { rules: { expr: string }[] }) => rules.map(({ expr }) => expr)),
  ]

  it.for(expressions)('/metrics has what is asked for: %s', async (expression) => {
    const known = (await registry.getMetricsAsJSON()).map(({ name }) => name as string)
    const asked = [...expression.matchAll(/\b(?:kelu|nodejs|process)_\w+/g)].map(([name]) =>
      known.includes(name) ? name : name.replace(/_(?:bucket|count|sum)$/, ''),
    )
    expect(known).toEqual(expect.arrayContaining(asked))
    expect([...asked, ...expression.matchAll(/\bup\{/g)].length).toBeGreaterThan(0)
  })

  it('every figure of ours is on the dashboard', async () => {
    const own = (await registry.getMetricsAsJSON())
      .map(({ name }) => name as string)
      .filter((name) => name.startsWith('kelu_'))
    const all = expressions.join('\n')
    expect(own.filter((name) => !all.includes(name))).toEqual([])
  })

  it('the room on the disk is told of the built-in store, and not at all of MongoDB', async () => {
    expect(await registry.metrics()).toContain('kelu_data_disk_free_bytes 7')
    const without = createMetrics({
      inbox: { countByState: async () => ({}) as never },
      held: async () => [],
    })
    expect(await without.registry.metrics()).not.toMatch(/^kelu_data_disk_free_bytes/m)
  })

  it('each alert says what happened and what to do', () => {
    for (const { rules } of alerts.groups)
      for (const { annotations, labels } of rules) {
        expect(annotations).toEqual({ summary: expect.any(String), todo: expect.any(String) })
        expect(['page', 'ticket']).toContain(labels.severity)
      }
  })
})
