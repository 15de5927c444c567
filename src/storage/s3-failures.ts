import { S3ServiceException } from '@aws-sdk/client-s3';
import { AnnealFailure } from '../contracts/failure.ts';

/** The HTTP status that a store's refusal came with; undefined for anything else. */
export function answeredStatus(error: unknown): number | undefined {
  const status = error instanceof AnnealFailure ? error.details['status'] : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** Whether the store answered that there is no such object (a missing bucket is another matter). */
export function isMissingObject(error: unknown): boolean {
  return answeredStatus(error) === 404 && error instanceof AnnealFailure && error.name !== 'StoreRefused';
}

/** Whether the store answered with this error code, e.g. NoSuchUpload. */
export function answeredCode(error: unknown, code: string): boolean {
  return error instanceof AnnealFailure && error.details['code'] === code;
}

const advice: Record<string, string> = {
  InvalidAccessKeyId: 'The store does not know this access key: correct the credentials in the configuration.',
  SignatureDoesNotMatch: 'The secret does not belong to the access key: correct the credentials in the configuration.',
  ExpiredToken: 'The session token has expired: renew the credentials.',
  RequestTimeTooSkewed: "This machine's clock differs from the store's: set it right.",
  PermanentRedirect: 'The bucket lives in another region: correct the region or the endpoint in the configuration.',
  AuthorizationHeaderMalformed: 'The region is wrong for this bucket: correct the region in the configuration.',
  CredentialsProviderError:
    'No credentials were found: name them in the configuration, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
};
const allowed =
  'Allowed must be: s3:GetObject, PutObject, DeleteObject, AbortMultipartUpload and ListMultipartUploadParts on the objects, s3:ListBucket and ListBucketMultipartUploads on the bucket.';

/** Translates an error of the SDK: StoreRefused when only a person can mend it, else StoreUnavailable. */
export function storeFailure(
  bucket: { where: string; name: string; endpoint: string | null },
  doing: string,
  error: unknown,
): AnnealFailure {
  if (error instanceof AnnealFailure) return error;
  const { status, code, message } = readError(error);
  const details = { status, code };
  if (code === 'NoSuchBucket') return new AnnealFailure('StoreRefused', noBucket(bucket), { cause: error, details });
  const what = `The object store ${bucket.where} did not serve ${doing}: ${message}.`;
  const known = code === undefined ? undefined : advice[code];
  if (known) return new AnnealFailure('StoreRefused', `${what} ${known}`, { cause: error, details });
  if (status === 401 || status === 403)
    return new AnnealFailure('StoreRefused', `${what} The credentials are wrong or lack a permission. ${allowed}`, {
      cause: error,
      details,
    });
  return new AnnealFailure(
    'StoreUnavailable',
    `${what} Check that the endpoint is right and the store runs; the work goes on when it answers again.`,
    { cause: error, details },
  );
}

function noBucket({ where, name, endpoint }: { where: string; name: string; endpoint: string | null }): string {
  const at = endpoint === null ? '' : ` --endpoint-url ${endpoint}`;
  return `There is no bucket ${where}. Create it (aws s3 mb s3://${name}${at}), or name one that exists: for what Anneal stores in ANNEAL_S3_BUCKET, for rows or a base model in the spec.`;
}

function readError(error: unknown): { status: number | undefined; code: string | undefined; message: string } {
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode;
    return {
      status,
      code: error.name,
      message: `${error.name}${status === undefined ? '' : ` (HTTP ${status})`}${sentence(error.message)}`,
    };
  }
  if (!(error instanceof Error)) return { status: undefined, code: undefined, message: 'unknown error' };
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  // A host with several addresses fails with an AggregateError whose own message is empty.
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const text = error.message || (first instanceof Error ? first.message : '');
  return {
    status: undefined,
    code: error.name === 'CredentialsProviderError' ? error.name : typeof code === 'string' ? code : error.name,
    message: `${error.name}${sentence(text)}`,
  };
}

function sentence(message: string): string {
  return message === '' || message === 'UnknownError' ? '' : `: ${message.slice(0, 300).replace(/\.$/, '')}`;
}
