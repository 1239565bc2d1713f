// Compresses what Vite made, keeps the compressed forms only, and refuses scripts that grew over their budget.
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const budget = 120 * 1024;
const folder = 'dist/assets';
let scripts = 0;
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const content = readFileSync(path);
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(content, { level: 9 });
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzip);
  unlinkSync(path);
  scripts += name.endsWith('.js') ? gzip.length : 0;
  console.log(`${name}: ${content.length} bytes, gzip ${gzip.length}, brotli ${brotli.length}`);
}

console.log(`scripts: ${scripts} of ${budget} bytes`);
if (scripts > budget) {
  console.error(`The scripts are over their budget by ${scripts - budget} bytes.`);
  process.exit(1);
}
