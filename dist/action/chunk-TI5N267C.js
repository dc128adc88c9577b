import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
var T="0.1.0";export{T as a};
