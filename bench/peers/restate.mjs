// Restate: node restate.mjs FOLDER SINK. Its server keeps the call durably and calls the service below, which sends it on.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as restate from '@restatedev/restate-sdk';
import { deliver, say } from './deliver.mjs';

// The SDK uses it, and Node 20 has none.
Promise.withResolvers ??= function () {
  const parts = {};
  parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

const [folder, sink] = process.argv.slice(2);
const [service, ingress, admin, node] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);

const deliveries = restate.service({
  name: 'Deliveries',
  handlers: {
    deliver: async (context, body) => {
      await context.run('send', () => deliver(sink, Buffer.from(context.request().id).toString('hex'), Buffer.from(JSON.stringify(body))));
    },
  },
});
await restate.serve({ services: [deliveries], port: service, logger: () => {} });

const server = spawn(join(import.meta.dirname, 'node_modules/.bin/restate-server'), ['--base-dir', folder], {
  detached: true, // a group of its own: what npm installs is a script that starts the server
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_LOG_FILTER: 'error',
    RESTATE_DISABLE_TELEMETRY: 'true',
  },
});
server.on('exit', code => process.exit(code ?? 1));
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    process.kill(-server.pid, 'SIGKILL');
    process.exit(0);
  });
}
await register();
say(`http://127.0.0.1:${ingress}`);

async function register() {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ uri: `http://127.0.0.1:${service}` }),
      });
      if (answer.ok) return;
      if (attempt === 100) throw new Error(await answer.text());
    } catch (error) {
      if (attempt === 100) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

function freePort() {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
