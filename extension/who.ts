import { userInfo } from 'node:os';

/** Who asks a store, for its audit log: `alice via the editor`. Only where Node runs. */
export const whoAsks = (): string => {
  try {
    return `${userInfo().username} via the editor`;
  } catch {
    return 'the editor'; // a user without a name, as in some containers
  }
};
