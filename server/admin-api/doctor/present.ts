import type { DoctorFinding } from '../../../models/doctor-findings.ts'

/** The checks by platform, by the first part of their ids; what is named nowhere is about this machine. */
const groups = [
  { id: 'wecom', name: '企业微信' },
  { id: 'miniprogram', name: '小程序' },
  { id: 'sms', name: '短信' },
  { id: 'email', name: '邮件' },
  { id: 'machine', name: '本机' },
] as const

const groupOf = ({ _id }: DoctorFinding): string => {
  const part = _id.split('.')[0] ?? ''
  return groups.some(({ id }) => id === part) ? part : 'machine'
}

const order = { bad: 0, ok: 1, skipped: 2 } as const

export function presentFindings(findings: readonly DoctorFinding[]) {
  const sorted = [...findings].sort((a, b) => order[a.kind] - order[b.kind])
  const times = findings.map(({ at }) => at.getTime())
  return {
    at: times.length === 0 ? null : new Date(Math.max(...times)),
    ms: findings.reduce((sum, { ms }) => sum + ms, 0),
    bad: sorted.filter(({ kind }) => kind === 'bad').map(presentFinding),
    ok: sorted.filter(({ kind }) => kind === 'ok').length,
    skipped: sorted.filter(({ kind }) => kind === 'skipped').length,
    groups: groups
      .map(({ id, name }) => ({
        id,
        name,
        findings: sorted.filter((finding) => groupOf(finding) === id).map(presentFinding),
      }))
      .filter(({ findings: found }) => found.length > 0),
  }
}

function presentFinding({ _id, title, kind, says, todo, since, at, ms }: DoctorFinding) {
  return { id: _id, title, kind, says, steps: todo === undefined ? [] : stepsOf(todo), since, at, ms }
}

/** What is written one after the other is done one after the other. */
function stepsOf(todo: string): string[] {
  return todo
    .split('；')
    .map((step) => step.trim())
    .filter((step) => step !== '')
}
