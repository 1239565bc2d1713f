// What every peer here does with a body: sends it to the sink, over kept connections, and fails on anything but 2xx.
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export function deliver(sink, id, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length, 'webhook-id': id };
    const sending = request(sink, { method: 'POST', agent, headers }, answer => {
      answer.resume();
      answer.on('end', () => (answer.statusCode < 300 ? resolve() : reject(new Error(`the sink answered ${answer.statusCode}`))));
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Reads a request whole. */
export function read(incoming) {
  return new Promise((resolve, reject) => {
    const parts = [];
    incoming.on('data', part => parts.push(part));
    incoming.on('end', () => resolve(Buffer.concat(parts)));
    incoming.on('error', reject);
  });
}

/** Answers 202 to each request when `accept` has made it durable, and says where it listens. */
export function listen(createServer, accept) {
  const server = createServer(async (incoming, answer) => {
    try {
      await accept(await read(incoming));
      answer.writeHead(202, { 'content-length': 2 }).end('{}');
    } catch (error) {
      answer.writeHead(503, { 'content-length': 0 }).end();
      console.error(String(error));
    }
  });
  server.listen(0, '127.0.0.1', () => say(`http://127.0.0.1:${server.address().port}`));
}

export function say(address) {
  console.log(JSON.stringify({ message: 'listening', ingress: address, admin: address }));
}
