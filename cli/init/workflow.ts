import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Part, Place } from './part.ts';

const FOLDER = '.github/workflows';
const FILE = `${FOLDER}/watertight.yml`;

/** Branches that YAML reads as they stand; others are put into quotes. */
const asScalar = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text) ? text : JSON.stringify(text);

const textFor = (branch: string): string => `# Fails when a change brings a plaintext secret. Written by \`watertight init\`.
name: Watertight
on:
  pull_request:
  merge_group:
  push:
    branches: [${asScalar(branch)}]

permissions: {}

concurrency:
  group: watertight-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

jobs:
  secrets:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@93cb6efe18208431cddfb8368fd83d5badbf9bfd # v5.0.1
        with:
          fetch-depth: 0 # the commits of the change and where they start
          persist-credentials: false
      - uses: watertight/watertight@v1 # a placeholder: put the commit of the release that you chose here
`;

/** Workflow files by their path, in order. */
export const workflowsOf = ({ root, read }: Place): ReadonlyMap<string, string> => {
  let names: string[];
  try {
    names = readdirSync(join(root, FOLDER)).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    names = [];
  }
  return new Map(names.sort().flatMap((name) => [[`${FOLDER}/${name}`, read(`${FOLDER}/${name}`) ?? '']]));
};

const RUNS_US = /^[^#\n]*(?:\buses:\s*['"]?[\w.-]+\/watertight(?:\/[\w./-]+)?@|\bwatertight\s+scan\b)/m;

/** The workflow that scans every change. */
export const planWorkflow = (place: Place): Part => {
  const workflows = workflowsOf(place);
  const running = [...workflows].find(([, text]) => RUNS_US.test(text))?.[0];
  const base = { name: 'workflow' as const, changes: [], notes: [] };
  if (running !== undefined) return { ...base, isThere: true, summary: running };
  if (workflows.has(FILE)) {
    const notes = [`${FILE} is there and does something else: rename it, or let it use watertight/watertight. It is left as it is.`];
    return { ...base, isThere: false, summary: 'nothing scans pull requests', notes };
  }
  return {
    ...base,
    isThere: false,
    summary: `create ${FILE}`,
    changes: [{ file: join(place.root, FILE), before: undefined, after: textFor(place.mainBranch) }],
    notes: [
      'watertight/watertight@v1 is a placeholder: choose a release and write its commit there, with the version as a comment, as for actions/checkout.',
      'Make the check `secrets` required in the rules of the branch, so that nothing merges without it.',
    ],
  };
};
