import { restoreCache } from './cache-folder.ts';

restoreCache();
