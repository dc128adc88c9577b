/** The processor time, in milliseconds, that this process spends on `work`. Unlike the time on a clock, it hardly grows when the machine is busy with something else. */
export const processorMs = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
