import type { PropType } from '../../../domain/events.ts'
import { eventKinds, flowCall, isCustomerKind, kinds, toldOf, trial } from '../../../domain/webhooks/kinds.ts'
import { type Json, jsonContent } from '../../../http/openapi-parts.ts'

const text = { type: 'string' }
const time = { type: 'string', format: 'date-time' }

const schemaOf: Record<PropType, Json> = {
  text,
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: time,
  texts: { type: 'array', items: text },
  items: { type: 'array', items: { type: 'object' } },
  group: { type: 'object' },
  any: {},
}

const test = {
  type: 'boolean',
  description: 'Only of a test customer, and then true: nothing is to be done about it',
}
const ofCustomer = { eventId: text, customerId: text, test }

/** What Kelu tells receivers that registered for it, in the words of OpenAPI 3.1. */
export function describeWebhooks(): Json {
  const told = eventKinds.map((kind): [string, Json] => {
    const props = Object.entries(toldOf(kind)).map(([name, type]) => [name, schemaOf[type]])
    const always = isCustomerKind(kind) ? ['eventId', 'customerId'] : ['alertId', 'figure', 'percent']
    const properties = { ...(isCustomerKind(kind) && ofCustomer), ...Object.fromEntries(props) }
    return [kind, call(kind, kinds[kind].name, { type: 'object', required: always, properties })]
  })
  const step = {
    type: 'object',
    required: ['journeyId', 'runId', 'stepId', 'customerId'],
    properties: { journeyId: text, runId: text, stepId: text, customerId: text, test },
    additionalProperties: text,
  }
  const tried = { type: 'object', required: ['webhook', 'test'], properties: { webhook: text, test } }
  return Object.fromEntries([
    ...told,
    [
      flowCall,
      call(flowCall, 'A step of a flow calls this receiver; its own texts stand beside the ids', step),
    ],
    [trial, call(trial, 'Somebody looks whether it arrives', tried)],
  ])
}

const header = (name: string, description: string): Json => ({
  ...{ name, in: 'header', required: true, description, schema: text },
})

const headers = [
  header(
    'webhook-id',
    'Of the event at this receiver, the same at every try: what was taken under it is done',
  ),
  header('webhook-timestamp', 'Of this try, seconds since 1970'),
  header(
    'webhook-signature',
    '`v1,` and the base64 HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`, one for each secret, separated by spaces',
  ),
]

function call(type: string, summary: string, data: Json): Json {
  return {
    post: {
      operationId: `told.${type}`,
      tags: ['told'],
      summary,
      parameters: headers,
      requestBody: {
        required: true,
        content: jsonContent({
          type: 'object',
          required: ['type', 'timestamp', 'data'],
          properties: { type: { const: type }, timestamp: time, data },
        }),
      },
      responses: {
        '2XX': { description: 'Taken' },
        410: { description: 'Will have no more: nothing is told until somebody lets it go on' },
        default: { description: 'Not taken: told again, for three days' },
      },
    },
  }
}
