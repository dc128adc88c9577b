/** The forms of a report. */
export const FORMATS = ['pretty', 'json', 'jsonl', 'sarif', 'junit', 'csv', 'github', 'markdown'] as const;

export type ReportFormat = (typeof FORMATS)[number];
