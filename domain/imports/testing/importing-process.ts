import { connectStore } from '../../../models/connect.ts'
import { aSmallKelu } from '../../../test/edits/small-kelu.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { noPlatforms } from '../../../test/testing/no-platforms.ts'
import type { ImportingLife } from './lives.ts'

/** A process of the product that goes on with what is to be imported, and ends itself by SIGKILL at a write it is told. */
const { uri, now, death } = JSON.parse(process.env.IMPORTING ?? '') as ImportingLife

const kelu = await aSmallKelu({
  connection: await connectStore(uri),
  clock: movableClock(now),
  sms: noPlatforms.senders.sms,
  workerId: `process-${process.pid}`,
  die: () => process.kill(process.pid, 'SIGKILL'),
})
let stretches = 0
function beginStretch(): void {
  if (death !== null && stretches === death.afterStretches)
    kelu.doom({ newTo: new Set(), about: new RegExp(`^${death.at}$`) })
}
beginStretch()
await kelu.imports.advance({
  shouldStop: () => false,
  async touch() {
    stretches += 1
    beginStretch()
  },
})
process.exit(0)
