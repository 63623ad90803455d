import { runKelu } from '../../sandbox/demo/run-kelu.ts'
import { mortalWiring } from './mortal-wiring.ts'
import { reaperFromEnvironment } from './reaper-from-environment.ts'

await runKelu({ adapt: mortalWiring(reaperFromEnvironment()) })
