// Processes of a check, in a folder of their own, and what a Prometheus among them answers.
import {spawn} from 'node:child_process';
import {mkdtempSync, openSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The launcher. */
export const ONESTEP = fileURLToPath(new URL('../../onestep', import.meta.url));

const GRACE_MS = 30_000;

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

export const freePort = () => new Promise((resolve, reject) => {
  const server = createServer().on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const {port} = server.address();
    server.close(() => resolve(port));
  });
});

export async function until(what, seconds, ask) {
  const deadline = Date.now() + 1000 * seconds;
  for (;;) {
    try {
      if (await ask()) return;
    } catch { /* not there yet */ }
    if (Date.now() > deadline) throw new Error(`no ${what} within ${seconds} s`);
    await sleep(500);
  }
}

export async function api(base, path) {
  const answer = await (await fetch(base + path)).json();
  if (answer.status !== 'success') throw new Error(answer.error);
  return answer.data;
}

export const query = async (base, expr) => (await api(base, '/api/v1/query?query=' + encodeURIComponent(expr))).result;

export class System {
  constructor(prefix) {
    this.dir = mkdtempSync(join(tmpdir(), prefix));
    this.started = [];
  }

  /** Starts a process whose output goes to a file of that name; its `ended` is a promise of its exit code or signal. */
  start(name, command, args) {
    const log = openSync(join(this.dir, name + '.log'), 'w');
    const child = spawn(command, args, {cwd: this.dir, stdio: ['ignore', log, log]});
    child.ended = new Promise(resolve => {
      child.on('error', e => {
        console.error(`${name}: ${e.message}`);
        resolve(e.message);
      });
      child.on('exit', (code, signal) => resolve(signal ?? code));
    });
    this.started.push(child);
    return child;
  }

  /** Starts a Prometheus with the folder's prometheus.yml. */
  prometheus(port) {
    return this.start('prometheus', 'prometheus', ['--config.file=prometheus.yml', '--storage.tsdb.path=tsdb',
      `--web.listen-address=127.0.0.1:${port}`]);
  }

  /** Ends all of them, the last one first. */
  async stop() {
    this.started.reverse().forEach(child => child.kill());
    await Promise.all(this.started.map(child => Promise.race([child.ended, sleep(GRACE_MS)])));
  }

  forget() {
    rmSync(this.dir, {recursive: true, force: true});
  }
}
