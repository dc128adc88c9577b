// For esbuild: rules go into the bundles as data, without their examples. To put their patterns together would take 30 ms of every run.
import { loadTs } from './load-ts.mjs';

export const createRulesAsData = async () => {
  const { RULES } = await loadTs('shared/rules/index.ts');
  const data = JSON.stringify(RULES.map(({ counterExamples: _, ...rule }) => ({ ...rule, examples: [] })));
  return {
    name: 'rules-as-data',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]shared[\\/]rules[\\/]index\.ts$/ }, () => ({
        loader: 'js',
        contents: `export const RULES = JSON.parse(${JSON.stringify(data)});`,
      }));
    },
  };
};
