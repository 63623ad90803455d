/** A refusal or failure of the server, with the sentence people read. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    /** 0 = no answer came. */
    readonly status: number,
    readonly code: string,
    override readonly message: string,
    readonly details: {
      /** Field or step → what is wrong there. */
      places?: Record<string, string>
      retryAfterSeconds?: number
      /** To quote when asking for help. */
      requestId?: string
    } = {},
  ) {
    super(message)
  }
}

/** Whatever was thrown, as something that can be shown. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'page.failed', '页面出错了，刷新后再试')
}

/** The refusal in an answer; a proxy in between may have said something else than JSON. */
export async function refusalIn(answer: Response): Promise<ApiError> {
  const said = (await answer.json().catch(() => null)) as { error?: Record<string, unknown> } | null
  const { code, message, places, retryAfterSeconds, requestId } = said?.error ?? {}
  const text = typeof message === 'string' ? message : wordsOf(answer.status)
  return new ApiError(answer.status, typeof code === 'string' ? code : 'unknown', text, {
    places: places as Record<string, string> | undefined,
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  })
}

function wordsOf(status: number): string {
  if (status === 403) return '没有做这件事的权限'
  if (status === 404) return '要找的东西不在了'
  return status >= 500 ? '服务器没有接住这次操作，稍后再试' : '这次操作没有被接受'
}
