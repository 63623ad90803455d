import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { reaperFromEnvironment } from '../kill/reaper-from-environment.ts'
import { mortalMail } from './mortal-mail.ts'

await runKelu({ adapt: mortalMail(reaperFromEnvironment()) })
