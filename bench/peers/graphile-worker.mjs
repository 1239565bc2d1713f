// graphile-worker on PostgreSQL: node graphile-worker.mjs CONNECTION SINK.
import { createServer } from 'node:http';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { deliver, listen } from './deliver.mjs';

const [connectionString, sink] = process.argv.slice(2);
const logger = new Logger(() => () => {});
const pgPool = new pg.Pool({ connectionString, max: 40 });
const utils = await makeWorkerUtils({ pgPool, logger });
await utils.migrate();
await run({
  pgPool,
  logger,
  preset: { worker: { concurrentJobs: 64, localQueue: { size: 512 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  taskList: { deliver: (payload, helpers) => deliver(sink, helpers.job.id, Buffer.from(payload.body)) },
});
listen(createServer, body => utils.addJob('deliver', { body: body.toString() }));
