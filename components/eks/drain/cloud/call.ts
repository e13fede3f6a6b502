/** Calls to AWS, with its failures as errors of the catalogue. */

import { PlinthError } from "../../../../model/errors";

/** Settings of every client: AWS slows callers down, and a teardown may wait, but not for ever. */
export const patient = {
  maxAttempts: 8,
  // Without the last one, the SDK warns after the time and waits on.
  requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
} as const;

const denied =
  /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|NotAuthorized)$/;
const credentials =
  /^(CredentialsProviderError|TokenProviderError|ProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException|RequestExpired|MissingAuthenticationToken|MissingAuthenticationTokenException)$/;
const throttled =
  /^(Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException)$/;
const network =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|TimeoutError|UND_ERR_.*)$/;

/**
 * A failure of a call as an error of the catalogue; other failures, such as that a thing is not there, stay what they
 * are.
 *
 * @param action IAM's name of what was called, such as `ec2:DescribeVolumes`.
 */
export function awsError(error: unknown, action: string): unknown {
  if (!(error instanceof Error) || error instanceof PlinthError) return error;
  const codes = [error.name, ...codesOf(error)];
  const status = statusOf(error);
  const is = (pattern: RegExp): boolean => codes.some((code) => pattern.test(code));
  const options = { cause: error, details: [error.message] };
  if (is(denied))
    return new PlinthError("aws-denied", `AWS does not let these credentials call ${action}.`, {
      ...options,
      fix: `Allow the action ${action} to the role that you work with, then run the command again.`,
    });
  if (is(credentials))
    return new PlinthError(
      "aws-credentials",
      `AWS was not asked for ${action}: no credentials that it takes.`,
      options,
    );
  if (is(throttled))
    return new PlinthError("aws-unreachable", `AWS puts ${action} off: too many calls in this account.`, {
      ...options,
      fix: "Wait some minutes and run the command again.",
    });
  if (status >= 500)
    return new PlinthError(
      "aws-unreachable",
      `AWS has a fault of its own and does not carry out ${action}.`,
      {
        ...options,
        fix: "Wait some minutes and run the command again; https://health.aws.amazon.com tells of AWS's faults.",
      },
    );
  if (is(/^Status\d+$/))
    return new PlinthError("aws-unreachable", `Something answers to ${action} that is not AWS.`, {
      ...options,
      fix: "Check AWS_ENDPOINT_URL, and whether a proxy stands between this machine and AWS, then run the command again.",
    });
  // `fetch` says no more where it cannot connect; its cause does.
  if (is(network) || error.message === "fetch failed")
    return new PlinthError("aws-unreachable", `AWS does not answer to ${action}.`, options);
  return error;
}

/** HTTP status of a service's answer; 0 where there was none. */
function statusOf(error: Error): number {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
}

/** True where the thing that a call was about is not there, or no longer. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && /NotFound/i.test(error.name);
}

/** Codes of the system underneath an error. */
function codesOf(error: Error): string[] {
  const { code, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  const own = typeof code === "string" ? [code] : [];
  return cause instanceof Error ? [...own, cause.name, ...codesOf(cause)] : own;
}

/** Makes one call. @throws what `awsError` makes of its failure. */
export async function call<Answer>(action: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    throw awsError(error, action);
  }
}

/** Reads every page of a list. @throws what `awsError` makes of a failure. */
export async function collect<Page, Item>(
  action: string,
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  return call(action, async () => {
    const all: Item[] = [];
    for await (const page of pages) all.push(...(items(page) ?? []));
    return all;
  });
}

/** Tags by their key, from any service's form of them. */
export function tagMap(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
