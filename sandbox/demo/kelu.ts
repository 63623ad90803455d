import { runKelu } from './run-kelu.ts'

await runKelu({})
