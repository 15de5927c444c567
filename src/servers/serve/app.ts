import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { keepAccount, type AccessLine, type ServeEnv } from './access-log.ts';
import { answerRequest, readJson } from './answer-request.ts';
import { ApiError, asApiError, clientGone } from './api-error.ts';
import { prepareChat } from './chat.ts';
import { prepareCompletion } from './completion.ts';
import { guard, type Guard } from './guard.ts';
import { describeModel, type ModelShelf, type ServedModel } from './model-shelf.ts';
import { ChatBody, CompletionBody, LoadBody, parseBody } from './requests.ts';

export interface AppOptions extends Guard {
  shelf: ModelShelf;
  /** Finds a registered model; null = models are neither loaded nor dropped over HTTP. */
  load: ((name: string) => Promise<ServedModel>) | null;
  version: string;
  /** Aborted when the server gives up running answers. */
  ending: AbortSignal;
  /** Unix time, milliseconds. */
  now: () => number;
  log: (line: AccessLine) => void;
}

/** Larger than any context that fits a laptop, smaller than what would fill its memory. */
const mostBytes = 4 * 1024 * 1024;

/** OpenAI's API over the models of a shelf, without a socket: it answers Requests with Responses. */
export function createApp(options: AppOptions): Hono<ServeEnv> {
  const app = new Hono<ServeEnv>();
  app.use(keepAccount(options.now, options.log));
  app.use(guard(options));
  app.use(bodyLimit({ maxSize: mostBytes, onError: refuseSize }));
  app.notFound(refuseAddress);
  app.onError((error, c) => {
    const told = c.req.raw.signal.aborted ? clientGone() : asApiError(error);
    c.get('account').line.error = told.status === 500 ? error : null;
    const headers = { 'content-type': 'application/json', ...(told.status === 503 ? { 'retry-after': '1' } : {}) };
    return new Response(JSON.stringify(told.body()), { status: told.status, headers });
  });
  addAnswers(app, options);
  addModels(app, options);
  return app;
}

function addAnswers(app: Hono<ServeEnv>, { shelf, ending, now }: AppOptions): void {
  const seconds = () => Math.floor(now() / 1000);
  app.post('/v1/chat/completions', async (c) => {
    const body = parseBody(ChatBody, await readJson(c));
    const asked = shelf.find(body.model, body.task);
    c.get('account').line.model = asked.name;
    return answerRequest(c, body, ending, (signal) => prepareChat(asked, body, seconds(), signal));
  });
  app.post('/v1/completions', async (c) => {
    const body = parseBody(CompletionBody, await readJson(c));
    const asked = shelf.find(body.model, body.task);
    c.get('account').line.model = asked.name;
    return answerRequest(c, body, ending, (signal) => prepareCompletion(asked, body, seconds(), signal));
  });
}

function addModels(app: Hono<ServeEnv>, { shelf, load, version }: AppOptions): void {
  app.get('/health', (c) => c.json({ status: 'ok', version, models: shelf.list().map(({ id }) => id) }));
  app.get('/v1/models', (c) => c.json({ object: 'list', data: shelf.list().map(describeModel) }));
  app.get('/v1/models/:model{.+}', (c) => c.json(describeModel(shelf.get(c.req.param('model')))));
  app.post('/v1/models', async (c) => {
    const { model } = parseBody(LoadBody, await readJson(c));
    const found = await allowed(load)(model);
    shelf.add(found);
    await found.text().catch(async (error: unknown) => {
      await shelf.drop(found.id);
      throw error;
    });
    return c.json(describeModel(found), 201);
  });
  app.delete('/v1/models/:model{.+}', async (c) => {
    allowed(load);
    const { id } = shelf.get(c.req.param('model'));
    await shelf.drop(id);
    return c.json({ id, object: 'model', deleted: true });
  });
}

function allowed(load: AppOptions['load']): NonNullable<AppOptions['load']> {
  if (load !== null) return load;
  throw new ApiError(
    403,
    'Models are not loaded or dropped over HTTP here: others than this machine can reach this server. Start it with --allow-loading to allow it.',
    {
      code: 'loading_not_allowed',
    },
  );
}

function refuseSize(): never {
  throw new ApiError(413, `The body is larger than ${mostBytes} bytes. Send less.`, { code: 'request_too_large' });
}

function refuseAddress(): never {
  throw new ApiError(
    404,
    'There is no such address. There are GET /health, GET /v1/models, POST /v1/chat/completions and POST /v1/completions.',
    {
      code: 'unknown_url',
    },
  );
}
