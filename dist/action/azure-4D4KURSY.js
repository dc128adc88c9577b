import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);
import{c as e}from"./chunk-IWTHESGT.js";import"./chunk-TFNVOLNI.js";var i=async(r,t)=>{throw new e("unsupported","this provider can not be used yet: Azure Key Vault")};export{i as createAzureProvider};
