/** Jest resolves for `require`; packages of @actions offer themselves to `import` alone. */
module.exports = (path, options) =>
  options.defaultResolver(path, path.startsWith('@actions/') ? { ...options, conditions: [...(options.conditions ?? []), 'import'] } : options);
