// BullMQ on Redis: node bullmq.mjs PORT SINK. Redis runs with appendfsync always, so that what is accepted is on the disk.
import { createServer } from 'node:http';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { deliver, listen } from './deliver.mjs';

const [port, sink] = process.argv.slice(2);
const connect = () => new Redis({ host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null });
const queue = new Queue('deliveries', { connection: connect(), defaultJobOptions: { removeOnComplete: true, attempts: 12 } });
const worker = new Worker('deliveries', job => deliver(sink, job.id, Buffer.from(job.data.body)), { connection: connect(), concurrency: 64 });
await worker.waitUntilReady();
listen(createServer, body => queue.add('deliver', { body: body.toString() }));
