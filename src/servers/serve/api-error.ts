import { AnnealFailure } from '../../contracts/failure.ts';
import { redact } from '../../contracts/secrets.ts';
import { ServerBusy } from '../../inference/text-model.ts';

export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 499 | 500 | 503;

/** An answer in the shape in which OpenAI's API tells errors, which its clients turn into their own. */
export class ApiError extends Error {
  readonly status: ErrorStatus;
  /** The field of the request that is wrong. */
  readonly param: string | null;
  readonly code: string | null;

  constructor(status: ErrorStatus, message: string, { param = null, code = null }: { param?: string | null; code?: string | null } = {}) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }

  body(): { error: { message: string; type: string; param: string | null; code: string | null } } {
    const type = this.status < 500 ? 'invalid_request_error' : 'server_error';
    return { error: { message: redact(this.message), type, param: this.param, code: this.code } };
  }
}

/** 499, as nginx names it: whoever asked has gone, and nobody reads this answer. */
export const clientGone = () =>
  new ApiError(499, 'The client closed the connection before the answer was whole.', { code: 'client_closed_request' });

/** Any error as an answer. What nobody foresaw is told to the log, not to the client. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ServerBusy) return new ApiError(503, error.message, { code: 'overloaded' });
  if (!(error instanceof AnnealFailure))
    return new ApiError(500, 'The server failed at this request; its log says more.', { code: 'internal_error' });
  if (error.name === 'NotFound') return new ApiError(404, error.message, { code: 'model_not_found' });
  if (!error.permanent) return new ApiError(503, error.message, { code: error.name });
  return new ApiError(400, error.message, { code: error.name });
}
