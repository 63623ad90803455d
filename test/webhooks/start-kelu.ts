import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { reaperFromEnvironment } from '../kill/reaper-from-environment.ts'
import { mortalWebhooks } from './mortal-webhooks.ts'

await runKelu({ adapt: mortalWebhooks(reaperFromEnvironment()) })
