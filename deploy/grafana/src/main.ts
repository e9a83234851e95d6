// Writes the dashboards into a folder.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pipeline} from './pipeline';
import {science} from './science';
import {sweep} from './sweep';
import {workers} from './workers';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: generate FOLDER');
for (const dashboard of [science, sweep, workers, pipeline]) {
  writeFileSync(join(folder, `${dashboard.uid}.json`), JSON.stringify(dashboard, null, 2) + '\n');
}
