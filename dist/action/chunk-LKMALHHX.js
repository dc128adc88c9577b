import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
var e=["info","low","medium","high","critical"],n=["low","medium","high"];export{e as a,n as b};
