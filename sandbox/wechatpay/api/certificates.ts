import { rfc3339 } from '../fields.ts'
import { sealed } from '../signed.ts'
import type { PayApi } from '../world.ts'

/** GET /v3/certificates: the one in use, and at a renewal the one that follows it. */
export const certificates: PayApi = {
  method: 'GET',
  path: /^\/v3\/certificates$/,
  handle({ keys, world }) {
    const inForce = world.state.renewed ? keys.platform : keys.platform.slice(0, 1)
    return {
      data: inForce.map(({ serial, pem, from, until }) => ({
        serial_no: serial,
        effective_time: rfc3339(from),
        expire_time: rfc3339(until),
        encrypt_certificate: sealed(pem, 'certificate', keys.apiV3Key),
      })),
    }
  },
}
