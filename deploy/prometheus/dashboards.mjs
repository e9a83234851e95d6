// Asks a Prometheus for everything that dashboards ask for, as Grafana would, and has the answers judged.
import {readdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const {BUILT_IN, MARKS, atFirst, columns, interpolate, judge, judgeAnnotation, labelValues} =
  createRequire(import.meta.url)('../grafana/build/src/answers.cjs');

/** Values of a dashboard's variables as they are when it is opened. */
async function chosen(board, api, failures) {
  const values = {...BUILT_IN};
  for (const variable of board.templating.list.filter(({type}) => type === 'query')) {
    const {series, label} = labelValues(variable);
    const match = encodeURIComponent(interpolate(series, values));
    const found = await api(`/api/v1/label/${label}/values?match[]=${match}`);
    if (found.length === 0) failures.push(`${board.title}: variable ${variable.name} has no values`);
    values[variable.name] = atFirst(variable, found);
  }
  return values;
}

/** The panels, each once for every value of the variable that it or its row is repeated for. */
function* repeated(board, values) {
  let row;
  for (const panel of board.panels) {
    if (panel.type === 'row') {
      row = panel.repeat;
      continue;
    }
    const by = panel.repeat ?? row;
    for (const value of by ? [values[by]].flat() : [undefined]) {
      yield {panel, scope: by ? {...values, [by]: [value]} : values, name: value === undefined ? panel.title : `${panel.title} (${value})`};
    }
  }
}

/** Means that a curve against width does not show where they are, asked for without any of the panel's labels and joins. */
async function misplaced(panel, answers, {activation, gain, depth, dimension}, query) {
  const fields = await columns(panel, answers);
  const [metric] = /onestep_cell_\w+/.exec(answers[0].target.expr);
  const cells = await query(`${metric}{activation="${activation}",gain="${gain}",depth="${depth}"}`);
  return cells.filter(({metric: cell, value}) => {
    if (!dimension.includes(cell.dimension)) return false; // begun since the variables were asked
    const curve = fields[`${MARKS[dimension.indexOf(cell.dimension)]} d = ${cell.dimension}`] ?? [];
    return curve[fields[panel.options.xField].indexOf(Number(cell.width))] !== Number(value[1]);
  }).map(({metric: cell, value}) => `${value[1]} is not drawn at d = ${cell.dimension}, k = ${cell.width}`);
}

/** What is wrong with the dashboards of a folder, and the queries that they asked. */
export async function ask(folder, api) {
  const failures = [];
  const exprs = [];
  let time;
  const query = async expr => {
    exprs.push(expr);
    return (await api(`/api/v1/query?time=${time}&query=${encodeURIComponent(expr)}`)).result;
  };
  for (const file of readdirSync(folder)) {
    const board = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const fail = name => complaint => failures.push(`${board.title} / ${name}: ${complaint}`);
    const values = await chosen(board, api, failures);
    time = Date.now() / 1000; // one for all queries, which panels join
    for (const {panel, scope, name} of repeated(board, values)) {
      try {
        const answers = [];
        for (const target of panel.targets) {
          const expr = interpolate(target.expr, scope);
          answers.push({target: {...target, expr}, vector: await query(expr)});
        }
        const complaints = await judge(panel, answers);
        if (complaints.length === 0 && panel.type === 'trend') complaints.push(...await misplaced(panel, answers, scope, query));
        complaints.forEach(fail(name));
      } catch (e) {
        fail(name)(e.message);
      }
    }
    for (const annotation of board.annotations.list) {
      const vector = await query(interpolate(annotation.target.expr, values));
      judgeAnnotation(annotation, vector).forEach(fail(annotation.name));
    }
  }
  return {failures, exprs};
}
