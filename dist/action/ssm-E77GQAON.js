import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
import{c as r}from"./chunk-IWTHESGT.js";import"./chunk-TFNVOLNI.js";var s=async(e,t)=>{throw new r("unsupported","this provider can not be used yet: SSM Parameter Store")};export{s as createSsmProvider};
