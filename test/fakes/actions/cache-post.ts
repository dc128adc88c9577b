import { saveCache } from './cache-folder.ts';

saveCache();
