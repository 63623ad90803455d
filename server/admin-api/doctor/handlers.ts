import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Doctor } from '../../doctor/doctor.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { doctor as contract } from './contract.ts'
import { presentFindings } from './present.ts'

export function createDoctorHandlers(deps: {
  doctor: Pick<Doctor, 'findings' | 'checkAll' | 'checkOne'>
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { doctor, auditLog } = deps

  return {
    findings: async () => presentFindings(await doctor.findings()),

    async checkAll({ caller }) {
      await auditLog.record(caller, { action: 'doctor.checked' })
      await doctor.checkAll()
      return {}
    },

    async checkOne({ params, caller }) {
      if (!(await doctor.checkOne(params.id))) {
        throw new AdminRefusal(404, 'doctor.not_found', '没有这一项检查')
      }
      await auditLog.record(caller, { action: 'doctor.checked', on: `check:${params.id}` })
      return {}
    },
  }
}
