#!/usr/bin/env node
// Fits shared/detect/model.json, the data of the key-and-value classifier. Reproducible: fixed seeds, sorted input.
//
//   node scripts/fit.mjs --data creddata.jsonl [--cases cases.jsonl] [--real dir] [--clean dir,dir] [--cv-only] [--folds 6]
//
// --data   one JSON object a line: { path, text, labels: [{ line, endLine, start, end, truth: T|F|X, category }] }; the first part of
//          `path` is the repository, by which folds are made: no repository is both learned from and measured on
// --cases  one JSON object a line: { text, file, expect, tier }
import fs from 'node:fs';
import { build } from 'esbuild';
import { binRows, fitTrees, scoreRow } from './fit/trees.mjs';
import { fitWords } from './fit/words.mjs';

const args = process.argv.slice(2);
const option = (name, fallback) => {
  const i = args.indexOf(`--${name}`);
  return i < 0 ? fallback : args[i + 1];
};
const flag = (name) => args.includes(`--${name}`);
const dataPath = option('data');
if (dataPath === undefined) {
  console.error('usage: fit.mjs --data creddata.jsonl [--cases cases.jsonl] [--real dir] [--clean dir,dir] [--cv-only] [--folds 6]');
  process.exit(2);
}

const words = fitWords('node_modules', Number(option('words', '5000')));
const cache = option('bundle', `${process.env['TMPDIR'] ?? '/tmp'}/watertight-fit-${process.pid}.mjs`);
await build({
  stdin: {
    contents: `export { scanFragment, createRuleSet } from './shared/scan/scan-fragment.ts'; export { RULES } from './shared/rules/index.ts'; export { kindOfValue } from './shared/detect/values.ts'; export { findEarlyVeto } from './shared/detect/judge-source.ts'; export { surroundingsOf } from './shared/detect/judge.ts'; export { entriesOf } from './shared/formats/entries-of.ts'; export { formatOf } from './shared/formats/format-of.ts';
      export { FEATURES, featuresOf } from './shared/detect/features.ts'; export { createOrdinaryText } from './shared/detect/ordinary-text.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: cache,
  logLevel: 'error',
});
const { scanFragment, createRuleSet, RULES, kindOfValue, findEarlyVeto, surroundingsOf, entriesOf, formatOf, FEATURES, featuresOf, createOrdinaryText } =
  await import(cache);
fs.rmSync(cache);

const ordinary = createOrdinaryText(words);
const ruleSet = createRuleSet(RULES);
const readLines = (file) =>
  fs
    .readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const NOT_SECRETS = /^(?:UUID|Nonce|Salt|Seed|Firebase Domain|Tencent WeChat API App ID|AWS Client ID|Azure Tenant ID|.*\bID)$/;

/** Entries of a text that the classifier judges, with their features: those of program text that are neither references nor placeholders. */
const rowsOf = (text, path) => {
  const { words: offsets } = ruleSet.prefilter.search(text);
  const entries = entriesOf(formatOf(path, text.slice(0, 4096)), text, offsets, path).entries;
  return entries
    .filter((entry) => entry.setting === 'source' && findEarlyVeto(entry, ordinary) === undefined && kindOfValue(entry.value) === 'plain')
    .map((entry) => ({ entry, features: featuresOf(entry, surroundingsOf(text, path, entry), ordinary) }));
};

/** Places of what rules and other judges find, whatever the classifier says. */
const foundByOthers = (text, path) =>
  scanFragment({ text, origin: { path } }, ruleSet)
    .filter((finding) => !finding.reasons.some((reason) => reason.includes('fitted classifier')))
    .map((finding) => finding.place);

const samples = [];
const units = [];
const data = readLines(dataPath);
for (const { path, text, labels } of data) {
  const repository = path.split('/')[0];
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const lineOf = (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  const own = new Map();
  for (const label of labels) {
    const id = `${label.line}-${label.endLine}`;
    const unit = own.get(id) ?? {
      line: label.line,
      endLine: label.endLine,
      judged: false,
      positive: false,
      repository,
      ranges: [],
      samples: [],
      path,
      category: label.category,
    };
    if (!label.category.split(':').every((c) => NOT_SECRETS.test(c))) {
      unit.judged = true;
      if (label.truth === 'T') {
        unit.positive = true;
        unit.category = label.category;
        const from = starts[label.line - 1] + Math.max(0, label.start);
        const to = label.end > label.start ? starts[label.endLine - 1] + label.end : (starts[label.endLine] ?? text.length + 1) - 1;
        unit.ranges.push([from, to]);
      }
    } else unit.skipped = true;
    own.set(id, unit);
  }
  const all = [...own.values()];
  for (const place of foundByOthers(text, path)) for (const unit of all) if (place.startLine <= unit.endLine && place.endLine >= unit.line) unit.found = true;
  // The scorer forgives a hit on a negative whose lines overlap a positive's.
  for (const unit of all) unit.besides = all.some((other) => other.positive && other.line <= unit.endLine && other.endLine >= unit.line);
  units.push(...all);
  for (const { entry, features } of rowsOf(text, path)) {
    const { start, end } = entry.valueRange;
    const from = lineOf(start);
    const to = lineOf(Math.max(start, end - 1));
    const touched = all.filter((u) => u.line <= to && u.endLine >= from);
    let label = 0;
    let weight = 0.35;
    const positives = touched.filter((u) => u.positive);
    if (positives.some((u) => u.ranges.some(([a, b]) => start < b && a < end))) {
      label = 1;
      weight = 1;
    } else if (positives.length > 0 || touched.some((u) => !u.judged))
      weight = 0; // another value of a line with a secret; identifiers
    else if (touched.length > 0) weight = 1;
    const sample = { features, label, weight, repository, line: from, path, key: entry.key };
    for (const unit of touched) unit.samples.push(samples.length);
    samples.push(sample);
  }
}
console.log(
  'units',
  units.filter((u) => u.judged).length,
  'positive',
  units.filter((u) => u.positive).length,
  'samples',
  samples.length,
  'features',
  FEATURES.length,
);

// No repository may dominate: the weight of its samples of one label grows with the square root of their number beyond 60.
const sums = new Map();
for (const s of samples) {
  const id = `${s.repository} ${s.label}`;
  sums.set(id, (sums.get(id) ?? 0) + s.weight);
}
const CAP = Number(option('cap', '60'));
for (const s of samples) {
  const sum = sums.get(`${s.repository} ${s.label}`);
  if (sum > CAP) s.weight *= (CAP * Math.sqrt(sum / CAP)) / sum;
}

/** Further samples that are in every training set and in no test set. */
const extra = [];
const addExtra = (features, label, weight) => extra.push({ features, label, weight, repository: '' });
if (option('cases') !== undefined) {
  const weight = Number(option('case-weight', '0.3'));
  for (const { text, file, expect, tier } of readLines(option('cases'))) {
    if (!expect && tier !== 'neg-clean') continue;
    const rows = rowsOf(text, file ?? 'case.txt');
    if (expect && rows.length !== 1) continue; // which of several is the secret is not said
    for (const { features } of rows) addExtra(features, expect ? 1 : 0, weight);
  }
}
// Text that is clean by reading (`real`: but for its labelled lines) or by nature (`clean`: the sources of published packages).
const filesOf = (root, ending, limit) => {
  const found = [];
  const walk = (dir) => {
    for (const item of fs.readdirSync(dir, { withFileTypes: true }).sort((x, y) => (x.name < y.name ? -1 : 1))) {
      if (found.length >= limit) return;
      if (item.isDirectory()) walk(`${dir}/${item.name}`);
      else if (ending.test(item.name)) found.push(`${dir}/${item.name}`);
    }
  };
  walk(root);
  return found;
};
if (option('real') !== undefined) {
  const root = option('real');
  for (const [file, known] of Object.entries(JSON.parse(fs.readFileSync(`${root}/labels.json`, 'utf8')))) {
    const text = fs.readFileSync(`${root}/${file}`, 'utf8');
    if (text.length > 2_000_000) continue;
    for (const { entry, features } of rowsOf(text, file)) {
      const line = text.slice(0, entry.valueRange.start).split('\n').length;
      if (known.secret.some(([from, to]) => line >= from && line <= to) || (known.either ?? []).includes(line)) continue;
      addExtra(features, 0, 0.15);
    }
  }
}
for (const root of (option('clean') ?? '').split(',').filter(Boolean)) {
  const most = new Map();
  for (const file of filesOf(root, /\.(?:[cm]?[jt]s|md|json|yml)$/, 6000)) {
    const text = fs.readFileSync(file, 'utf8');
    if (text.length > 300_000) continue;
    for (const { entry, features } of rowsOf(text, file)) {
      const id = `${entry.key} ${entry.value}`;
      if (most.has(id)) continue;
      most.set(id, true);
      addExtra(features, 0, 0.1);
    }
  }
}
console.log('extra samples', extra.length, 'positive', extra.filter((s) => s.label === 1).length);
const everything = [...samples, ...extra];

const trees = {
  trees: Number(option('trees', '200')),
  rate: Number(option('rate', '0.08')),
  leaves: Number(option('leaves', '16')),
  lambda: Number(option('lambda', '3')),
  minWeight: Number(option('min-weight', '4')),
  seed: 7,
};
const binned = binRows(everything.map((s) => s.features));
const labels = everything.map((s) => s.label);
const weights = everything.map((s) => s.weight);
const learn = (subset) =>
  fitTrees(
    binned,
    labels,
    weights,
    subset.filter((i) => weights[i] > 0),
    trees,
  );

const figuresAt = (scores, threshold, skipRepository) => {
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (const unit of units) {
    if (!unit.judged || unit.repository === skipRepository) continue;
    const hit = unit.found || unit.samples.some((i) => scores[i] >= threshold);
    if (unit.positive) hit ? tp++ : fn++;
    else if (hit && !unit.besides) fp++;
  }
  return { threshold, tp, fp, fn, precision: tp / (tp + fp), recall: tp / (tp + fn), f1: (2 * tp) / (2 * tp + fp + fn) };
};
const show = (f) => `t=${f.threshold} tp ${f.tp} fp ${f.fp} fn ${f.fn} P ${f.precision.toFixed(4)} R ${f.recall.toFixed(4)} F1 ${f.f1.toFixed(4)}`;

// Grouped cross-validation: repositories dealt out to folds by size.
const folds = Number(option('folds', '6'));
const repositories = [...new Set(samples.map((s) => s.repository))];
const sizeOf = new Map(repositories.map((r) => [r, units.filter((u) => u.repository === r && u.judged).length]));
repositories.sort((a, b) => sizeOf.get(b) - sizeOf.get(a) || (a < b ? -1 : 1));
const foldOf = new Map();
repositories.forEach((r, i) => {
  const round = Math.floor(i / folds);
  foldOf.set(r, round % 2 === 0 ? i % folds : folds - 1 - (i % folds));
});
const held = new Float64Array(samples.length);
for (let fold = 0; fold < folds; fold++) {
  const forest = learn([...everything.keys()].filter((i) => foldOf.get(everything[i].repository) !== fold));
  for (let i = 0; i < samples.length; i++) if (foldOf.get(samples[i].repository) === fold) held[i] = scoreRow(forest, samples[i].features);
}
const big = repositories.reduce((a, b) =>
  units.filter((u) => u.repository === b && u.positive).length > units.filter((u) => u.repository === a && u.positive).length ? b : a,
);
console.log('held out, all repositories; then without the one with most positives');
for (const t of [-1.5, -1, -0.5, 0, 0.5, 1]) console.log(show(figuresAt(held, t)), '|', show(figuresAt(held, t, big)));
if (option('dump') !== undefined) fs.writeFileSync(option('dump'), JSON.stringify({ held: [...held], samples, units, extra }));
if (!flag('cv-only')) {
  const forest = learn([...everything.keys()]);
  const all = Float64Array.from(samples, (s) => scoreRow(forest, s.features));
  console.log('on what it was fitted on', show(figuresAt(all, 0)));
  const cv = figuresAt(held, 0, big);
  const model = {
    version: 1,
    summary: {
      samples: samples.length,
      positives: samples.filter((s) => s.label === 1).length,
      repositories: repositories.length,
      folds,
      heldOutF1: Number(cv.f1.toFixed(4)),
      options: trees,
    },
    features: FEATURES,
    words,
    forest,
  };
  fs.writeFileSync('shared/detect/model.json', `${JSON.stringify(model)}\n`);
  console.log('model.json', fs.statSync('shared/detect/model.json').size, 'bytes');
}
