/** Quiet windows that look the same every time. */
export const QUIET = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'git.enabled': false,
  // Else the host of extensions looks for open ports every two seconds, by starting programs.
  'remote.autoForwardPortsSource': 'output',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'security.workspace.trust.startupPrompt': 'never',
};
